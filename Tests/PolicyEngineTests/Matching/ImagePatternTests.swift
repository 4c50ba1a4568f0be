import PolicyEngine
import Testing

@Suite("ImagePattern")
struct ImagePatternTests {
    @Test(
        "images are compared part by part, with Docker's defaults written out",
        arguments: [
            ("nginx", "nginx", true), ("nginx", "nginx:1.27", true), ("nginx", "docker.io/library/nginx", true),
            ("nginx", "evil.example/nginx", false), ("nginx", "evil/nginx", false),
            ("docker.io/library/*", "redis:7", true), ("docker.io/library/*", "evil/redis:7", false),
            ("registry.io/team/*", "registry.io/team/m", true),
            ("registry.io/team/*", "registry.io/team-evil/m", false),
            ("registry:443/m", "registry:443/m", true), ("registry:443/m", "registry:443/m:v1", true),
            ("*/vllm/vllm-openai", "docker.io/vllm/vllm-openai", true), ("team-*/x", "team-a/x", true),
            ("team-*/x", "registry.io/team-a/x", false), ("**", "registry.io/a/b/c", true), ("**", "nginx", true),
            ("registry.corp/ml/**", "registry.corp/ml/a/b:v1", true), ("nginx", "nginx:", false), ("**", "", false),
            ("**", "UPPER/case", true), ("index.docker.io/library/nginx", "nginx", true),
        ])
    func matching(pattern: String, image: String, expected: Bool) {
        #expect(ImagePattern(pattern).matches(image) == expected)
    }

    @Test("a digest narrows a pattern to one image, whatever its tag")
    func digest() {
        let pattern = ImagePattern("vllm/vllm-openai@sha256:\(sha)")
        #expect(pattern.matches("vllm/vllm-openai:v0.8@sha256:\(sha)"))
        #expect(!pattern.matches("vllm/vllm-openai:v0.8"))
        #expect(!pattern.matches("vllm/vllm-openai@sha256:\(String(repeating: "b", count: 64))"))
    }

    @Test(
        "a pattern that can match no image is refused",
        arguments: [
            "", "*", "nginx:1.27", "registry.corp/ML/x", "a b", "x@sha256:abc", "registry.corp/ml/", "/x", "x//y",
        ])
    func refused(pattern: String) {
        #expect(TextForm.imagePattern.problem(pattern) != nil)
    }

    @Test(
        "a pattern that can match an image is taken",
        arguments: [
            "nginx", "**", "registry.corp/ml/*-classifier", "registry:443/m", "*/m", "**/m", "ghcr.io/org/*",
            "registry.corp/**", "localhost/x", "*.corp/ml/x",
        ])
    func taken(pattern: String) {
        #expect(TextForm.imagePattern.problem(pattern) == nil)
    }
}
