import Testing

@testable import ModelReferences

@Suite("Other kinds of KServe and ModelMesh")
struct KServeOtherKindsTests {
    @Test("every place of a reference is read", arguments: places)
    func read(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    static let places = [
        ManifestCase(
            "TrainedModel",
            kserve("TrainedModel", "{inferenceService: i, model: {storageUri: \"gs://b/m\", framework: p}}"),
            ["spec.model.storageUri = gs://b/m"]),
        ManifestCase(
            "LocalModelCache", kserve("LocalModelCache", "{sourceModelUri: \"hf://a/b\", modelSize: 1Gi}"),
            ["spec.sourceModelUri = hf://a/b (cache)"]),
        ManifestCase(
            "LocalModelNamespaceCache", kserve("LocalModelNamespaceCache", "{sourceModelUri: \"hf://a/b\"}"),
            ["spec.sourceModelUri = hf://a/b (cache)"]),
        ManifestCase(
            "a graph within the cluster",
            kserve(
                "InferenceGraph",
                """
                {nodes: {root: {routerType: Splitter, steps: [{serviceName: a, weight: 20}, {serviceUrl: "http://b.ml.svc.cluster.local/v1"}, {serviceUrl: "http://b:80/x"}, {nodeName: other}]}}}
                """), []),
        ManifestCase(
            "a graph that leads out of the cluster",
            kserve(
                "InferenceGraph",
                "{nodes: {root: {steps: [{serviceUrl: \"https://api.example.com/v1\"}, {serviceUrl: \"http://10.0.0.1/m\"}]}}}"
            ),
            [
                "spec.nodes.root.steps[0].serviceUrl = https://api.example.com/v1",
                "spec.nodes.root.steps[1].serviceUrl = http://10.0.0.1/m",
            ]),
        ManifestCase(
            "a runtime for whatever is mounted",
            kserve(
                "ServingRuntime",
                "{containers: [{name: kserve-container, image: \"vllm/vllm-openai:v1\", args: [\"--model=/mnt/models\", \"--served-model-name={{.Name}}\"]}]}"
            ),
            []),
        ManifestCase(
            "a cluster runtime that leaves the model to a variable",
            kserve(
                "ClusterServingRuntime",
                "{containers: [{name: c, image: \"vllm/vllm-openai:v1\", args: [\"--model=$(MODEL_ID)\"]}]}"), []),
        ManifestCase(
            "the storage container",
            kserve(
                "ClusterStorageContainer",
                "{container: {name: s, image: i}, supportedUriFormats: [{prefix: \"hf://\"}]}"),
            []),
        ManifestCase(
            "Predictor with a bucket", kserve("Predictor", "{path: a/v3/, storage: {s3: {secretKey: k, bucket: b}}}"),
            ["spec.path = s3://b/a/v3/"]),
        ManifestCase(
            "Predictor whose bucket is in a Secret", kserve("Predictor", "{path: a, storage: {s3: {secretKey: k}}}"),
            ["spec.path = storage secretKey=k path=a"]),
        ManifestCase(
            "Predictor on a claim", kserve("Predictor", "{path: a, storage: {persistentVolumeClaim: {claimName: c}}}"),
            ["spec.path = pvc://c/a"]),
        ManifestCase(
            "Predictor of the later form",
            kserve("Predictor", "{storage: {key: k, path: a, parameters: {bucket: b, type: s3}}}"),
            ["spec.storage.path = s3://b/a"]),
    ]

    @Test(
        "a host is in the cluster when it is a service's",
        arguments: [
            ("http://a", true), ("a.ns.svc", true), ("http://a.ns.svc.cluster.local:8080/x", true),
            ("http://a:80", true),
            ("http://a.svc.evil.com", false), ("https://example.com/a.svc", false), ("http://u@a.svc", false),
            ("http://10.0.0.1", false), ("http://1", false), ("", false), ("http://[::1]/", false),
        ])
    func serviceURL(_ url: String, _ isInCluster: Bool) {
        #expect(ServiceURL.isInCluster(url) == isInCluster)
    }
}

private func kserve(_ kind: String, _ spec: String) -> String {
    "apiVersion: serving.kserve.io/v1alpha1\nkind: \(kind)\nmetadata: {name: n}\nspec: \(spec)"
}
