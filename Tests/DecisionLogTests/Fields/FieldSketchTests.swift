import DecisionLog
import KubernetesModel
import Testing

@Suite("An object made of some of its fields")
struct FieldSketchTests {
    private let identity = ObjectIdentity(
        gvk: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"), namespace: "ml", name: "web")

    @Test("each field stands where it stood, and what is between them is null")
    func places() throws {
        let annotation = #"metadata.annotations["a.b/c"]"#
        let sketch = try #require(
            FieldSketch(identity, ["spec.list[2].name": "third", annotation: "text", "kind": "Pod"]))
        let object = sketch.document.root
        #expect(ObjectIdentity(object) == identity)
        #expect(object["metadata"]?["annotations"]?["a.b/c"]?.string == "text")
        let list = try #require(object[path: "spec", "list"])
        #expect(list.count == 3 && list.elements.map(\.isNull) == [true, true, false])
        #expect(object.field(at: FieldPath("spec.list[2].name"))?.string == "third")
    }

    @Test(
        "fields that contradict one another, or would make a huge object, give nothing",
        arguments: [
            ["spec.a": "1", "spec.a.b": "2"], ["spec[0]": "1", "spec.a": "2"], ["spec.a[1000000000]": "1"],
            ["spec.a[": "1"], [String(repeating: "a.", count: 100) + "a": "1"], ["": "1"], ["metadata": "1"],
        ])
    func malformed(fields: [String: String]) { #expect(FieldSketch(identity, fields) == nil) }

    @Test("more fields than an object has give nothing")
    func tooMany() {
        let fields = Dictionary(uniqueKeysWithValues: (0..<600).map { ("spec.f\($0)", "x") })
        #expect(FieldSketch(identity, fields) == nil)
    }
}
