import Testing

@testable import ModelReferences

struct NameTableTests {
    @Test("every name has its value, and no other text has one")
    func find() {
        let names = (0..<500).map { "name-\($0 * 7)" }
        let table = NameTable(names)
        for (number, name) in names.enumerated() { #expect(table.find(name) == number) }
        for other in ["", "name-", "name-1", "NAME-7", "name-70000", String(repeating: "n", count: 4096)] {
            #expect(table.find(other) == nil)
        }
    }

    @Test("of two that are the same the first counts")
    func twice() {
        #expect(NameTable([(name: "a", value: 3), (name: "a", value: 4)]).find("a") == 3)
    }

    @Test("case counts unless it is said that it does not")
    func cases() {
        #expect(!NameTable(["HTTPS_PROXY"]).contains("https_proxy"))
        #expect(NameTable(["HTTPS_PROXY"], matching: .anyCase).contains("https_Proxy"))
        #expect(!NameTable(["HTTPS_PROXY"], matching: .anyCase).contains("https-proxy"))
    }

    @Test("an underscore counts as a dash where that is said")
    func underscores() {
        #expect(NameTable(["model-id"], matching: .underscoresAsDashes).contains("model_id"))
        #expect(!NameTable(["model-id"], matching: .underscoresAsDashes).contains("Model_id"))
        #expect(!NameTable(["model-id"]).contains("model_id"))
    }

    @Test("an empty table holds nothing")
    func empty() {
        #expect(NameTable([String]()).find("a") == nil)
        #expect(NameTable([String]()).find("") == nil)
    }
}
