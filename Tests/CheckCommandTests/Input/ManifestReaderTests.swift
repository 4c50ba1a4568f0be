import KubernetesModel
import Testing

@testable import CheckCommand

@Suite struct ManifestReaderTests {
    private func read(_ text: String, name: String = "a.yaml") -> ManifestFile {
        ManifestReader.read(Sample.file(name, text))
    }

    @Test("a stream is taken apart into its objects, each with its place")
    func stream() {
        let found = read("# a\n---\n\(Sample.nginx)---\n---\n\(Sample.service(uri: "s3://b/m"))")
        #expect(found.manifests.map(\.identity.gvk.kind) == ["Deployment", "InferenceService"])
        #expect(found.manifests.map(\.object.position.line) == [3, 9])
        #expect(found.problems.isEmpty && found.skipped.isEmpty)
    }

    @Test("the items of a List are objects with paths of their own")
    func list() throws {
        let item = #"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": []}}"#
        let found = read(#"{"apiVersion": "v1", "kind": "List", "items": [\#(item), \#(item)]}"#, name: "a.json")
        #expect(found.manifests.map(\.identity.name) == ["p", "p"])
        let spec = try #require(found.manifests.last?.object[path: "spec", "containers"])
        #expect(spec.path == FieldPath("spec.containers"))
    }

    @Test(
        "a document that is no Kubernetes object is skipped, and named",
        arguments: ["replicaCount: 1\nimage: nginx\n", "resources: [a.yaml]\n", "- 1\n", "just text\n"])
    func skipped(text: String) {
        let found = read(text)
        #expect(found.skipped.count == 1)
        #expect(found.manifests.isEmpty && found.problems.isEmpty)
    }

    @Test(
        "half an object is an error and not skipped",
        arguments: ["kind: Deployment\nspec: {}\n", "apiVersion: apps/v1\n", "apiVersion: 1\nkind: Deployment\n"])
    func half(text: String) {
        let found = read(text)
        #expect(found.problems.count == 1)
        #expect(found.manifests.isEmpty && found.skipped.isEmpty)
    }

    @Test("a chart's template is refused, with the remedy")
    func template() throws {
        let found = read("metadata:\n  {{- include \"labels\" . | nindent 4 }}\nspec: {{ .Values.x }}\n")
        let problem = try #require(found.problems.first)
        #expect(found.problems.count == 1)
        #expect(problem.message.contains("helm template"))
    }

    @Test("braces inside a text are no template")
    func bracesInText() {
        let found = read("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {x: \"{{ now }}\"}\n")
        #expect(found.manifests.count == 1 && found.problems.isEmpty)
        let broken = read("a: [\n")
        #expect(broken.problems.first?.message.contains("helm") == false)
    }

    @Test("a .json file is read as JSON and nothing more")
    func strictJSON() {
        #expect(read("{a: b}", name: "a.json").problems.count == 1)
        #expect(read("{a: b}", name: "a.yaml").skipped.count == 1)
    }

    @Test("a request to the webhook is no manifest")
    func review() {
        let found = read(#"{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {}}"#)
        #expect(found.skipped.count == 1 && found.manifests.isEmpty)
    }
}
