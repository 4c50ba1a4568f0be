import Testing

@testable import ModelReferences

@Suite("Parameters of Argo Workflows")
struct ArgoParametersTests {
    private static let commit = String(repeating: "ab", count: 20)

    @Test("a parameter's value is what runs", arguments: values)
    func value(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    private static let model = "spec.templates[0].container.command[2]"

    private static let values = [
        ManifestCase("an argument of the workflow", workflow("workflow.parameters.m"), ["\(model) = o/n"]),
        ManifestCase("white space around its name", workflow(" workflow.parameters.m "), ["\(model) = o/n"]),
        ManifestCase(
            "a part of a text", workflow("workflow.parameters.m", around: ("hf://", "")), ["\(model) = hf://o/n"]),
        ManifestCase(
            "an input with a value of its own",
            workflow("inputs.parameters.m", template: "inputs: {parameters: [{name: m, value: a/b}]}"),
            ["\(model) = a/b"]),
        ManifestCase(
            "an input of the template that is started",
            workflow(
                "inputs.parameters.m", template: "inputs: {parameters: [{name: m, value: a/b}]}", spec: "entrypoint: q"),
            ["\(model) = o/n"]),
        ManifestCase(
            "an input that the one task hands over",
            workflow(
                "inputs.parameters.m", template: "inputs: {parameters: [{name: m}]}",
                others: task("{{workflow.parameters.m}}")), ["\(model) = o/n"]),
        ManifestCase(
            "an input that two tasks hand over",
            workflow(
                "inputs.parameters.m", template: "inputs: {parameters: [{name: m}]}", others: task("x/y") + task("z/w")),
            ["\(model) = {{inputs.parameters.m}}"]),
        ManifestCase(
            "an input that one task replaces and another leaves",
            workflow(
                "inputs.parameters.m", template: "inputs: {parameters: [{name: m, value: a/b}]}",
                others: task("x/y") + "\n  - {name: s, steps: [[{name: a, template: q}]]}"),
            ["\(model) = {{inputs.parameters.m}}"]),
        ManifestCase(
            "a name that stands twice",
            workflow("workflow.parameters.m", arguments: "{name: m, value: o/n}, {name: m, value: x/y}"),
            ["\(model) = {{workflow.parameters.m}}"]),
        ManifestCase(
            "a value from elsewhere",
            workflow("workflow.parameters.m", arguments: "{name: m, valueFrom: {configMapKeyRef: {name: c, key: k}}}"),
            ["\(model) = {{workflow.parameters.m}}"]),
        ManifestCase("no value at all", workflow("workflow.parameters.x"), ["\(model) = {{workflow.parameters.x}}"]),
        ManifestCase(
            "arguments of a CronWorkflow",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: CronWorkflow
            spec:
              workflowSpec:
                arguments: {parameters: [{name: m, value: o/n}]}
                templates: [{name: q, container: {image: python, command: [hf, download, "{{workflow.parameters.m}}"]}}]
            """, ["spec.workflowSpec.templates[0].container.command[2] = o/n"]),
        ManifestCase(
            "a WorkflowTemplate, whose arguments others replace",
            workflow("workflow.parameters.m", kind: "WorkflowTemplate"), ["\(model) = {{workflow.parameters.m}}"]),
        ManifestCase(
            "a variable and a script",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            spec:
              arguments: {parameters: [{name: m, value: o/n}]}
              templates:
              - name: s
                script: {image: bash, command: [bash], source: "hf download $M\\nhf download {{workflow.parameters.m}}-b", env: [{name: M, value: "{{workflow.parameters.m}}"}]}
            """,
            ["spec.templates[0].script.source = o/n", "spec.templates[0].script.source = o/n-b"]),
        ManifestCase(
            "the key of an artifact",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            spec:
              arguments: {parameters: [{name: v, value: v3}]}
              templates:
              - {name: t, inputs: {artifacts: [{name: model, path: /m, s3: {bucket: b, key: "models/{{workflow.parameters.v}}/"}}]}}
            """, ["spec.templates[0].inputs.artifacts[0].s3.key = s3://b/models/v3/"]),
    ]

    @Test("a commit in a parameter pins, a branch does not, and a default that a caller replaces pins nothing")
    func pinning() throws {
        func pinnings(_ value: String, _ others: String = "") throws -> [String] {
            let yaml = """
                apiVersion: argoproj.io/v1alpha1
                kind: Workflow
                spec:
                  templates:
                  - name: q
                    inputs: {parameters: [{name: r, value: "\(value)"}]}
                    container: {image: python, command: [hf, download, o/n, --revision, "{{inputs.parameters.r}}"]}
                \(others)
                """
            return try Manifest(yaml).references.map(\.pinning.name)
        }
        #expect(try pinnings(Self.commit) == ["pinned"])
        #expect(try pinnings("main") == ["mutable"])
        let caller =
            "  - {name: s, steps: [[{name: a, template: q, arguments: {parameters: [{name: r, value: main}]}}]]}"
        #expect(try pinnings(Self.commit, caller) == ["mutable"])
        let both = caller + "\n  - {name: t, dag: {tasks: [{name: a, template: q}]}}"
        #expect(try pinnings(Self.commit, both) == ["unresolved"])
    }

    @Test("a value that is too long to be a name is left open")
    func bounds() throws {
        let long = String(repeating: "n", count: 3000)
        let yaml = Self.workflow("workflow.parameters.m", arguments: "{name: m, value: o/\(long)}")
        #expect(try Manifest(yaml).references.map(\.pinning.name) == ["unresolved"])
    }

    private static func task(_ value: String) -> String {
        "\n  - {name: d, dag: {tasks: [{name: a, template: q, arguments: {parameters: [{name: m, value: \"\(value)\"}]}}]}}"
    }

    private static func workflow(
        _ hole: String, around: (String, String) = ("", ""), arguments: String = "{name: m, value: o/n}",
        template: String = "metadata: {}", spec: String = "priority: 0", others: String = "", kind: String = "Workflow"
    ) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: \(kind)
        metadata: {name: w}
        spec:
          \(spec)
          arguments: {parameters: [\(arguments)]}
          templates:
          - name: q
            \(template)
            container: {image: python, command: [hf, download, "\(around.0){{\(hole)}}\(around.1)"]}\(others)
        """
    }
}
