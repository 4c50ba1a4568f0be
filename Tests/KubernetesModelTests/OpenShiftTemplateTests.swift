import Testing

@testable import KubernetesModel

@Suite("Parameters of OpenShift Templates")
struct OpenShiftTemplateTests {
    private static func template(_ object: String, _ parameters: String = standard) -> String {
        """
        apiVersion: template.openshift.io/v1
        kind: Template
        metadata: {name: "${A}"}
        parameters: [\(parameters)]
        objects:
        - {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: \(object)}
        """
    }

    private static let standard =
        "{name: A, value: one}, {name: B, value: \"2\"}, {name: C, required: true}, {name: D, value: \"\"}, "
        + "{name: E, generate: expression, from: \"[a-z]{8}\"}, {name: F, value: \"[1]\"}"

    private func spec(_ text: String, isJSON: Bool = false, fills: Bool = true) throws -> Node {
        let document = try isJSON ? JSONParser.parse(text) : #require(try YAMLParser.parse(text).first)
        let objects = try ObjectStream.objects(in: document, fillsTemplates: fills).map { try $0.get() }
        return try #require(objects.first?.node["spec"])
    }

    @Test(
        "a value stands where its name does",
        arguments: [
            ("\"${A}\"", "one"), ("\"x-${A}-${B}\"", "x-one-2"), ("\"${D}x\"", "x"), ("\"${C}\"", "${C}"),
            ("\"${E}\"", "${E}"), ("\"${X}${A}\"", "${X}one"), ("\"$A ${A ${}\"", "$A ${A ${}"),
            ("\"$${A}\"", "$one"), ("\"${{A}}\"", "one"), ("\"${{B}}\"", "2"), ("\"x${{A}}\"", "x${{A}}"),
            ("plain", "plain"),
        ])
    func texts(_ text: String, _ expected: String) throws {
        #expect(
            try spec(Self.template("{a: [\(text)], b: c}"))["a"]?.elements.first { _ in true }?.scalarText == expected)
        #expect(try spec(Self.template("{a: [\(text)], b: c}"))["b"]?.string == "c")
    }

    @Test("a whole value may be a number or a truth")
    func kinds() throws {
        let parameters = "{name: NUM, value: \"3\"}, {name: T, value: \"true\"}, {name: S, value: x}"
        let object = "{num: \"${{NUM}}\", t: \"${{T}}\", s: \"${{S}}\", m: \"${NUM}\"}"
        let spec = try spec(Self.template(object, parameters))
        #expect(spec["num"]?.int == 3)
        #expect(spec["t"]?.bool == true)
        #expect(spec["s"]?.string == "x")
        #expect(spec["m"]?.string == "3")
    }

    @Test("places stay those of the file, in YAML and in JSON")
    func places() throws {
        let yaml = try spec(Self.template("{a: x, b: \"${A}\"}"))
        #expect(yaml["b"]?.string == "one")
        #expect(yaml["b"]?.position == SourcePosition(line: 6, column: 68))
        #expect(yaml["b"]?.path.description == "spec.b")
        let json = """
            {"apiVersion": "v1", "kind": "Template", "parameters": [{"name": "A", "value": "o\\u006ee"}],
             "objects": [{"apiVersion": "v1", "kind": "Pod",
              "spec": {"a": "\\u0078", "b": "${A}"}}]}
            """
        let spec = try spec(json, isJSON: true)
        #expect(spec["a"]?.string == "x")
        #expect(spec["b"]?.string == "one")
        #expect(spec["b"]?.position == SourcePosition(line: 3, column: 32))
    }

    @Test("a parameter that stands twice, and a template that nobody fills, stay as they are")
    func open() throws {
        let twice = "{name: A, value: one}, {name: A, value: two}, {name: B, value: b}"
        #expect(try spec(Self.template("{a: \"${A}${B}\"}", twice))["a"]?.string == "${A}b")
        #expect(try spec(Self.template("{a: \"${A}\"}"), fills: false)["a"]?.string == "${A}")
    }

    @Test("a value with a hole in it is not looked through again, and many holes end")
    func bounds() throws {
        let nested = "{name: A, value: \"${B}\"}, {name: B, value: b}"
        #expect(try spec(Self.template("{a: \"${A}\"}", nested))["a"]?.string == "${B}")
        let long = String(repeating: "n", count: 100_000)
        let holes = String(repeating: "${A}", count: 1000)
        #expect(try spec(Self.template("{a: \"\(holes)\"}", "{name: A, value: \(long)}"))["a"]?.string == holes)
    }
}
