import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Image references")
struct ImageReferenceTests {
    @Test(
        "names are read as Docker reads them",
        arguments: [
            ("nginx", "docker.io/library/nginx"),
            ("nginx:1.27", "docker.io/library/nginx:1.27"),
            ("myorg/model", "docker.io/myorg/model"),
            ("docker.io/nginx", "docker.io/library/nginx"),
            ("index.docker.io/library/nginx", "docker.io/library/nginx"),
            ("registry:443/m", "registry:443/m"),
            ("registry:443/m:v1", "registry:443/m:v1"),
            ("localhost/m", "localhost/m"),
            ("REGISTRY/m", "REGISTRY/m"),
            ("registry.corp/a/b__c/d-e.f:v1@sha256:\(sha256)", "registry.corp/a/b__c/d-e.f:v1@sha256:\(sha256)"),
        ])
    func normalised(_ text: String, _ expected: String) throws {
        #expect(try ImageReference(parsing: text).normalised == expected)
    }

    @Test("a port is no tag")
    func port() throws {
        let image = try ImageReference(parsing: "registry:443/m")
        #expect(image.tag == nil)
        #expect(image.registry == "registry:443")
        #expect(image.repository == "m")
    }

    @Test(
        "what no registry takes is no image reference",
        arguments: [
            "", ":v1", "a b", "a..b", "a/../b", "a_-b", "-a", "a-", "a:v 1", "a:.v", "a/", "/a", "registry:port/m",
            "registry:/m", "-bad.corp/m", "a___b", "a@sha256", "A", "модель", "a:\(String(repeating: "t", count: 129))",
            sha256, String(repeating: "a/", count: 200) + "a",
        ])
    func refused(_ text: String) { #expect(ImageReference(text) == nil) }
}
