import KubernetesModel
import Testing

@testable import ModelReferences

struct VariablesTests {
    @Test(
        "a variable has the value that was set last, at the place where its name came first",
        arguments: [3, 31, 32, 80])
    func order(_ count: Int) {
        var variables = Variables()
        for number in 0..<count { variables["N\(number)"] = CommandTexts.word("v\(number)") }
        variables["N1"] = CommandTexts.word("changed")
        #expect(variables.count == count)
        #expect(variables.names == (0..<count).map { "N\($0)" })
        #expect(variables["N1"]?.text == "changed")
        #expect(variables["N\(count - 1)"]?.text == "v\(count - 1)")
        #expect(variables["N\(count)"] == nil)
        #expect(variables["n1"] == nil)
    }

    @Test("a variable that is taken out is gone, and the others stay", arguments: [3, 32, 33, 80])
    func removal(_ count: Int) {
        var variables = Variables()
        for number in 0..<count { variables["N\(number)"] = CommandTexts.word("v\(number)") }
        variables["N1"] = nil
        variables["other"] = nil
        #expect(!variables.contains("N1"))
        #expect(variables.count == count - 1)
        for number in 0..<count where number != 1 { #expect(variables["N\(number)"]?.text == "v\(number)") }
    }

    @Test("values of the document are told with their place, beside values that are made")
    func written() throws {
        let document = try JSONParser.parse(
            #"{"env": [{"name": "A\u0042", "value": "x\ty"}, {"name": "C", "value": ""}]}"#)
        var variables = Variables()
        let entries = try #require(document.root["env"])
        for entry in entries.elements {
            variables.set(try #require(entry["name"]), to: try #require(entry["value"]))
        }
        variables["D"] = CommandTexts.word("made")
        #expect(variables.names == ["AB", "C", "D"])
        #expect(variables["AB"]?.text == "x\ty")
        #expect(variables["AB"]?.path == FieldPath("env[0].value"))
        #expect(variables["C"]?.text == "")
        #expect(variables["D"]?.text == "made")
    }

    @Test("what one owner changes no other sees")
    func sharing() {
        var ours: Variables = ["A": CommandTexts.word("1")]
        let theirs = ours
        #expect(ours == theirs)
        ours["A"] = CommandTexts.word("2")
        #expect(theirs["A"]?.text == "1")
        #expect(ours != theirs)
        ours["A"] = CommandTexts.word("1")
        #expect(ours == theirs)
        ours["B"] = CommandTexts.word("1")
        #expect(ours != theirs)
    }

    @Test("the order of the names does not make a difference, and those of the other one win")
    func merging() {
        let ours: Variables = ["A": CommandTexts.word("1"), "B": CommandTexts.word("2")]
        let same: Variables = ["B": CommandTexts.word("2"), "A": CommandTexts.word("1")]
        #expect(ours == same)
        let merged = ours.merging(["B": CommandTexts.word("3"), "C": CommandTexts.word("4")])
        #expect(merged.names == ["A", "B", "C"])
        #expect(merged["B"]?.text == "3")
        #expect(Variables() == [:])
        #expect(Variables().merging(ours) == ours)
    }
}
