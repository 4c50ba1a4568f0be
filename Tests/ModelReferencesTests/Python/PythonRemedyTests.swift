import Testing

@testable import ModelReferences

@Suite("What Python code is told to write")
struct PythonRemedyTests {
    @Test("a keyword of the call, which then pins")
    func keyword() throws {
        let found = try references("AutoModel.from_pretrained('o/n')")
        #expect(found.map(\.suggestion) == ["pass revision=\"<40-hex commit>\" to the call"])
        let mended = try references("AutoModel.from_pretrained('o/n', revision='\(commit)')")
        #expect(mended.map(\.pinning.name) == ["pinned"])
        #expect(mended.map(\.suggestion) == [nil])
    }

    private func references(_ call: String) throws -> [ModelReference] {
        try Manifest(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: n}
            spec:
              containers:
              - {name: a, image: python, command: [python, -c, "from transformers import AutoModel; \(call)"]}
            """
        ).references
    }
}
