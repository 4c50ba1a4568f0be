import KubernetesModel
import ModelReferences
import Testing

@Suite("What holds where commands do not say which model is served")
struct ContainerDefaultsTests {
    private func check(_ example: ServerCase, beside: String = "") throws {
        let found = try workload(pod(example.container, beside: beside)).references
        #expect(summary(found) == example.expected)
    }

    @Test("STORAGE_URI is a model's where it has the form of one, or stands beside a server", arguments: storage)
    func storageURI(_ example: ServerCase) throws { try check(example) }

    private static let storage = ServerCase.table(
        """
        image: acme/app:1
        env: [{name: STORAGE_URI, value: 'redis://redis:6379/0'}]
        => nothing

        image: acme/app:1
        env: [{name: STORAGE_URI, value: 'http://minio:9000'}]
        => nothing

        image: acme/app:1
        env: [{name: STORAGE_URI, value: /data}]
        => nothing

        image: acme/app:1
        env: [{name: STORAGE_URI, valueFrom: {configMapKeyRef: {name: c, key: k}}}]
        => nothing

        image: acme/app:1
        env: [{name: STORAGE_URI, value: 's3://b/m'}]
        => s3://b/m mutable

        image: acme/app:1
        env: [{name: STORAGE_URI, value: 'https://host/iris.tar.gz'}]
        => https://host/iris.tar.gz mutable

        image: acme/app:1
        env: [{name: STORAGE_URI, valueFrom: {configMapKeyRef: {name: c, key: k}}}]
        resources: {limits: {nvidia.com/gpu: 1}}
        => $(STORAGE_URI) unresolved

        image: ghcr.io/kubeflow/trainer/model-initializer
        env: [{name: STORAGE_URI, value: 'hf://o/n:\(commit)'}]
        => hf://o/n:\(commit) mutable
        """)

    @Test("a source of variables counts on a server, and where the command may start one", arguments: sources)
    func unknownSources(_ example: ServerCase) throws { try check(example) }

    private static let sources = ServerCase.table(
        """
        image: vllm/vllm-openai:v1
        command: [vllm, bench, serve, --model, o/n, --base-url, 'http://vllm:8000']
        envFrom: [{secretRef: {name: s}}]
        => nothing

        image: vllm/vllm-openai:v1
        command: [sleep, infinity]
        envFrom: [{secretRef: {name: s}}]
        => nothing

        image: vllm/vllm-openai:v1
        command: [bash, -c, sleep infinity]
        envFrom: [{secretRef: {name: s}}]
        => nothing

        image: nvcr.io/nvidia/tritonserver:23.10-py3-sdk
        command: [perf_analyzer, -m, resnet, -u, 'triton:8001']
        envFrom: [{secretRef: {name: s}}]
        => nothing

        # Whatever may start the server is handed its variables.
        image: vllm/vllm-openai:v1
        command: [/opt/corp/start]
        envFrom: [{secretRef: {name: s}}]
        => envFrom Secret s (config) unresolved

        image: vllm/vllm-openai:v1
        command: [bash, -c, 'sleep 1; $START']
        envFrom: [{secretRef: {name: s}}]
        => envFrom Secret s (config) unresolved

        image: vllm/vllm-openai:v1
        command: [bash, -c, 'sleep 1; /opt/corp/start']
        envFrom: [{secretRef: {name: s}}]
        => envFrom Secret s (config) unresolved
        """)

    @Test("an image of a server that is named after a model holds it", arguments: baked)
    func bakedModels(_ example: ServerCase) throws { try check(example) }

    private static let baked = ServerCase.table(
        """
        image: gcr.io/tensorflow-serving/resnet
        => gcr.io/tensorflow-serving/resnet (image) mutable

        image: gcr.io/tensorflow-serving/resnet@\(imageDigest)
        args: [--rest_api_port=8501]
        => gcr.io/tensorflow-serving/resnet@\(imageDigest) (image) pinned

        image: corp/torchserve-densenet:1
        args: [serve]
        => corp/torchserve-densenet:1 (image) mutable

        image: corp/mlserver-iris:1
        => corp/mlserver-iris:1 (image) mutable

        # Builds of the bare server, and what gets its model from elsewhere.
        image: bitnami/tensorflow-serving:2
        => nothing

        image: registry.corp:5000/mirror/tritonserver-cuda:23.10-py3
        => nothing

        image: corp/tritonserver-bert:1
        command: [sleep, infinity]
        => nothing

        image: corp/tritonserver-bert:1
        args: [--model-repository=s3://b/m/v1/]
        => s3://b/m/v1/ versioned
        """)

    @Test(
        "a volume where TensorFlow Serving looks by default is the model",
        arguments: [
            ("tensorflow/serving:2.14", "/models/model", ["pvc://models (/models/model) mutable"]),
            ("tensorflow/serving:2.14", "/models", ["pvc://models/model mutable"]),
            ("bitnami/tensorflow-serving:2", "/bitnami/model-data", ["pvc://models (/bitnami/model-data) mutable"]),
            ("tensorflow/serving:2.14", "/var/log", []),
        ])
    func defaultFolder(_ image: String, _ path: String, _ expected: [String]) throws {
        let container = "image: \(image)\nargs: [--rest_api_port=8501]\nvolumeMounts: [{name: d, mountPath: \(path)}]"
        let volumes = "volumes: [{name: d, persistentVolumeClaim: {claimName: models}}]"
        let found = try workload(pod(container, beside: volumes)).references
        #expect(summary(found) == expected)
    }

    @Test("a simulator serves nothing, whatever flags it takes; on an accelerator it is none", arguments: simulated)
    func simulators(_ example: ServerCase) throws { try check(example) }

    private static let simulated = ServerCase.table(
        """
        image: ghcr.io/llm-d/llm-d-inference-sim:1
        args: [--model, o/n, --mode=random, --max-model-len, '512']
        => nothing

        image: ghcr.io/llm-d/llm-d-inference-sim:1
        command: [vllm, serve, o/n]
        => o/n mutable

        image: ghcr.io/llm-d/llm-d-inference-sim:1
        args: [--model, o/n, --max-model-len, '512']
        resources: {limits: {nvidia.com/gpu: 1}}
        => o/n mutable
        """)

    @Test("MLServer's runtime for transformers loads from the hub", arguments: hubs)
    func mlServer(_ example: ServerCase) throws { try check(example) }

    private static let hubs = ServerCase.table(
        #"""
        image: seldonio/mlserver:1.6-huggingface
        env: [{name: MLSERVER_MODEL_HUGGINGFACE_PRETRAINED_MODEL, value: o/n}]
        => o/n mutable

        image: seldonio/mlserver:1.6-huggingface
        env: [{name: MLSERVER_MODEL_PARAMETERS, value: '{"extra": {"pretrained_model": "o/n", "pretrained_tokenizer": "o/t"}}'}]
        => o/n mutable
        => o/t (tokenizer) mutable

        image: seldonio/mlserver:1.6-huggingface
        env: [{name: MLSERVER_MODEL_PARAMETERS, value: '{"extra": {"task": "x"}}'}]
        => nothing
        """#)
}
