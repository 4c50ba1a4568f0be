import Testing

@testable import ModelReferences

@Suite("Schemes that a ClusterStorageContainer adds")
struct StorageContainerSchemesTests {
    @Test(
        "Kubeflow's model registry is worth what it names",
        arguments: [
            Vector(.kserve, "model-registry://iris/v1", "versioned"),
            Vector(.kserve, "model-registry://registry.corp:8080/iris/v1", "versioned"),
            Vector(.kserve, "model-registry://iris", "mutable"),
            Vector(.kserve, "model-registry://registry.corp:8080/iris", "mutable"),
            Vector(.kserve, "model-registry://iris/latest", "mutable"),
            // The first part is no host: the third is lost, and the newest version is loaded.
            Vector(.kserve, "model-registry://iris/v1/x", "mutable"),
            Vector(.kserve, "model-registry://", "invalid"),
            Vector(.kserve, "model-registry:///v1", "invalid"),
            Vector(.llmisvc, "model-registry://iris/v1", "invalid"),
            Vector(.hfHub, "model-registry://iris/v1", "invalid"),
        ])
    func registry(_ vector: Vector) { vector.check() }

    @Test(
        "KitOps names images",
        arguments: [
            Vector(.kserve, "kit://ghcr.io/jozu/iris@sha256:\(sha256)", "pinned"),
            Vector(.kserve, "kit://ghcr.io/jozu/iris:v1", "mutable"),
            Vector(.llmisvc, "kit://ghcr.io/jozu/iris@sha256:\(sha256)", "invalid"),
        ])
    func kit(_ vector: Vector) { vector.check() }

    @Test("a scheme that nobody here knows may be a container's under KServe, and is none to other tools")
    func unknown() {
        Vector(.kserve, "acme://iris/v1", "unresolved").check()
        Vector(.llmisvc, "acme://iris/v1", "invalid").check()
        Vector(.vllm, "acme://iris/v1", "invalid").check()
        let found = Vector(.kserve, "acme://iris/v1", "unresolved").classification
        #expect(found.pinning.reason.contains("supports acme://"))
    }

    @Test(
        "a scheme in upper case is invalid, and its lower case is suggested",
        arguments: [
            (Vector(.kserve, "S3://b/m/v1/", "invalid"), "write s3://b/m/v1/"),
            (Vector(.kserve, "HF://o/n:\(commit)", "invalid"), "write hf://o/n:\(commit)"),
            (Vector(.mlflow, "MODELS:/m/3", "mutable"), "write models:/m/3"),
        ])
    func upperCase(_ vector: Vector, _ expected: String) {
        vector.check()
        #expect(vector.classification.suggestion == expected)
    }
}
