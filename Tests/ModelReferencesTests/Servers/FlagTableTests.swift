import Testing

@testable import ModelReferences

@Suite("Flags are found by their names and beginnings")
struct FlagTableTests {
    private let table = FlagTable(ModelServer.vllm.options, abbreviates: true)

    private func finds(_ text: String, _ meaning: ServerOption.Meaning) throws -> Bool {
        let flag = try #require(Flag(text))
        return table.find(flag).contains { ModelServer.vllm.options[$0].meaning == meaning }
    }

    @Test("a beginning that is this flag's alone is the flag")
    func abbreviated() throws {
        #expect(try finds("--rev=x", .revision))
        #expect(try finds("--tokenizer-rev=x", .tokenizerRevision))
        #expect(try finds("--model=x", .model))
    }

    @Test("a beginning of two flags is neither: argparse refuses it", arguments: ["--mode=random", "--mod", "--token"])
    func ambiguous(_ text: String) throws {
        #expect(try table.find(#require(Flag(text))).isEmpty)
    }

    @Test("members of an option are written out")
    func members() throws {
        #expect(try finds("--speculative-config.model=x", .draftModel))
        #expect(try !finds("--speculative-conf={}", .draftModel))
    }
}
