import KubernetesModel
import Testing

@Suite("The steps of a path")
struct FieldPathStepsTests {
    @Test(
        "every path that is written can be walked",
        arguments: [
            ("spec.predictor.model.storageUri", "/spec/predictor/model/storageUri"),
            ("spec.containers[1].args[0]", "/spec/containers/1/args/0"),
            (#"metadata.annotations["pedigree.dev/data-context"]"#, "/metadata/annotations/pedigree.dev~1data-context"),
            (#"a["x~\"]y"].b"#, #"/a/x~0"]y/b"#), ("", ""),
        ])
    func pointers(path: String, pointer: String) { #expect(FieldPath(path).pointer == pointer) }

    @Test(
        "what is no path leads nowhere", arguments: ["a..b", "a[", "a[x]", "a[-1]", #"a["x]"#, ".a", #"a["x"b"#, "a."])
    func broken(path: String) { #expect(FieldPath(path).parts == nil) }

    @Test("a field is found where its path leads")
    func fields() throws {
        let text = #"{"a": {"b/c": [1, {"d": "here"}]}}"#
        let object = try JSONParser.parse(Array(text.utf8)).root
        #expect(object.field(at: FieldPath(#"a["b/c"][1].d"#))?.string == "here")
        for path in [#"a["b/c"][2].d"#, "a.b", "a.b[0]", #"a["b/c"].d"#, "a[0]"] {
            #expect(object.field(at: FieldPath(path)) == nil, "\(path)")
        }
    }

    @Test("a key that is longer than any honest one is shown by how it begins, and leads nowhere")
    func longKeys() throws {
        let key = String(repeating: "k", count: 100_000)
        let object = try JSONParser.parse(Array(#"{"\#(key)": {"a": [1]}}"#.utf8)).root
        let path = try #require(object[key]?["a"]?.elements.first { _ in true }?.path)
        #expect(path.description == "[\"\(String(repeating: "k", count: 128))… (100000 bytes)\"].a[0]")
        #expect(path == FieldPath().appending(key: key).appending(key: "a").appending(index: 0))
        #expect(object.field(at: path) == nil)
        let longest = String(repeating: "k", count: 1024)
        #expect(FieldPath().appending(key: longest).description == longest)
    }
}
