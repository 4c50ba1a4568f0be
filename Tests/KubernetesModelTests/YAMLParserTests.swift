import Testing

@testable import KubernetesModel

@Suite("YAMLParser")
struct YAMLParserTests {
    private func json(_ yaml: String) throws -> String {
        var writer = JSONWriter()
        writer.value(try #require(YAMLParser.parse(yaml).first).root)
        return writer.text
    }

    private func problem(_ yaml: String, limits: ParseLimits = .standard) throws -> ParseError {
        try #require(throws: ParseError.self) { try YAMLParser.parse(yaml, limits: limits) }
    }

    // MARK: Documents

    @Test("every document of a stream is read, and empty ones are left out")
    func documents() throws {
        let documents = try YAMLParser.parse("# only a comment\n---\n---\na: 1\n---\n~\n--- b\n...\n---\n- c\n")
        #expect(documents.map(\.root.kind) == [.object, .string, .array])
        #expect(documents.map(\.root.position.line) == [4, 7, 10])
    }

    @Test("nothing is no document", arguments: ["", "\n", "# c\n", "---\n", "~", "\u{FEFF}"])
    func empty(yaml: String) throws {
        #expect(try YAMLParser.parse(yaml).isEmpty)
    }

    @Test("a byte order mark is no part of the text")
    func byteOrderMark() throws {
        let root = try #require(YAMLParser.parse("\u{FEFF}a: 1\n").first).root
        #expect(root["a"]?.int == 1)
        #expect(root.position == SourcePosition(line: 1, column: 1))
    }

    @Test("UTF-16 and broken UTF-8 are refused")
    func encoding() throws {
        let wide = try #require(throws: ParseError.self) { try YAMLParser.parse([0xFF, 0xFE, 0x61, 0]) }
        #expect(wide.message.contains("UTF-16"))
        let broken = try #require(throws: ParseError.self) {
            try YAMLParser.parse(Array("ok: 1\na: ".utf8) + [0xC3, 0x28])
        }
        #expect(broken.message.contains("UTF-8"))
        #expect(broken.position == SourcePosition(line: 2, column: 5))
    }

    @Test("JSON in a YAML file is read as JSON")
    func jsonContent() throws {
        #expect(try json("{\n\t\"a\": \"\\ud83d\\ude00\", \"b\": 1.0\n}\n") == #"{"a":"😀","b":1.0}"#)
    }

    @Test("a document that fails does not hide the others")
    func failuresBetween() {
        let results = YAMLParser.parseStream(
            Array(
                "a: 1\n---\nb: [\n---\nc: {{ .Values.x }}\n---\nd: 1\nd: 2\n--- {\n---\n\te: 1\n---\nf: *x\n---\ng: 1\n"
                    .utf8))
        #expect(results.map { (try? $0.get()) != nil } == [true, false, false, false, false, false, false, true])
        #expect(results.compactMap(\.failure?.position.line) == [4, 5, 8, 10, 11, 13])
        #expect((try? results.last?.get())?.root.position == SourcePosition(line: 15, column: 1))
    }

    @Test("a file full of errors ends in one that says so")
    func manyFailures() {
        let results = YAMLParser.parseStream(Array(String(repeating: "---\n[\n", count: 10_000).utf8))
        #expect(results.count == 101)
        #expect(results.last?.failure?.message.contains("too many errors") == true)
    }

    // MARK: Positions

    @Test("line and column are those of the value")
    func positions() throws {
        let yaml = "# comment\nspec:\n  ä: {b: [1, 'x']}\n  text: |\n    line\n  last: yes\n"
        let root = try #require(YAMLParser.parse(yaml).first).root
        let spec = try #require(root["spec"])
        #expect(spec.position == SourcePosition(line: 3, column: 3))
        let list = try #require(spec[path: "ä", "b"])
        #expect(list.position == SourcePosition(line: 3, column: 10))
        #expect(list.elements.map(\.position.column) == [11, 14])
        #expect(spec["text"]?.position == SourcePosition(line: 4, column: 9))
        #expect(spec["last"]?.position == SourcePosition(line: 6, column: 9))
        #expect(spec.members.map(\.keyNode.position.line) == [3, 4, 6])
    }

    @Test(
        "a mistake is told with its place",
        arguments: [
            ("a: 1\nb: *x\n", 2, 4), ("a: 1\nb: 2\na: 3\n", 3, 1), ("a: b: c\n", 1, 5), ("a:\n  b: 1\n c: 2\n", 3, 2),
            ("a: @x\n", 1, 4), ("a: \"x\n", 2, 1), ("? [a]\n: 1\n", 1, 3), ("a: &a [*a]\n", 1, 8),
        ])
    func places(yaml: String, line: Int, column: Int) throws {
        #expect(try problem(yaml).position == SourcePosition(line: line, column: column))
    }

    @Test("a tab that indents is named as what it is")
    func tab() throws {
        let error = try problem("a:\n\tb: 1\n")
        #expect(error.position == SourcePosition(line: 2, column: 1))
        #expect(error.message.contains("a tab indents this line"))
    }

    // MARK: Keys, anchors and merges

    @Test(
        "keys that stand twice are refused, whatever they look like",
        arguments: ["a: 1\na: 2", "1: a\n'1': b", "yes: 1\ntrue: 2", "{a: 1, \"\\x61\": 2}"])
    func duplicates(yaml: String) throws {
        #expect(try problem(yaml).message.contains("stands in the object already"))
    }

    @Test(
        "anchors and merge keys mean what they mean to kubectl",
        arguments: [
            ("a: &x {b: 1}\nc: *x", #"{"a":{"b":1},"c":{"b":1}}"#),
            ("a: &x 010\nc: *x", #"{"a":8,"c":8}"#),
            ("a: &x 1\n*x : 2", #"{"a":1,"1":2}"#),
            ("&x 1: a\nb: *x", #"{"1":"a","b":1}"#),
            ("a: &x 1\nb: &x 2\nc: *x", #"{"a":1,"b":2,"c":2}"#),
            ("<<: {a: 1, b: 2}\na: 3", #"{"a":3,"b":2}"#),
            // What stands in front of `<<` is overridden: go-yaml v2 works from top to bottom.
            ("a: 3\n<<: {a: 1, b: 2}", #"{"a":1,"b":2}"#),
            ("<<: [{a: 1}, {a: 2, b: 2}]", #"{"a":1,"b":2}"#),
            ("<<: {a: 1}\n<<: {a: 2}", #"{"a":2}"#),
            ("\"<<\": {a: 1}", #"{"<<":{"a":1}}"#),
            ("!!merge <<: {a: 1}", #"{"a":1}"#),
            ("<<: {<<: {a: {b: [1, {c: 2}]}}, d: 1}", #"{"a":{"b":[1,{"c":2}]},"d":1}"#),
            (
                "x: &x {a: {b: 1}}\ny: &y\n  <<: *x\n  c: &c {d: 1}\nz: [*y, *c]",
                #"{"x":{"a":{"b":1}},"true":{"a":{"b":1},"c":{"d":1}},"z":[{"a":{"b":1},"c":{"d":1}},{"d":1}]}"#
            ),
            // Anchors inside of what a merge rewrites, twice over.
            (
                "a: &a {o: &o {p: &p 1, <<: {q: 2}}, <<: {r: 3}}\nb: [*p, *o, *a]",
                #"{"a":{"o":{"p":1,"q":2},"r":3},"b":[1,{"p":1,"q":2},{"o":{"p":1,"q":2},"r":3}]}"#
            ),
            ("m: {<<: &in {a: {b: 1}}, c: 1}\nn: *in", #"{"m":{"a":{"b":1},"c":1},"false":{"a":{"b":1}}}"#),
        ])
    func merges(yaml: String, expected: String) throws {
        #expect(try json(yaml) == expected)
    }

    @Test(
        "a merge key wants maps",
        arguments: ["<<: 1", "<<: [1]", "<<: [[{a: 1}]]", "<<:", "a: &a x\n<<: *a", "a: &a [{b: 1}]\n<<: *a"])
    func badMerges(yaml: String) throws {
        #expect(try problem(yaml).message.contains("merge key"))
    }

    @Test("what an alias repeats keeps its own paths and the place where it was written")
    func aliasPlaces() throws {
        let root = try #require(YAMLParser.parse("a: &x\n  b: [1, 2]\nc:\n  <<: *x\n").first).root
        let value = try #require(root[path: "c", "b"]?.elements.dropFirst().first { _ in true })
        #expect(value.path.description == "c.b[1]")
        #expect(value.position == SourcePosition(line: 2, column: 10))
    }

    @Test("an anchor of another document is unknown")
    func anchorScope() throws {
        #expect(try problem("a: &x 1\n---\nb: *x\n").message.contains("no anchor &x"))
    }

    @Test("an anchor that contains itself is refused", arguments: ["&a [*a]", "a: &a {b: [*a]}", "&a {<<: *a}"])
    func cyclic(yaml: String) throws {
        #expect(try problem(yaml).message.contains("contains itself"))
    }

    // MARK: Hostile input

    @Test("a bomb of aliases ends in a clear error", arguments: [false, true])
    func bomb(isMap: Bool) throws {
        func level(_ alias: String) -> String {
            isMap
                ? "{" + (0..<9).map { "k\($0): \(alias)" }.joined(separator: ", ") + "}"
                : "[" + (0..<9).map { _ in alias }.joined(separator: ", ") + "]"
        }
        let levels = (1..<10).map { "l\($0): &l\($0) \(level("*l\($0 - 1)"))" }
        let bomb = (["l0: &l0 \(level("lol"))"] + levels).joined(separator: "\n")
        #expect(try problem(bomb).message.contains("aliases repeat more values than the limit of 200000"))
    }

    @Test("a bomb of merge keys ends in a clear error")
    func mergeBomb() throws {
        let base = "a: &a {" + (0..<1000).map { "k\($0): x" }.joined(separator: ", ") + "}\n"
        let merges = (0..<1000).map { "m\($0): {<<: *a}" }.joined(separator: "\n")
        #expect(try problem(base + merges).message.contains("aliases repeat more values"))
    }

    @Test("limits are told, and what is just within them is accepted")
    func limits() throws {
        let limits = ParseLimits(bytes: 200, depth: 3, nodes: 7, aliases: 2, copies: 4)
        #expect(try json("[[[1]]]") == "[[[1]]]")
        #expect(throws: Never.self) { try YAMLParser.parse("[[[1]]]", limits: limits) }
        #expect(try problem("[[[[1]]]]", limits: limits).message.contains("deeper than the limit of 3"))
        #expect(throws: Never.self) { try YAMLParser.parse("[1, 2, 3, 4, 5, 6]", limits: limits) }
        #expect(try problem("[1, 2, 3, 4, 5, 6, 7]", limits: limits).message.contains("values than the limit of 7"))
        #expect(throws: Never.self) { try YAMLParser.parse("[&a x, *a, *a]", limits: limits) }
        #expect(try problem("[&a x, *a, *a, *a]", limits: limits).message.contains("aliases than the limit of 2"))
        #expect(try problem("[&a [1, 2], *a, *a]", limits: limits).message.contains("repeat more values"))
        #expect(try problem("[&a [[1]], [*a]]", limits: limits).message.contains("deeper than the limit of 3"))
        #expect(
            try problem(String(repeating: " ", count: 201), limits: limits).message.contains("limit of 200 bytes"))
    }

    @Test(
        "what would make libyaml work without end is refused",
        arguments: [
            String(repeating: "[", count: 300_000), String(repeating: "{a: ", count: 200_000),
            String(repeating: "- ", count: 300_000), String(repeating: "? ", count: 300_000),
            (0..<20_000).map { "%TAG !a\($0)! tag:x,2000:\n" }.joined() + "---\na: 1\n",
            "a: " + String(repeating: "[", count: 60) + String(repeating: "]", count: 60),
        ])
    func hostile(yaml: String) {
        #expect(throws: ParseError.self) { try YAMLParser.parse(yaml) }
    }

    @Test("every manifest of the corpus that is marked as readable is read")
    func corpus() throws {
        let files = try SharedData.files("corpus/manifests", suffix: ".yaml")
        guard let index = try SharedData.files("corpus/manifests", suffix: "INDEX.tsv").first else { return }
        let table = String(decoding: try SharedData.bytes(index), as: UTF8.self).split(separator: "\n")
        let unreadable = Set(table.filter { $0.hasSuffix("\tno") }.map { String($0.prefix { $0 != "\t" }) })
        for file in files where !unreadable.contains(file.name) {
            let results = YAMLParser.parseStream(try SharedData.bytes(file))
            #expect(results.allSatisfy { $0.failure == nil }, "\(file.name): \(results.compactMap(\.failure))")
            #expect(!results.isEmpty, "\(file.name)")
        }
    }

    @Test("JSON that libyaml reads is the tree that the JSON parser reads")
    func jsonThroughYAML() throws {
        for file in try SharedData.files("corpus/reviews", suffix: ".json") {
            let bytes = try SharedData.bytes(file)
            let yaml = try #require(YAMLParser.parse(Array("---\n".utf8) + bytes).first)
            #expect(try yaml.root == JSONParser.parse(bytes).root, "\(file.name)")
        }
    }
}
