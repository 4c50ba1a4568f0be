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
}
