import Testing

@testable import ModelReferences

@Suite("Kubeflow Trainer")
struct KubeflowTrainJobTests {
    @Test(
        "the initializer reads no revision, and lists a bucket by prefix",
        arguments: [
            ("hf://o/n", "mutable"), ("hf://o/n@\(commit)", "mutable"), ("hf://o/n:\(commit)", "mutable"),
            ("s3://b/m/v3", "mutable"), ("s3://b/m/v3/", "versioned"), ("gs://b/m/v3/", "mutable"),
        ])
    func uris(_ uri: String, _ expected: String) throws {
        #expect(try job(uri).map(\.pinning.name) == [expected])
        #expect(try runtime("ghcr.io/kubeflow/trainer/model-initializer", uri).map(\.pinning.name) == [expected])
    }

    @Test("the variable of any other container is KServe's")
    func otherImage() throws {
        #expect(try runtime("acme/server", "hf://o/n:\(commit)").map(\.pinning.name) == ["pinned"])
    }

    @Test("what is suggested can be done")
    func remedy() throws {
        #expect(try job("hf://o/n").first?.suggestion?.contains("s3://BUCKET/MODEL/v1/") == true)
    }

    private func job(_ uri: String) throws -> [ModelReference] {
        try Manifest(
            """
            apiVersion: trainer.kubeflow.org/v1alpha1
            kind: TrainJob
            metadata: {name: n}
            spec: {initializer: {model: {storageUri: "\(uri)"}}}
            """
        ).references
    }

    private func runtime(_ image: String, _ uri: String) throws -> [ModelReference] {
        try Manifest(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: n}
            spec:
              containers: [{name: i, image: "\(image):v2", env: [{name: STORAGE_URI, value: "\(uri)"}]}]
            """
        ).references
    }
}
