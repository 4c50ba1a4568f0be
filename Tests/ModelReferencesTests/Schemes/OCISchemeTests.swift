import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Images and OCI artifacts")
struct OCISchemeTests {
    @Test(
        "only a whole digest in lower case pins an image",
        arguments: [
            Vector(.image, "repo/model@sha256:\(sha256)", "pinned"),
            Vector(.image, "repo/model:v1@sha256:\(sha256)", "pinned"),
            Vector(.image, "registry.corp:5000/ml/model:v1@sha256:\(sha256)", "pinned"),
            Vector(.image, "localhost:5000/m@sha256:\(sha256)", "pinned"),
            Vector(.image, "[::1]:5000/m@sha256:\(sha256)", "pinned"),
            Vector(.image, "repo/model@sha512:\(sha256)\(sha256)", "pinned"),
            Vector(.image, "repo/model@sha384:\(sha256)\(sha256.prefix(32))", "pinned"),
            Vector(.image, "repo/model@sha256:\(sha256.uppercased())", "invalid"),
            Vector(.image, "repo/model@sha256:\(sha256.dropLast())", "invalid"),
            Vector(.image, "repo/model@sha256:\(sha256)a", "invalid"),
            Vector(.image, "repo/model@sha512:\(sha256)", "invalid"),
            Vector(.image, "repo/model@md5:\(sha256.prefix(32))", "invalid"),
            Vector(.image, "repo/model@\(sha256)", "invalid"),
            Vector(.image, "repo/model@sha256:", "invalid"),
            Vector(.image, "repo/model@", "invalid"),
            Vector(.image, "repo/model@sha256:\(sha256)@sha256:\(sha256)", "invalid"),
            Vector(.image, "@sha256:\(sha256)", "invalid"),
        ])
    func digests(_ vector: Vector) { vector.check() }

    @Test(
        "a tag, or none, is mutable",
        arguments: [
            Vector(.image, "nginx", "mutable"),
            Vector(.image, "nginx:1.27.3", "mutable"),
            Vector(.image, "cat-classifier:latest", "mutable"),
            Vector(.image, "registry.corp:443/m", "mutable"),
            Vector(.image, "registry.corp:443/m:v3", "mutable"),
            Vector(.image, "myorg/model:sha256-\(sha256)", "mutable"),
            Vector(.image, "myorg/model:\(sha256)", "mutable"),
            Vector(.image, "us-central1-docker.pkg.dev/PROJECT_ID/models/t5-small:1.0-gpu", "invalid"),
            Vector(.image, "Myorg/model:v1", "mutable"),
            Vector(.image, "myorg/model:", "invalid"),
            Vector(.image, "myorg//model", "invalid"),
            Vector(.image, "https://registry.corp/model@sha256:\(sha256)", "invalid"),
            Vector(.image, "docker://registry.corp/model@sha256:\(sha256)", "invalid"),
            Vector(.nim, "nvcr.io/nim/meta/llama-3.2-1b-instruct:1.12.0", "mutable"),
            Vector(.nim, "nvcr.io/nim/meta/llama-3.2-1b-instruct@sha256:\(sha256)", "pinned"),
            Vector(.kaito, "repo.azurecr.io/adapter:0.0.1", "mutable"),
            Vector(.kaito, "repo.azurecr.io/adapter@sha256:\(sha256)", "pinned"),
        ])
    func tags(_ vector: Vector) { vector.check() }

    @Test(
        "KServe's OCI schemes are read as images, where the kind takes them",
        arguments: [
            Vector(.kserve, "oci://reg.corp/ml/fraud@sha256:\(sha256)", "pinned"),
            Vector(.kserve, "oci://reg.corp/ml/fraud:v1", "mutable"),
            Vector(.kserve, "oci://reg.corp/ml/fraud", "mutable"),
            Vector(.kserve, "oci+native://reg.corp/ml/fraud@sha256:\(sha256)", "pinned"),
            Vector(.kserve, "oci+modelcar://reg.corp/ml/fraud:v1@sha256:\(sha256)", "pinned"),
            Vector(.kserve, "oci+fetch://reg.corp/ml/fraud@sha256:\(sha256)", "pinned"),
            Vector(.kserve, "oci+fetch://reg.corp/ml/fraud:v1", "mutable"),
            Vector(.kserve, "oci+other://reg.corp/ml/fraud@sha256:\(sha256)", "invalid"),
            Vector(.kserve, "docker://reg.corp/ml/fraud@sha256:\(sha256)", "invalid"),
            Vector(.llmisvc, "oci://reg.corp/llm@sha256:\(sha256)", "pinned"),
            Vector(.llmisvc, "oci+native://reg.corp/llm@sha256:\(sha256)", "pinned"),
            Vector(.llmisvc, "oci+native://reg.corp/llm:v1", "mutable"),
            Vector(.llmisvc, "oci+fetch://reg.corp/llm@sha256:\(sha256)", "invalid"),
            Vector(.oras, "reg.corp/llm@sha256:\(sha256)", "pinned"),
            Vector(.oras, "reg.corp/llm:v1", "mutable"),
            Vector(.oras, "docker://reg.corp/llm@sha256:\(sha256)", "pinned"),
            Vector(.ome, "oci://reg.corp/llm@sha256:\(sha256)", "invalid"),
            Vector(.ome, "oci://n/tenancy/b/models/o/llama/v3/", "versioned"),
            Vector(.ome, "oci://n/tenancy/b/models/o/llama", "mutable"),
            Vector(.any, "oci://reg.corp/llm@sha256:\(sha256)", "pinned"),
            Vector(.any, "reg.corp/llm:v1", "mutable"),
        ])
    func schemes(_ vector: Vector) { vector.check() }

    @Test("the suggestion is the same image by digest")
    func suggestion() {
        let found = Vector(.image, "registry.corp:5000/ml/cat-classifier:latest", "mutable").classification
        #expect(found.suggestion == "name the digest: registry.corp:5000/ml/cat-classifier@sha256:<digest>")
        let pinned = Vector(.image, "registry.corp:5000/ml/cat-classifier@sha256:\(sha256)", "pinned").classification
        #expect(pinned.suggestion == nil)
        #expect(pinned.pinning == .pinned(Digest(.sha256, hex: sha256)))
    }
}
