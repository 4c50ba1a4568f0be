import ModelReferences
import Testing

@Suite("SGLang's adapters")
struct SGLangAdapterTests {
    private func found(_ arguments: String) throws -> [String] {
        let commit = String(repeating: "ab12cd34", count: 5)
        let line = "[python3, -m, sglang.launch_server, --model-path, a/b, --revision, \(commit), \(arguments)]"
        return summary(try workload(pod("image: lmsysorg/sglang:v1\ncommand: \(line)")).references)
    }

    @Test("without adapters of its own, a server that takes them waits for those of clients")
    func runTime() throws {
        #expect(try found("--enable-lora, --max-lora-rank, '16'") == ["a/b pinned", "--enable-lora (adapter) mutable"])
        #expect(
            try found("--enable-lora, --lora-paths, l=/models/l").contains("--enable-lora (adapter) mutable") == false)
        #expect(try found("--tp, '2'") == ["a/b pinned"])
    }
}
