import Testing

@testable import KubernetesModel

@Suite("Document")
struct DocumentTests {
    private static let list =
        #"{"kind":"List","items":[{"a":1},{"spec":{"containers":[{"image":"x"}],"a.b/c":[true]}}]}"#

    @Test("a path names every step from the root")
    func path() throws {
        let root = try JSONParser.parse(Self.list).root
        let item = try #require(root["items"]?.elements.dropFirst().first { _ in true })
        let image = try #require(item[path: "spec", "containers"]?.elements.first { _ in true }?["image"])
        #expect(image.path.description == "items[1].spec.containers[0].image")
        let flag = try #require(item[path: "spec", "a.b/c"]?.elements.first { _ in true })
        #expect(flag.path.description == #"items[1].spec["a.b/c"][0]"#)
        #expect(root.path.description.isEmpty)
    }

    @Test("seen from an item, paths begin at the item and positions stay those of the file")
    func rooted() throws {
        let root = try JSONParser.parse(Self.list).root
        let outer = try #require(root["items"]?.elements.dropFirst().first { _ in true })
        let item = outer.asRoot()
        #expect(item.path.description.isEmpty)
        #expect(item.position == outer.position)
        #expect(item.document.root == item)
        #expect(item.index == outer.index)
        let image = try #require(item[path: "spec", "containers"]?.elements.first { _ in true }?["image"])
        #expect(image.path.description == "spec.containers[0].image")
        #expect(image.position.column == 65)
        let spec = try #require(item["spec"]).asRoot()
        #expect(spec["containers"]?.path.description == "containers")
        #expect(spec["containers"]?.position == item[path: "spec", "containers"]?.position)
    }

    @Test("a value outside of the root has the root's path, not a wrong one")
    func outside() throws {
        let root = try JSONParser.parse(Self.list).root
        let item = try #require(root["items"]?.elements.dropFirst().first { _ in true }).asRoot()
        let kind = try #require(root["kind"])
        #expect(item.document.path(of: kind.index).description.isEmpty)
    }

    @Test("an embedded document has its paths and positions below the string that held it")
    func embedded() throws {
        let outer = try JSONParser.parse("{\n  \"config\": \"{\\\"model\\\": [\\\"x\\\"]}\"}").root
        let string = try #require(outer["config"])
        let inner = try JSONParser.parse(try #require(string.string)).embedded(in: string).root
        let model = try #require(inner["model"])
        #expect(model.elements.first { _ in true }?.path.description == "config.model[0]")
        #expect(model.position == SourcePosition(line: 2, column: 13))
        #expect(model.asRoot().path.description.isEmpty)
        #expect(model.asRoot().position == SourcePosition(line: 2, column: 13))
    }

    @Test("a large document gives the paths and positions that a small one gives")
    func large() throws {
        let items = (0..<3000).map { "{\"n\":\($0),\"é\":[\"b\",{\"c\":\($0)}]}" }.joined(separator: ",\n")
        let root = try JSONParser.parse("{\"pad\":{\"k\":1},\"items\":[\(items)]}").root
        #expect(root.document.tape.count > ParentIndex.worthwhile)
        for (number, item) in try #require(root["items"]).elements.enumerated() {
            let deep = try #require(item["é"]?.elements.dropFirst().first { _ in true }?["c"])
            #expect(deep.path.description == "items[\(number)][\"é\"][1].c")
            let relative = try #require(item.asRoot()["é"]?.elements.dropFirst().first { _ in true }?["c"])
            #expect(relative.path.description == "[\"é\"][1].c")
            #expect(deep.position.line == number + 1)
            let member = try #require(item.members.first { $0.key == "é" })
            #expect(member.keyNode.path.description == "items[\(number)][\"é\"]")
            #expect(item["n"]?.position == SourcePosition(line: number + 1, column: number == 0 ? 30 : 6))
        }
    }

    @Test("a value's source is what it was read from, up to the next value")
    func source() throws {
        let root = try JSONParser.parse(#"{"a": {"b": "\u0061"}, "c": [1, 2]}"#).root
        func source(_ node: Node?) -> String? { node?.withSource { String(decoding: $0, as: UTF8.self) } ?? nil }
        #expect(source(root["a"]) == #"{"b": "\u0061"}, "#)
        #expect(source(root["a"]?["b"]) == #""\u0061"}, "#)
        #expect(source(root["c"]) == "[1, 2]}")
        #expect(source(root) == #"{"a": {"b": "\u0061"}, "c": [1, 2]}"#)
        let yaml = try #require(try YAMLParser.parse("a: 1").first).root
        #expect(source(yaml["a"]) == nil)
    }

    @Test("a quote or a line break in a key cannot change how a path reads")
    func quotedKey() throws {
        let root = try JSONParser.parse(#"{"a\"]\nb\u0001\u2028\\":1}"#).root
        let value = try #require(root.members.first { _ in true }).value
        #expect(value.path.description == #"["a\"]\nb\u0001\u2028\\"]"#)
    }
}
