import Testing

@testable import KubernetesModel

@Suite("ObjectStream")
struct ObjectStreamTests {
    private func read(_ text: String, isJSON: Bool = false) -> [Result<ManifestObject, ParseError>] {
        ObjectStream.read(Array(text.utf8), isJSON: isJSON)
    }

    private func names(_ results: [Result<ManifestObject, ParseError>]) -> [String] {
        results.map { (try? $0.get())?.identity.description ?? "error" }
    }

    private static let list = """
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: Pod
          metadata: {name: a, namespace: ml}
          spec: {containers: [{image: x}]}
        - apiVersion: apps/v1
          kind: DeploymentList
          items:
          - metadata: {generateName: b-}
        """

    @Test("each document is an object, with its place in the file")
    func documents() throws {
        let results = read("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\n")
        #expect(names(results) == ["Pod a", "Pod (unnamed)"])
        #expect(try results.last?.get().node.position == SourcePosition(line: 5, column: 1))
    }

    @Test("lists are unwrapped, lists within lists too, and their items seen from themselves")
    func lists() throws {
        let results = read(Self.list)
        #expect(names(results) == ["Pod ml/a", "Deployment.apps b-"])
        let pod = try #require(results.first).get()
        #expect(pod.place.description == "items[0]")
        #expect(pod.node.position == SourcePosition(line: 4, column: 3))
        let image = try #require(pod.node[path: "spec", "containers"]?.elements.first { _ in true }?["image"])
        #expect(image.path.description == "spec.containers[0].image")
        #expect(image.position == SourcePosition(line: 7, column: 31))
    }

    @Test("the objects of an OpenShift template are unwrapped", arguments: ["template.openshift.io/v1", "v1"])
    func template(version: String) {
        let results = read("apiVersion: \(version)\nkind: Template\nobjects: [{apiVersion: v1, kind: Pod}]\n")
        #expect(names(results) == ["Pod (unnamed)"])
    }

    @Test("a Template of any other group is an object of its own")
    func otherTemplate() {
        let results = read("apiVersion: example.com/v1\nkind: Template\nobjects: [{apiVersion: v1, kind: Pod}]\n")
        #expect(names(results) == ["Template.example.com (unnamed)"])
    }

    @Test("a kind that only sounds like a list is an object of its own")
    func allowList() {
        #expect(
            names(read("apiVersion: example.com/v1\nkind: AllowList\nspec: {}\n")) == [
                "AllowList.example.com (unnamed)"
            ])
        #expect(names(read("apiVersion: v1\nkind: List\nitems: null\n")).isEmpty)
    }

    @Test("what hides in the items of something else is seen")
    func hidden() {
        let results = read("apiVersion: v1\nkind: ConfigMap\nitems: [{apiVersion: v1, kind: Pod}]\n")
        #expect(names(results) == ["Pod (unnamed)", "ConfigMap (unnamed)"])
    }

    @Test(
        "what is no Kubernetes object is told, with its place",
        arguments: [
            ("a: 1", "neither apiVersion nor kind"), ("kind: Pod", "no apiVersion"), ("apiVersion: v1", "no kind"),
            ("- 1", "not even a map"), ("text", "not even a map"),
            ("apiVersion: 1\nkind: Pod", "apiVersion is no text"),
            ("apiVersion: v1\nkind: ''", "kind is no text"),
            ("apiVersion: v1\nkind: List\nitems:\n- metadata: {name: x}", "neither apiVersion nor kind"),
        ])
    func noObject(yaml: String, message: String) {
        let results = read("# comment\n" + yaml)
        #expect(results.count == 1)
        #expect(results.first?.failure?.message.contains(message) == true)
        #expect((results.first?.failure?.position.line ?? 0) > 1)
    }

    @Test("a mistake in a JSON file is told in the words of JSON")
    func json() {
        let text = "{\"apiVersion\": \"v1\", \"kind\": \"Pod\""
        #expect(names(read(text + "}", isJSON: true)) == ["Pod (unnamed)"])
        #expect(read(text, isJSON: true).first?.failure?.message.contains("JSON") == true)
    }
}
