import Testing

@testable import ModelReferences

@Suite("Seldon")
struct SeldonTests {
    @Test("every place of a reference is read", arguments: places)
    func read(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    static let places = [
        ManifestCase(
            "a graph with children, an explainer and a shadow",
            v1(
                """
                predictors:
                  - name: a
                    traffic: 80
                    graph: {name: r, children: [{name: m, modelUri: "gs://b/1", children: [{name: k, modelUri: "s3://b/2"}]}]}
                    explainer: {type: AnchorTabular, modelUri: "gs://b/e"}
                  - {name: s, shadow: true, graph: {name: m, modelUri: "gs://b/3", children: []}}
                """),
            [
                "spec.predictors[0].graph.children[0].modelUri = gs://b/1",
                "spec.predictors[0].graph.children[0].children[0].modelUri = s3://b/2",
                "spec.predictors[0].explainer.modelUri = gs://b/e (explainer)",
                "spec.predictors[1].graph.modelUri = gs://b/3",
            ]),
        ManifestCase(
            "images that hold the models of a graph; routers and transformers hold none",
            v1(
                """
                predictors:
                  - name: a
                    graph: {name: r, type: ROUTER, children: [{name: t, type: TRANSFORMER}, {name: m, type: MODEL}, {name: k}]}
                    componentSpecs:
                    - spec: {containers: [{name: r, image: "r/r:1"}, {name: t, image: "r/t:1"}, {name: m, image: "r/m:1"}]}
                    - spec: {containers: [{name: k, image: "r/n:1"}]}
                """),
            [
                "spec.predictors[0].componentSpecs[0].spec.containers[2].image = r/m:1 (image)",
                "spec.predictors[0].componentSpecs[1].spec.containers[0].image = r/n:1 (image)",
            ]),
        ManifestCase(
            "a server that gets its model from elsewhere is no model",
            v1(
                """
                predictors:
                  - name: a
                    graph: {name: m, implementation: SKLEARN_SERVER, modelUri: "gs://b/m"}
                    componentSpecs: [{spec: {containers: [{name: m, image: "r/sklearnserver:1"}]}}]
                """),
            ["spec.predictors[0].graph.modelUri = gs://b/m"]),
        ManifestCase(
            "the parameters of the Hugging Face server",
            v1(
                """
                predictors:
                  - name: a
                    graph:
                      name: m
                      implementation: HUGGINGFACE_SERVER
                      parameters: [{name: task, value: text-generation}, {name: pretrained_model, value: distilgpt2}, {name: pretrained_tokenizer, value: o/t}]
                """),
            [
                "spec.predictors[0].graph.parameters[1].value = distilgpt2",
                "spec.predictors[0].graph.parameters[2].value = o/t (tokenizer)",
            ]),
        ManifestCase("a graph without a URI", v1("predictors: [{name: a, graph: {name: m, children: []}}]"), []),
        ManifestCase(
            "Model", v2("Model", "{storageUri: \"gs://b/iris/v1\", requirements: [sklearn]}"),
            ["spec.storageUri = gs://b/iris/v1"]),
        ManifestCase(
            "a folder of a Model", v2("Model", "{storageUri: \"gs://b/m\", artifactVersion: 2}"),
            ["spec.storageUri = gs://b/m#2"]),
        ManifestCase(
            "a Model that names others",
            v2("Model", "{storageUri: \"gs://b/m\", llm: {modelRef: x}, explainer: {modelRef: y}}"),
            ["spec.storageUri = gs://b/m"]),
        ManifestCase(
            "Explainer", v2("Explainer", "{storageUri: \"gs://b/e\", whiteBox: {storageUri: \"gs://b/m\"}}"),
            ["spec.storageUri = gs://b/e (explainer)", "spec.whiteBox.storageUri = gs://b/m"]),
        ManifestCase("Experiment", v2("Experiment", "{default: a, candidates: [{name: a, weight: 50}]}"), []),
        ManifestCase("Pipeline", v2("Pipeline", "{steps: [{name: a}, {name: b, inputs: [a]}]}"), []),
        ManifestCase(
            "Server",
            v2(
                "Server",
                "{serverConfig: mlserver, podSpec: {containers: [{name: m, image: \"seldonio/mlserver:1.3\"}]}}"), []),
        ManifestCase(
            "ServerConfig",
            v2(
                "ServerConfig",
                """
                {podSpec: {containers: [{name: m, image: "seldonio/mlserver:1.6", volumeMounts: [{name: m, mountPath: /mnt/agent}],
                  env: [{name: MLSERVER_LOAD_MODELS_AT_STARTUP, value: "false"}, {name: MLSERVER_MODELS_DIR, value: /mnt/agent/models}]}]}}
                """), []),
        ManifestCase(
            "a ServerConfig that names a model itself",
            v2(
                "ServerConfig",
                "{podSpec: {containers: [{name: m, image: \"vllm/vllm-openai:1\", args: [--model, o/n]}]}}"),
            ["spec.podSpec.containers[0].args[1] = o/n"]),
        ManifestCase(
            "a Model of another group",
            "apiVersion: example.com/v1\nkind: Model\nspec: {storageUri: \"gs://b/m\", artifactVersion: 2}",
            ["spec.storageUri = gs://b/m"]),
    ]

    @Test("the number of a folder makes a moving URI a version, but neither a local path nor nonsense")
    func artifactVersion() throws {
        let folder = try Manifest(v2("Model", "{storageUri: \"gs://b/m\", artifactVersion: 2}"))
        let none = try Manifest(v2("Model", "{storageUri: \"gs://b/m\"}"))
        let local = try Manifest(v2("Model", "{storageUri: /mnt/m, artifactVersion: 2}"))
        #expect(folder.references.map(\.pinning.name) == ["versioned"])
        #expect(none.references.map(\.pinning.name) == ["mutable"])
        #expect(local.references.map(\.pinning.name) == ["mutable"])
    }

    @Test("a predictor's references carry its share of the traffic and its own initializer's image")
    func context() throws {
        let manifest = try Manifest(
            v1("predictors: [{traffic: 20, graph: {modelUri: \"gs://b/m\", storageInitializerImage: \"corp/si:1\"}}]"))
        #expect(manifest.references.map(\.trafficPercent) == [20])
        #expect(manifest.references.map(\.consumerImage) == ["corp/si:1"])
    }

    @Test("an image that is a model is pinned by its digest")
    func pinnedImage() throws {
        func found(_ image: String) throws -> [String] {
            let yaml = v1(
                "predictors: [{name: a, graph: {name: m, type: MODEL}, componentSpecs: [{spec: {containers: [{name: m, image: \"\(image)\"}]}}]}]"
            )
            return try Manifest(yaml).references.map(\.pinning.name)
        }
        #expect(try found("r/m:1.0") == ["mutable"])
        #expect(try found("r/m@\(imageDigest)") == ["pinned"])
    }

    @Test("a class of one's own is given its model by a parameter")
    func parameters() throws {
        func found(_ name: String, _ value: String) throws -> [String] {
            let parameter = "{name: \(name), type: STRING, value: \"\(value)\"}"
            let yaml = v1(
                "predictors: [{name: a, graph: {name: m, parameters: [\(parameter)]}, componentSpecs: [{spec: {containers: [{name: m, image: \"r/m@\(imageDigest)\"}]}}]}]"
            )
            return try Manifest(yaml).references.map { "\($0.value.prefix(12)) \($0.pinning.name)" }
        }
        #expect(try found("model_uri", "s3://b/m") == ["s3://b/m mutable", "r/m@sha256:a pinned"])
        #expect(try found("model_uri", "s3://b/m/v1/") == ["s3://b/m/v1/ versioned", "r/m@sha256:a pinned"])
        #expect(try found("output_uri", "s3://b/m") == ["r/m@sha256:a pinned"])
    }

    @Test("every served version is read", arguments: ["v1", "v1alpha2", "v1alpha3"])
    func versions(_ version: String) throws {
        let manifest = try Manifest(
            "apiVersion: machinelearning.seldon.io/\(version)\nkind: SeldonDeployment\nspec: {predictors: [{graph: {modelUri: \"gs://b/m\"}}]}"
        )
        #expect(manifest.lines == ["spec.predictors[0].graph.modelUri = gs://b/m"])
    }
}

private func v1(_ spec: String) -> String {
    """
    apiVersion: machinelearning.seldon.io/v1
    kind: SeldonDeployment
    metadata: {name: n}
    spec:
      \(spec.split(separator: "\n").joined(separator: "\n  "))
    """
}

private func v2(_ kind: String, _ spec: String) -> String {
    "apiVersion: mlops.seldon.io/v1alpha1\nkind: \(kind)\nmetadata: {name: n}\nspec: \(spec)"
}
