import Testing

@testable import ModelReferences

struct ImageNameTests {
    @Test(
        "the repository of an image is told without registry, tag and digest",
        arguments: [
            ("vllm/vllm-openai:v1", "vllm/vllm-openai"), ("Registry.corp/Team/VLLM@sha256:00", "team/vllm"),
            ("registry:5000/vllm", "vllm"), ("localhost/vllm:1", "vllm"), ("vllm", "vllm"), ("vllm:1", "vllm"),
            ("team/vllm", "team/vllm"), ("docker.io//team///vllm/", "team/vllm"), ("docker.io/", "docker.io"),
            ("", ""), ("/", ""), ("@sha256:00", ""), (":1", ""), ("a.b:5000/c/d:1@sha256:00", "c/d"),
            ("localhost:1", "localhost"),
        ])
    func repository(_ image: String, _ expected: String) {
        #expect(ImageName.repository(image) == expected)
    }

    @Test(
        "phrases stand between boundaries",
        arguments: [
            ("x/vllm-openai:1", true), ("x/my-vllm", true), ("x/vllm_cpu", true), ("x.io/vllm.cpu", true),
            ("vllm/router-x", true), ("x/vllmx", false), ("x/xvllm", false), ("vllm.io/router", false),
        ])
    func words(_ image: String, _ expected: Bool) {
        #expect((ImageWords(image).first(of: PatternSet(["vllm"])) != nil) == expected)
    }

    @Test("a word counts in the last segment alone where that is asked")
    func lastSegment() {
        let helpers = PatternSet(["router"])
        #expect(ImageWords("vllm/vllm-router:1").lastSegmentHolds(helpers, besides: "vllm"))
        #expect(!ImageWords("router/vllm:1").lastSegmentHolds(helpers, besides: "vllm"))
        #expect(ImageWords("router").lastSegmentHolds(helpers, besides: "x"))
        #expect(!ImageWords("corp/llm-router:1").lastSegmentHolds(helpers, besides: "llm-router"))
        #expect(ImageWords("corp/llm-router-router:1").lastSegmentHolds(helpers, besides: "llm-router"))
    }
}
