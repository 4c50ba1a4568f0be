import KubernetesModel
import ModelReferences
import RemoteServices
import Testing

@testable import PinCommand

@Suite("What a reference names")
struct PinTargetTests {
    private static func reference(_ value: String, _ consumer: Consumer, _ revision: String?) -> ModelReference {
        ModelReference(
            value: value, path: FieldPath("x"), position: SourcePosition(line: 1, column: 1), consumer: consumer,
            revision: revision, pinning: .mutable(""))
    }

    static let repositories: [(String, Consumer, String?, String, String?)] = [
        ("hf://org/name", .kserve, nil, "org/name", nil), ("hf://org/name:main", .kserve, nil, "org/name", "main"),
        ("hf://org/name@refs/pr/1", .hfHub, nil, "org/name", "refs/pr/1"),
        ("hf://models/org/name@v1/file.bin", .hfHub, nil, "org/name", "v1"),
        ("org/name", .vllm, "v1", "org/name", "v1"),
        ("gpt2", .hfHub, nil, "gpt2", nil), ("hf://org/name:v1?file=x.gguf", .nim, nil, "org/name", "v1"),
        ("https://huggingface.co/org/name/resolve/main/model.gguf", .llamacpp, nil, "org/name", "main"),
    ]

    @Test("repositories of the hub, with the revision that the tool reads", arguments: repositories)
    func hub(_ value: String, _ consumer: Consumer, _ given: String?, _ name: String, _ revision: String?) {
        #expect(PinTarget(Self.reference(value, consumer, given)) == .hub(repository: name, revision: revision))
    }

    static let models: [(String, String, MLflowSelector)] = [
        ("models:/fraud/Production", "fraud", .stage("Production")),
        ("models:/fraud@champion", "fraud", .alias("champion")),
        ("models:/fraud/LATEST", "fraud", .latest), ("models:/fraud/v7", "fraud", .stage("v7")),
        ("models://scope:prefix@databricks/fraud/Staging", "fraud", .stage("Staging")),
    ]

    @Test("stages and aliases of MLflow", arguments: models)
    func mlflow(_ value: String, _ name: String, _ selector: MLflowSelector) {
        #expect(PinTarget(Self.reference(value, .mlflow, nil)) == .mlflow(name: name, selector: selector))
    }

    static let checkouts: [(String, Consumer, String?, String, String?)] = [
        ("https://github.com/o/r/archive/main.zip", .http, nil, "https://github.com/o/r", "main"),
        ("https://github.com/o/r/archive/refs/heads/dev.tar.gz", .http, nil, "https://github.com/o/r", "dev"),
        ("https://raw.githubusercontent.com/o/r/main/m/x.bin", .http, nil, "https://github.com/o/r", "main"),
        ("https://gitlab.com/g/s/p/-/raw/main/x.bin", .http, nil, "https://gitlab.com/g/s/p", "main"),
        ("git+https://h.example/o/r@v1#egg=x", .any, nil, "https://h.example/o/r", "v1"),
        ("https://h.example/o/r.git", .git, "main", "https://h.example/o/r.git", "main"),
    ]

    @Test("branches and tags of Git repositories", arguments: checkouts)
    func git(_ value: String, _ consumer: Consumer, _ given: String?, _ url: String, _ revision: String?) {
        #expect(PinTarget(Self.reference(value, consumer, given)) == .git(url: url, revision: revision))
    }

    @Test(
        "what nobody could be asked about",
        arguments: [
            ("/mnt/models", Consumer.vllm), ("pvc://claim/model", .kserve), ("gs://bucket/model", .kserve),
            ("https://example.com/model.bin", .http), ("models:/fraud/7", .mlflow), ("ftp://x/y", .any),
            ("s3://bucket/folder/", .kserve), ("git+file:///etc/x@main", .any), ("-u http://x", .git),
            ("ext::sh -c id", .git), ("o/n", .modelscope), ("oci://n/ns/b/bucket/o/m", .ome),
        ])
    func nobody(_ value: String, _ consumer: Consumer) {
        #expect(PinTarget(Self.reference(value, consumer, nil)) == nil)
    }
}
