import Testing

@testable import ModelReferences

@Suite("Kinds whose own fields name the model")
struct ModelFieldKindsTests {
    private static let commit = String(repeating: "ab", count: 20)

    @Test("every place of a reference is read", arguments: sageMaker + others)
    func read(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    private static let sageMaker = [
        ManifestCase(
            "an endpoint from S3",
            endpoint("modelSourceType: s3, s3Storage: {bucketName: b, region: r}, modelLocation: p/v1"),
            ["spec.modelSourceConfig.modelLocation = s3://b/p/v1"]),
        ManifestCase(
            "an endpoint from a file system",
            endpoint("modelSourceType: fsx, fsxStorage: {fileSystemId: fs-1}, modelLocation: p"),
            ["spec.modelSourceConfig.modelLocation = fsx://fs-1/p"]),
        ManifestCase(
            "an endpoint from the hub, whose worker gets no default model",
            endpoint(
                "modelSourceType: huggingface, huggingFaceModel: {modelId: o/n}",
                "image: \"vllm/vllm-openai:1\", args: [--port, \"8000\"]"),
            ["spec.modelSourceConfig.huggingFaceModel.modelId = o/n"]),
        ManifestCase(
            "an endpoint whose worker loads a tokenizer of its own",
            endpoint(
                "modelSourceType: s3, s3Storage: {bucketName: b}, modelLocation: p",
                "image: \"vllm/vllm-openai:1\", args: [--model, /opt/ml/model, --tokenizer, t/t], modelVolumeMount: {name: w, mountPath: /opt/ml/model}"
            ),
            ["spec.modelSourceConfig.modelLocation = s3://b/p", "spec.worker.args[3] = t/t (tokenizer)"]),
        ManifestCase(
            "an endpoint whose worker is told by a variable",
            endpoint(
                "modelSourceType: s3, s3Storage: {bucketName: b}, modelLocation: p",
                "image: \"vllm/vllm-openai:1\", args: [--model, $(M)], environmentVariables: [{name: M, value: o/n}]"),
            ["spec.modelSourceConfig.modelLocation = s3://b/p", "spec.worker.args[1] = o/n"]),
        ManifestCase(
            "an endpoint from a volume of the node",
            endpoint(
                "modelSourceType: kubernetesVolume",
                "image: \"vllm/vllm-openai:1\", args: [--model, /opt/ml/model], modelVolumeMount: {name: w, mountPath: /opt/ml/model}",
                "kubernetes: {volumes: [{name: w, hostPath: {path: /nvme/m}}]}"),
            ["spec.worker.args[1] = hostPath:/nvme/m"]),
        ManifestCase(
            "JumpStart",
            object(
                "inference.sagemaker.aws.amazon.com/v1", "JumpStartModel", "{model: {modelId: m, modelVersion: 2.0.4}}"),
            ["spec.model.modelId = m@2.0.4"]),
        ManifestCase(
            "a Model of AWS Controllers",
            object(
                "sagemaker.services.k8s.aws/v1alpha1", "Model",
                "{primaryContainer: {image: \"i:1\", modelDataURL: \"s3://b/m.tar.gz\"}, containers: [{image: \"j:1\", environment: {HF_MODEL_ID: o/n}}]}"
            ),
            [
                "spec.primaryContainer.modelDataURL = s3://b/m.tar.gz",
                "spec.containers[0].environment.HF_MODEL_ID = o/n",
            ]),
    ]

    private static let others = [
        ManifestCase(
            "OPEA's connector, whose clients load nothing",
            object(
                "gmc.opea.io/v1alpha3", "GMConnector",
                """
                {nodes: {root: {steps: [
                  {name: Tgi, internalService: {serviceName: t, config: {endpoint: /generate, MODEL_ID: o/n}, isDownstreamService: true}},
                  {name: Llm, internalService: {serviceName: l, config: {LLM_MODEL_ID: o/n}}}]}}}
                """), ["spec.nodes.root.steps[0].internalService.config.MODEL_ID = o/n"]),
        ManifestCase(
            "LLMKube", object("inference.llmkube.dev/v1alpha1", "Model", "{source: \"hf://o/n\", format: gguf}"),
            ["spec.source = hf://o/n"]),
        ManifestCase(
            "a service of LLMKube",
            object(
                "inference.llmkube.dev/v1alpha1", "InferenceService",
                """
                {modelRef: m, runtime: vllm, speculativeDecoding: {type: draft, draftModelRef: d},
                 extraArgs: [--tokenizer, t/t, --alias, x]}
                """),
            [
                "spec.modelRef = llmkube model m",
                "spec.speculativeDecoding.draftModelRef = llmkube model d (draftModel)",
                "spec.extraArgs[1] = t/t (tokenizer)",
            ]),
        ManifestCase(
            "a service of LLMKube whose llama.cpp gets a draft model of its own",
            object(
                "inference.llmkube.dev/v1alpha1", "InferenceService",
                "{modelRef: m, extraArgs: [--hf-repo-draft, o/n, --cont-batching]}"),
            ["spec.modelRef = llmkube model m", "spec.extraArgs[1] = o/n (draftModel)"]),
        ManifestCase(
            "AI Runway",
            object(
                "airunway.ai/v1alpha1", "ModelDeployment",
                "{model: {id: o/n, source: huggingface}, engine: {type: vllm, args: {tokenizer: t/t}, extraArgs: [--lora-modules, a=x/y]}}"
            ),
            [
                "spec.model.id = o/n", "spec.engine.args.tokenizer = t/t (tokenizer)",
                "spec.engine.extraArgs[1] = x/y (adapter)",
            ]),
        ManifestCase(
            "AI Runway with a model in the image",
            object("kubeairunway.ai/v1alpha1", "ModelDeployment", "{model: {id: o/n, source: custom}, image: \"i:1\"}"),
            []),
        ManifestCase(
            "options of a vLLM that a launcher starts",
            object(
                "fma.llm-d.ai/v1alpha1", "InferenceServerConfig",
                "{modelServerConfig: {port: 8000, options: \"--model o/n  --served-model-name # --tokenizer t/t\"}}"),
            [
                "spec.modelServerConfig.options = o/n", "spec.modelServerConfig.options = t/t (tokenizer)",
            ]),
        ManifestCase(
            "Sedna", object("sedna.io/v1alpha1", "Model", "{url: \"s3://b/m.pb\"}"), ["spec.url = s3://b/m.pb"]),
        ManifestCase(
            "an evaluation of TrustyAI",
            evaluation("hf", "{name: pretrained, value: o/n}, {name: tokenizer, value: t/t}, {name: peft, value: p/p}"),
            [
                "spec.modelArgs[0].value = o/n", "spec.modelArgs[1].value = t/t (tokenizer)",
                "spec.modelArgs[2].value = p/p (adapter)",
            ]),
        ManifestCase(
            "an evaluation of another service",
            evaluation("local-completions", "{name: model, value: o/n}, {name: tokenizer, value: t/t}"),
            ["spec.modelArgs[1].value = t/t (tokenizer)"]),
        ManifestCase(
            "an evaluation of another service by its model's name on the hub",
            evaluation("local-completions", "{name: model, value: o/n}"),
            ["spec.modelArgs[0].value = o/n (tokenizer)"]),
        ManifestCase(
            "an evaluation of another service's chat",
            evaluation("local-chat-completions", "{name: model, value: o/n}, {name: tokenizer, value: t/t}"), []),
        ManifestCase(
            "RayCronJob",
            object(
                "ray.io/v1", "RayCronJob",
                "{schedule: \"0 0 * * *\", jobTemplate: {entrypoint: \"python -m vllm.entrypoints.openai.api_server --model o/n\"}}"
            ),
            ["spec.jobTemplate.entrypoint = o/n"]),
        ManifestCase(
            "the variable of TrainJob's initializer",
            object(
                "trainer.kubeflow.org/v1alpha1", "TrainJob",
                "{initializer: {model: {env: [{name: STORAGE_URI, value: \"hf://a/b\"}]}, dataset: {env: [{name: STORAGE_URI, value: \"hf://c/d\"}]}}}"
            ),
            ["spec.initializer.model.env[0].value = hf://a/b"]),
    ]

    @Test(
        "what pins one does, and what looks like it does not",
        arguments: [
            (
                endpoint("modelSourceType: huggingface, huggingFaceModel: {modelId: o/n, commitSHA: \(commit)}"),
                "pinned"
            ),
            (endpoint("modelSourceType: huggingface, huggingFaceModel: {modelId: o/n}"), "mutable"),
            (endpoint("modelSourceType: s3, s3Storage: {bucketName: b}, modelLocation: p/v1"), "versioned"),
            (endpoint("modelSourceType: s3, s3Storage: {bucketName: b}, modelLocation: p"), "mutable"),
            (jumpStart("m, modelVersion: 2.0.4"), "versioned"), (jumpStart("m, modelVersion: \"2.*\""), "mutable"),
            (jumpStart("m"), "mutable"),
            (evaluation("hf", "{name: pretrained, value: o/n}, {name: revision, value: \(commit)}"), "pinned"),
            (evaluation("hf", "{name: pretrained, value: o/n}, {name: revision, value: main}"), "mutable"),
            (
                object(
                    "airunway.ai/v1alpha1", "ModelDeployment",
                    "{model: {id: o/n}, engine: {type: vllm, args: {revision: \(commit)}}}"), "pinned"
            ),
            (
                object(
                    "fma.llm-d.ai/v1alpha1", "InferenceServerConfig",
                    "{modelServerConfig: {options: \"--model o/n --revision \(commit)\"}}"), "pinned"
            ),
            (
                object(
                    "inference.llmkube.dev/v1alpha1", "Model",
                    "{source: \"https://huggingface.co/o/n/resolve/\(commit)/m.gguf\"}"), "pinned"
            ),
            (
                object(
                    "inference.llmkube.dev/v1alpha1", "Model",
                    "{source: \"https://x.y/m.gguf\", sha256: \(String(repeating: "a", count: 64))}"), "mutable"
            ),
        ])
    func pinning(_ yaml: String, _ expected: String) throws {
        #expect(try Manifest(yaml).references.map(\.pinning.name) == [expected])
    }

    private static func endpoint(_ source: String, _ worker: String = "image: \"i:1\"", _ more: String = "") -> String {
        """
        apiVersion: inference.sagemaker.aws.amazon.com/v1
        kind: InferenceEndpointConfig
        metadata: {name: e}
        spec:
          modelSourceConfig: {\(source)}
          worker: {\(worker)}
          \(more)
        """
    }

    private static func jumpStart(_ model: String) -> String {
        object("inference.sagemaker.aws.amazon.com/v1", "JumpStartModel", "{model: {modelId: \(model)}}")
    }

    private static func evaluation(_ model: String, _ arguments: String) -> String {
        object("trustyai.opendatahub.io/v1alpha1", "LMEvalJob", "{model: \(model), modelArgs: [\(arguments)]}")
    }

    private static func object(_ apiVersion: String, _ kind: String, _ spec: String) -> String {
        "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: k}\nspec: \(spec)"
    }
}
