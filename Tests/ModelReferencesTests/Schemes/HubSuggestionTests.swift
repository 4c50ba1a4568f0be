import Testing

@testable import ModelReferences

@Suite("What to write for a repository of the hub")
struct HubSuggestionTests {
    @Test(
        "a broken repository is mended in what is suggested",
        arguments: [
            (Vector(.kserve, "hf://o/n:refs/pr/3", "invalid"), "write hf://o/n:<40-hex commit>"),
            (Vector(.kserve, "hf://gpt2", "invalid"), "write hf://ORG/gpt2:<40-hex commit>"),
            (Vector(.kserve, "hf://models/o/n:main", "invalid"), "write hf://o/n:<40-hex commit>"),
            (Vector(.kserve, "hf://o/n/file.bin", "invalid"), "write hf://o/n:<40-hex commit>"),
            (Vector(.kserve, "hf://datasets/o/n:main", "invalid"), nil),
            (Vector(.hfHub, "hf://buckets/o/b/file", "invalid"), nil),
            (Vector(.hfHub, "hf://models/o/n", "mutable"), "write hf://o/n@<40-hex commit>"),
            (Vector(.any, "hf://o/n", "mutable"), "write hf://o/n:<40-hex commit>"),
            (Vector(.ray, "hf://o/n", "invalid"), "write o/n"),
            (Vector(.mlflow, "hf://o/n", "invalid"), nil),
            (Vector(.llamacpp, "o/n@\(commit)", "mutable"), Self.fileByURL),
            (Vector(.llamacpp, "o/n:Q4_K_M", "mutable"), Self.fileByURL),
            (Vector(.sglang, "o/d", "mutable", role: .draftModel), Self.draft),
        ])
    func repositories(_ vector: Vector, _ expected: String?) {
        vector.check()
        #expect(vector.classification.suggestion == expected)
    }

    private static let fileByURL = "use --model-url=https://huggingface.co/o/n/resolve/<40-hex commit>/FILE.gguf"
    private static let draft = "add --speculative-draft-model-revision=<40-hex commit>"
}
