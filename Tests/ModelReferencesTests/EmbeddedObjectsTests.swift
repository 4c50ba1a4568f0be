import Testing

@testable import ModelReferences

@Suite("Objects inside of objects")
struct EmbeddedObjectsTests {
    private static let job =
        "{apiVersion: ray.io/v1, kind: RayJob, metadata: {name: j}, spec: {entrypoint: \"vllm serve a/b\"}}"
    private static let service =
        "{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, metadata: {name: i}, spec: {predictor: {model: "
        + "{modelFormat: {name: sklearn}, storageUri: \"gs://a/b\"}}}}"

    @Test("an object of a listed kind is read as what it is, wherever it is wrapped", arguments: wrappers)
    func wrapped(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    private static let uri = "spec.predictor.model.storageUri = gs://a/b"

    private static let wrappers = [
        ManifestCase(
            "AppWrapper", object("workload.codeflare.dev/v1beta2", "AppWrapper", "{components: [{template: \(job)}]}"),
            ["spec.components[0].template.spec.entrypoint = a/b"]),
        ManifestCase(
            "its predecessor",
            object(
                "mcad.ibm.com/v1beta1", "AppWrapper",
                "{resources: {GenericItems: [{replicas: 1, generictemplate: \(service)}]}}"),
            ["spec.resources.GenericItems[0].generictemplate.\(uri)"]),
        ManifestCase(
            "ManifestWork",
            object(
                "work.open-cluster-management.io/v1", "ManifestWork", "{workload: {manifests: [\(service), \(job)]}}"),
            [
                "spec.workload.manifests[0].\(uri)", "spec.workload.manifests[1].spec.entrypoint = a/b",
            ]),
        ManifestCase(
            "Crossplane's Object",
            object("kubernetes.crossplane.io/v1alpha2", "Object", "{forProvider: {manifest: \(service)}}"),
            ["spec.forProvider.manifest.\(uri)"]),
        ManifestCase(
            "a list inside of one",
            object(
                "x.dev/v1", "Foo", "{list: {apiVersion: v1, kind: List, items: [\(service)]}}"),
            ["spec.list.items[0].\(uri)"]),
        ManifestCase(
            "an event that starts a workflow",
            object(
                "argoproj.io/v1alpha1", "Sensor",
                "{triggers: [{template: {argoWorkflow: {source: {resource: {apiVersion: argoproj.io/v1alpha1, "
                    + "kind: Workflow, spec: {templates: [{name: t, container: {image: python, command: [hf, download, "
                    + "a/b]}}]}}}}}}]}"),
            [
                "spec.triggers[0].template.argoWorkflow.source.resource.spec.templates[0].container.command[2] = a/b"
            ]),
        ManifestCase(
            "a reference to an object",
            object("x.dev/v1", "Foo", "{target: {apiVersion: ray.io/v1, kind: RayJob, name: j}}"), []),
        ManifestCase(
            "a kind that only brings others", object("kyverno.io/v1", "ClusterPolicy", "{rules: [{data: \(job)}]}"), []),
        ManifestCase(
            "a status", "apiVersion: x.dev/v1\nkind: Foo\nmetadata: {name: f}\nstatus: {last: \(job)}", []),
    ]

    @Test("a pinned one is let in, and one of an unknown version is not")
    func pinning() throws {
        func pinnings(_ text: String) throws -> [String] {
            try Manifest(Self.object("x.dev/v1", "Foo", "{template: \(text)}")).references.map(\.pinning.name)
        }
        let commit = String(repeating: "ab", count: 20)
        #expect(try pinnings(Self.job) == ["mutable"])
        #expect(try pinnings(Self.job.replacing("a/b", with: "a/b --revision \(commit)")) == ["pinned"])
        #expect(try pinnings(Self.job.replacing("ray.io/v1,", with: "ray.io/v9,")) == ["unresolved"])
    }

    // MARK: Texts

    @Test("the manifest of an Argo template is read as the object that it writes", arguments: texts)
    func text(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    private static let place = "spec.templates[0].resource.manifest.\(uri)"

    private static let texts = [
        ManifestCase("as it is", workflow(manifest("gs://a/b")), [place]),
        ManifestCase(
            "with a parameter", workflow(manifest("{{workflow.parameters.m}}")), [place]),
        ManifestCase(
            "with a hole that nobody fills", workflow(manifest("{{inputs.parameters.x}}")),
            ["spec.templates[0].resource.manifest.spec.predictor.model.storageUri = {{inputs.parameters.x}}"]),
        ManifestCase(
            "with a hole for a whole list",
            workflow(
                """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: "i-{{workflow.name}}"}
                spec:
                  predictor:
                    minReplicas: {{inputs.parameters.n}} # as many
                    nodes: [{{inputs.parameters.a}}, b]
                    containers:
                    - name: kserve-container
                      image: x
                      command: {{inputs.parameters.command}}
                      env: [{name: STORAGE_URI, value: "gs://a/b"}]
                """),
            ["spec.templates[0].resource.manifest.spec.predictor.containers[0].env[0].value = gs://a/b"]),
        ManifestCase("what is only deleted", workflow(manifest("gs://a/b"), action: "delete"), []),
        ManifestCase("what is no model", workflow("apiVersion: v1\nkind: ConfigMap\ndata: {a: b}"), []),
        ManifestCase(
            "a patch without a kind", workflow("- {op: replace, path: /spec/x, value: \"gs://a/b\"}"), []),
    ]

    @Test("a text that nobody can read is told where somebody asks for it")
    func opaque() throws {
        let workload = try Manifest(Self.workflow("{{inputs.parameters.manifest}}")).workload()
        #expect(workload.references.isEmpty)
        #expect(workload.opaqueCommands.map(\.path.description) == ["spec.templates[0].resource.manifest"])
        #expect(try Manifest(Self.workflow(Self.manifest("gs://a/b"))).workload().opaqueCommands.isEmpty)
    }

    @Test("a text in a text in a text is read no deeper than anybody writes")
    func depth() throws {
        var text = Self.manifest("gs://a/b")
        for _ in 0..<6 { text = Self.workflow(text) }
        #expect(try Manifest(text).references.map(\.value) == ["(more than can be read)"])
    }

    @Test("a short text that values make long is not read")
    func growth() throws {
        let long = String(repeating: "n", count: 250)
        let holes = (0..<200).map { "k\($0): \"{{workflow.parameters.m}}\"" }.joined(separator: "\n")
        let yaml = Self.workflow(holes, value: long)
        #expect(try Manifest(yaml).references.map(\.pinning.name) == ["unresolved"])
        #expect(try Manifest(Self.workflow(holes, value: "n")).references.isEmpty)
    }

    private static func manifest(_ uri: String) -> String {
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: i}
        spec:
          predictor:
            model:
              modelFormat: {name: sklearn}
              storageUri: \(uri)
        """
    }

    private static func workflow(_ manifest: String, action: String = "create", value: String = "gs://a/b") -> String {
        let indented = manifest.split(separator: "\n", omittingEmptySubsequences: false).map { "        \($0)" }
            .joined(separator: "\n")
        return """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: w}
            spec:
              arguments: {parameters: [{name: m, value: "\(value)"}]}
              templates:
              - name: t
                resource:
                  action: \(action)
                  manifest: |
            \(indented)
            """
    }

    private static func object(_ apiVersion: String, _ kind: String, _ spec: String) -> String {
        "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: f}\nspec: \(spec)"
    }
}
