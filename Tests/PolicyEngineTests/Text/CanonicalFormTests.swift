import KubernetesModel
import PolicyEngine
import Testing

@Suite("CanonicalForm")
struct CanonicalFormTests {
    private func text(_ yaml: String) throws -> String {
        let document = try #require(try YAMLParser.parse(yaml).first)
        return String(decoding: CanonicalForm.bytes(of: document.root), as: UTF8.self)
    }

    @Test(
        "order, comments, layout and quotes do not change it",
        arguments: [
            "a: 1\nb: [x, true, null]", "b:\n  - 'x'\n  - true\n  -\n# why\na: 1", #"{"b":["x",true,null],"a":1}"#,
        ])
    func same(yaml: String) throws { #expect(try text(yaml) == #"{"a":1,"b":["x",true,null]}"#) }

    @Test("a text that looks like structure stays a text")
    func escaped() throws {
        #expect(try text(#"{"a":"\",\"b\":\"c"}"#) != text(#"{"a":"","b":"c"}"#))
        #expect(try text(#"{"a":"1"}"#) != text(#"{"a":1}"#))
    }
}
