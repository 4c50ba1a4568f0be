import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("ModelSource")
struct ModelSourceTests {
    private func source(_ endpoints: String...) throws -> ModelSource {
        ModelSource(uri: try SourceURI.parse("s3://b/"), endpoints: endpoints)
    }

    private func override(_ value: String?) -> EndpointOverride {
        EndpointOverride(name: "AWS_ENDPOINT_URL", value: value, path: FieldPath("env"))
    }

    @Test(
        "an endpoint is listed whatever the case of its host and its final slash",
        arguments: [
            ("https://minio.corp:9000", "https://minio.corp:9000", true),
            ("https://minio.corp:9000", "HTTPS://Minio.corp:9000/", true),
            ("https://minio.corp:9000", "http://minio.corp:9000", false),
            ("https://minio.corp:9000", "https://minio.corp:9000.evil.io", false),
            ("https://minio.corp/a", "https://minio.corp/A", false),
        ])
    func listed(endpoint: String, value: String, expected: Bool) throws {
        #expect(try source(endpoint).lists([override(value)]) == expected)
    }

    @Test("an endpoint that nobody can know is never listed")
    func unknown() throws {
        #expect(try !source("https://minio.corp").lists([override(nil)]))
    }

    @Test("every override must be listed, not one of them")
    func every() throws {
        let overrides = [override("https://minio.corp"), override("http://evil")]
        #expect(try !source("https://minio.corp").lists(overrides))
        #expect(try source("https://minio.corp", "http://evil").lists(overrides))
    }

    @Test(
        "a source that no reference can lie in is refused",
        arguments: [
            "", "ml-models-prod", "s3://", "s3://b/../c", "s3://b//c", "s3://b/*?x", "s3://u:p@b/", "s3://b/%20",
        ])
    func refused(uri: String) {
        #expect(TextForm.sourceURI.problem(uri) != nil)
    }
}
