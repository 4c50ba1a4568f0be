import KubernetesModel
import ModelReferences
import Testing

@Suite("What one text names twice")
struct ReferenceCollectorTests {
    private func found(_ script: String) throws -> [String] {
        try summary(workload(pod("image: vllm/vllm-openai:v1\ncommand: [sh, -c]\nargs: ['\(script)']")).references)
    }

    private static let other = String(repeating: "b", count: 40)

    @Test(
        "the same repository at another revision is another reference, whichever comes first",
        arguments: [
            "hf download a/b --revision \(commit) && vllm serve a/b",
            "hf download a/b --revision \(commit) && hf download a/b",
            "vllm serve a/b --revision \(commit) & vllm serve a/b --port 2",
        ])
    func revisions(_ script: String) throws {
        #expect(try Set(found(script)) == ["a/b pinned", "a/b mutable"])
    }

    @Test("two commits of one repository are two references")
    func commits() throws {
        let script = "hf download a/b --revision \(commit) && vllm serve a/b --revision \(Self.other)"
        #expect(try found(script) == ["a/b pinned", "a/b pinned"])
    }

    @Test("the same once more is the same")
    func same() throws {
        let script = "hf download a/b --revision \(commit) && vllm serve a/b --revision \(commit)"
        #expect(try found(script) == ["a/b pinned"])
    }
}
