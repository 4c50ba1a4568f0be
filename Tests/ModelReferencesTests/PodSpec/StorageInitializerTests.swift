import ModelReferences
import Testing

@Suite("Storage initializers of KServe and of Kubeflow")
struct StorageInitializerTests {
    private static func found(_ image: String, _ args: String) throws -> [String] {
        try summary(workload(pod("image: \(image)\nargs: \(args)")).references)
    }

    private static let kubeflow = "docker.io/kubeflow/storage-initializer"

    @Test("Kubeflow's names its model in the JSON of a flag; its data set is none, and no commit pins")
    func flags() throws {
        func args(_ uri: String) -> String {
            "[--model_provider, hf, --model_provider_parameters, '{\"model_uri\": \"\(uri)\", \"x\": 1}', "
                + "--dataset_provider, hf, --dataset_provider_parameters, '{\"repo_id\": \"o/d\"}']"
        }
        #expect(try Self.found(Self.kubeflow, args("hf://google-bert/b")) == ["hf://google-bert/b mutable"])
        #expect(try Self.found(Self.kubeflow, args("hf://o/n@\(commit)")) == ["hf://o/n@\(commit) mutable"])
        #expect(try Self.found(Self.kubeflow, "[--dataset_provider, hf]") == [])
        #expect(
            try Self.found(Self.kubeflow, "[--model_provider_parameters, '$(P)']").first?.hasSuffix("unresolved")
                == true)
    }

    @Test("KServe's takes pairs of URI and directory")
    func pairs() throws {
        #expect(
            try Self.found("kserve/storage-initializer:v1", "['s3://b/m/v1/', /mnt/models]") == [
                "s3://b/m/v1/ versioned"
            ])
    }
}
