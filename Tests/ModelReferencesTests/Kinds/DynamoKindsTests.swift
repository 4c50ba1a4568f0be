import Testing

@testable import ModelReferences

@Suite("NVIDIA Dynamo's kinds")
struct DynamoKindsTests {
    private static let digest = String(repeating: "0e", count: 32)
    private static let commit = String(repeating: "ab", count: 20)

    @Test("every place of a reference is read", arguments: places)
    func read(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    private static let places = [
        ManifestCase(
            "a claim that a service mounts",
            graph("pvcs: [{name: m, create: false}]", "volumeMounts: [{name: m, mountPoint: /models}]", "/models/q"),
            ["\(main).args[1] = pvc://m/q"]),
        ManifestCase(
            "a claim of the older form", graph("", "pvc: {name: m, mountPoint: /models}", "/models/q"),
            ["\(main).args[1] = pvc://m/q"]),
        ManifestCase(
            "a path beside the claim is in the image",
            graph("", "volumeMounts: [{name: m, mountPoint: /cache}]", "/models/q"),
            ["\(main).image = n/vllm-runtime@sha256:\(digest) (image)"]),
        ManifestCase(
            "a variable of the graph", graph("envs: [{name: M, value: o/n}]", "", "$(M)"), ["\(main).args[1] = o/n"]),
        ManifestCase(
            "a variable of the service, which wins over the graph's",
            graph("envs: [{name: M, value: a/b}]", "envs: [{name: M, value: o/n}]", "$(M)"),
            ["\(main).args[1] = o/n"]),
        ManifestCase(
            "variables from a Secret", graph("", "envFromSecret: s", "o/n"),
            ["\(main).args[1] = o/n", "spec.services.W.envFromSecret = envFrom Secret s (config)"]),
        ManifestCase(
            "a frontend with variables from a Secret",
            """
            apiVersion: nvidia.com/v1alpha1
            kind: DynamoGraphDeployment
            spec: {services: {F: {envFromSecret: s, extraPodSpec: {mainContainer: {image: "n/vllm-runtime:1"}}}}}
            """, []),
        ManifestCase("a frontend that names no command", component("{name: main, image: \"n/vllm-runtime:1\"}"), []),
        ManifestCase(
            "a frontend in a sidecar",
            component(
                "{name: main, image: \"n/vllm-runtime:1\"}, {name: f, image: \"n/vllm-runtime:1\"}",
                "frontendSidecar: f"), []),
        ManifestCase(
            "a component behind a sidecar",
            component(
                "{name: s, image: \"busybox:1\"}, {name: main, image: \"n/vllm-runtime:1\", args: [-m, dynamo.vllm, --model, $(M)]}"
            ),
            ["spec.components[0].podTemplate.spec.containers[1].args[3] = o/n"]),
        ManifestCase(
            "a request", request("{model: o/n, backend: vllm, autoApply: true}"), ["spec.model = o/n"]),
        ManifestCase(
            "a request with a claim",
            request("{model: o/n, modelCache: {pvcName: c, pvcModelPath: /opt/model-cache/m/x}}"),
            ["spec.modelCache.pvcModelPath = pvc://c/m/x"]),
        ManifestCase(
            "a request with a cache of the hub", request("{model: o/n, modelCache: {pvcName: c}}"),
            ["spec.modelCache.pvcName = pvc://c", "spec.model = o/n"]),
        ManifestCase(
            "an adapter in the later version",
            "apiVersion: nvidia.com/v1beta1\nkind: DynamoModel\nspec: {modelType: lora, source: {uri: \"hf://o/n\"}}",
            ["spec.source.uri = hf://o/n (adapter)"]),
        ManifestCase(
            "a checkpoint",
            """
            apiVersion: nvidia.com/v1alpha1
            kind: DynamoCheckpoint
            spec: {job: {podTemplateSpec: {spec: {containers: [{name: main, image: "n/vllm-runtime:1", command: [python3, -m, dynamo.vllm], args: [--model, o/n]}]}}}}
            """, ["spec.job.podTemplateSpec.spec.containers[0].args[1] = o/n"]),
    ]

    @Test("a model of the claim can change, and one of a pinned image cannot")
    func pinning() throws {
        let mounted = Self.graph("", "volumeMounts: [{name: m, mountPoint: /models}]", "/models/q")
        #expect(try Manifest(mounted).references.map(\.pinning.name) == ["mutable"])
        #expect(try Manifest(Self.graph("", "", "/models/q")).references.map(\.pinning.name) == ["pinned"])
    }

    @Test("of two values of one variable nobody can tell which counts; of one and the same they can")
    func rivals() throws {
        func pinnings(_ own: String) throws -> [String] {
            let revision = "\"\(Self.commit)\""
            let yaml = Self.graph(
                "", "envs: [{name: R, value: \(revision)}]", "o/n, --revision, $(R)", "env: [{name: R, value: \(own)}]")
            return try Manifest(yaml).references.map(\.pinning.name)
        }
        #expect(try pinnings("main") == ["unresolved"])
        #expect(try pinnings("\"\(Self.commit)\"") == ["pinned"])
    }

    @Test("a graph in which all share too many variables is not read, and is refused")
    func bounds() throws {
        let variables = (0..<2000).map { "{name: V\($0), value: x}" }.joined(separator: ", ")
        let services = (0..<40).map { "S\($0): {extraPodSpec: {mainContainer: {image: i}}}" }.joined(separator: ", ")
        let yaml = """
            apiVersion: nvidia.com/v1alpha1
            kind: DynamoGraphDeployment
            spec: {envs: [\(variables)], services: {\(services)}}
            """
        #expect(try Manifest(yaml).references.map(\.pinning.name) == ["unresolved"])
    }

    private static let main = "spec.services.W.extraPodSpec.mainContainer"

    private static func graph(
        _ fields: String, _ service: String, _ model: String, _ container: String = ""
    ) -> String {
        """
        apiVersion: nvidia.com/v1alpha1
        kind: DynamoGraphDeployment
        metadata: {name: d}
        spec:
          \(fields)
          services:
            W:
              componentType: worker
              \(service)
              extraPodSpec:
                mainContainer:
                  image: n/vllm-runtime@sha256:\(digest)
                  command: [python3, -m, dynamo.vllm]
                  args: [--model, \(model)]
                  \(container)
        """
    }

    private static func component(_ containers: String, _ field: String = "type: frontend") -> String {
        """
        apiVersion: nvidia.com/v1beta1
        kind: DynamoGraphDeployment
        metadata: {name: d}
        spec:
          env: [{name: M, value: o/n}]
          components:
          - name: c
            \(field)
            podTemplate: {spec: {containers: [\(containers)]}}
        """
    }

    private static func request(_ spec: String) -> String {
        "apiVersion: nvidia.com/v1beta1\nkind: DynamoGraphDeploymentRequest\nmetadata: {name: r}\nspec: \(spec)"
    }
}
