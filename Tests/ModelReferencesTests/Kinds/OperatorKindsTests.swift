import Testing

@testable import ModelReferences

@Suite("Kinds of other operators")
struct OperatorKindsTests {
    @Test("every place of a reference is read", arguments: places)
    func read(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    static let places = [
        ManifestCase(
            "KubeAI",
            kubeAI("url: \"hf://o/n\"\n  adapters: [{name: a, url: \"s3://b/a\"}]\n  args: [--tokenizer=t/t]"),
            ["spec.url = hf://o/n", "spec.adapters[0].url = s3://b/a (adapter)", "spec.args[0] = t/t (tokenizer)"]),
        ManifestCase(
            "OpenModel of a hub",
            object("llmaz.io/v1alpha1", "OpenModel", "{source: {modelHub: {modelID: o/n, filename: x.gguf}}}"),
            ["spec.source.modelHub.modelID = o/n"]),
        ManifestCase(
            "OpenModel of a URI", object("llmaz.io/v1alpha1", "OpenModel", "{source: {uri: \"ollama://llama3.3\"}}"),
            ["spec.source.uri = ollama://llama3.3"]),
        ManifestCase(
            "Playground", object("inference.llmaz.io/v1alpha1", "Playground", "{modelClaim: {modelName: opt}}"),
            ["spec.modelClaim.modelName = llmaz model opt"]),
        ManifestCase(
            "llmaz's Service",
            object(
                "inference.llmaz.io/v1alpha1", "Service", "{modelClaims: {models: [{name: a}, {name: b, role: draft}]}}"
            ),
            [
                "spec.modelClaims.models[0].name = llmaz model a",
                "spec.modelClaims.models[1].name = llmaz model b (draftModel)",
            ]),
        ManifestCase(
            "ClusterBaseModel of OME",
            object("ome.io/v1beta1", "ClusterBaseModel", "{storage: {storageUri: \"hf://o/n\"}}"),
            ["spec.storage.storageUri = hf://o/n"]),
        ManifestCase(
            "FineTunedWeight of OME",
            object("ome.io/v1beta1", "FineTunedWeight", "{storage: {storageUri: \"oci://n/x/b/y/o/z\"}}"),
            ["spec.storage.storageUri = oci://n/x/b/y/o/z (adapter)"]),
        ManifestCase(
            "InferenceService of OME",
            object(
                "ome.io/v1beta1", "InferenceService",
                "{model: {name: qwen, fineTunedWeights: [w]}, engine: {minReplicas: 1}}"),
            ["spec.model.name = ome model qwen", "spec.model.fineTunedWeights[0] = ome fine-tuned weight w (adapter)"]),
        ManifestCase(
            "runtime of OME",
            object(
                "ome.io/v1beta1", "ClusterServingRuntime",
                "{engineConfig: {runner: {name: r, image: \"vllm/vllm-openai:1\", args: [--model, $(MODEL_PATH)]}}}"),
            []),
        ManifestCase(
            "VLLMRuntime",
            object(
                "production-stack.vllm.ai/v1alpha1", "VLLMRuntime",
                "{model: {modelURL: o/n}, vllmConfig: {extraArgs: [--lora-modules, a=x/y, b=z/w]}}"),
            [
                "spec.model.modelURL = o/n", "spec.vllmConfig.extraArgs[1] = x/y (adapter)",
                "spec.vllmConfig.extraArgs[2] = z/w (adapter)",
            ]),
        ManifestCase(
            "RoleBasedGroup, whose roles patch a template",
            object(
                "workloads.x-k8s.io/v1alpha2", "RoleBasedGroup",
                """
                {roleTemplates: [{name: t, template: {spec: {containers: [{name: e, image: "vllm/vllm-openai:1"}]}}}],
                 roles: [{name: r, standalonePattern: {templateRef: {name: t, patch: {spec: {containers: [{name: e, args: [--model=o/n, --max-model-len=9]}]}}}}}]}
                """),
            ["spec.roles[0].standalonePattern.templateRef.patch.spec.containers[0].args[0] = o/n"]),
        ManifestCase(
            "RoleBasedGroup, whose template names a model",
            object(
                "workloads.x-k8s.io/v1alpha2", "RoleBasedGroup",
                "{roleTemplates: [{name: t, template: {spec: {containers: [{name: e, image: \"vllm/vllm-openai:1\", args: [--model=o/n]}]}}}]}"
            ),
            ["spec.roleTemplates[0].template.spec.containers[0].args[0] = o/n"]),
        ManifestCase(
            "ModelServer of OpenVINO",
            object(
                "intel.com/v1alpha1", "ModelServer",
                "{image_name: \"openvino/model_server:1\", models_settings: {model_path: \"gs://b/m/v1/\", config_path: \"\"}}"
            ),
            ["spec.models_settings.model_path = gs://b/m/v1/"]),
        ManifestCase(
            "ModelServer of OpenVINO with a configuration",
            object("intel.com/v1alpha1", "ModelServer", "{models_settings: {config_configmap_name: c}}"),
            ["spec.models_settings.config_configmap_name = c (config)"]),
        ManifestCase(
            "NemoCustomizer",
            """
            apiVersion: apps.nvidia.com/v1alpha1
            kind: NemoCustomizer
            spec:
              customizerConfig: |
                models: {a: {enabled: true, model_uri: "ngc://o/t/a:1.0"}, b: {enabled: false, model_uri: "ngc://o/t/b:1"}}
            """,
            ["spec.customizerConfig.models.a.model_uri = ngc://o/t/a:1.0"]),
        ManifestCase(
            "KFService",
            object(
                "serving.kubeflow.org/v1alpha1", "KFService",
                "{default: {tensorflow: {modelUri: \"gs://b/1\"}}, canary: {tensorflow: {modelUri: \"gs://b/2\"}}}"),
            ["spec.default.tensorflow.modelUri = gs://b/1", "spec.canary.tensorflow.modelUri = gs://b/2"]),
        ManifestCase(
            "ModelBooster",
            object(
                "workload.serving.volcano.sh/v1alpha1", "ModelBooster",
                "{backend: {modelURI: \"hf://o/n\", workers: [{type: server, image: \"r/e:1\", config: {tokenizer: t/t}}]}}"
            ),
            ["spec.backend.modelURI = hf://o/n", "spec.backend.workers[0].config.tokenizer = t/t (tokenizer)"]),
        ManifestCase(
            "ModelBooster of ModelScope",
            object("workload.serving.volcano.sh/v1alpha1", "ModelBooster", "{backend: {modelURI: \"ms://o/n\"}}"),
            ["spec.backend.modelURI = ms://o/n"]),
        ManifestCase(
            "DynamoModel of an adapter",
            object(
                "nvidia.com/v1alpha1", "DynamoModel",
                "{modelName: a, baseModelName: o/n, modelType: lora, loraPath: \"s3://b/a/\"}"),
            ["spec.loraPath = s3://b/a/ (adapter)"]),
        ManifestCase(
            "DynamoModel of a base model that runs elsewhere",
            object("nvidia.com/v1alpha1", "DynamoModel", "{modelName: o/n, baseModelName: o/n}"), []),
        ManifestCase(
            "a component of Dynamo whose arguments are a command",
            object(
                "nvidia.com/v1alpha1", "DynamoGraphDeployment",
                "{services: {F: {extraPodSpec: {mainContainer: {image: \"r/vllm-runtime:1\", args: [dynamo, serve, \"g:F\"]}}}}}"
            ),
            []),
        ManifestCase(
            "a frontend of Dynamo, which the operator starts",
            object(
                "nvidia.com/v1alpha1", "DynamoGraphDeployment",
                "{services: {Frontend: {extraPodSpec: {mainContainer: {image: \"r/vllm-runtime:1\"}}}}}"),
            []),
        ManifestCase(
            "LoraAdapter of a hub",
            object(
                "production-stack.vllm.ai/v1alpha1", "LoraAdapter",
                "{baseModel: served, adapterSource: {type: huggingface, repository: o/n, adapterName: a}}"),
            ["spec.adapterSource.repository = o/n (adapter)"]),
        ManifestCase(
            "LoraAdapter of a path",
            object(
                "production-stack.vllm.ai/v1alpha1", "LoraAdapter",
                "{baseModel: b, adapterSource: {type: local, adapterPath: /a/b}}"),
            ["spec.adapterSource.adapterPath = /a/b (adapter)"]),
        ManifestCase(
            "KAITO's inference is no part of a spec",
            """
            apiVersion: kaito.sh/v1beta1
            kind: Workspace
            inference:
              preset: {name: phi-4, presetOptions: {image: "r/p:1", modelWeightsPVC: c, modelWeightsSubPath: s}}
              adapters: [{source: {image: "r/a:1"}}, {source: {urls: ["https://h/a"]}}, {source: {volumeSource: {persistentVolumeClaim: {claimName: d}}}}]
            """,
            [
                "inference.preset.name = kaito preset phi-4", "inference.preset.presetOptions.image = r/p:1",
                "inference.preset.presetOptions.modelWeightsPVC = pvc://c/s",
                "inference.adapters[0].source.image = r/a:1 (adapter)",
                "inference.adapters[1].source.urls[0] = https://h/a (adapter)",
                "inference.adapters[2].source.volumeSource = pvc://d (adapter)",
            ]),
        ManifestCase(
            "KAITO's tuning reads a dataset and writes an image",
            "apiVersion: kaito.sh/v1beta1\nkind: Workspace\ntuning: {preset: {name: phi}, input: {urls: [\"https://h/d\"]}, output: {image: \"r/o:1\"}}",
            ["tuning.preset.name = kaito preset phi"]),
        ManifestCase(
            "InferenceSet", object("kaito.sh/v1alpha1", "InferenceSet", "{template: {inference: {preset: {name: x}}}}"),
            ["spec.template.inference.preset.name = kaito preset x"]),
        ManifestCase(
            "RAGEngine",
            object(
                "kaito.sh/v1alpha1", "RAGEngine",
                "{embedding: {local: {modelID: BAAI/bge}}, inferenceService: {url: \"http://x\"}}"),
            ["spec.embedding.local.modelID = BAAI/bge"]),
        ManifestCase(
            "a RAGEngine that asks another service",
            object("kaito.sh/v1alpha1", "RAGEngine", "{embedding: {remote: {url: \"http://x\"}}}"), []),
        ManifestCase(
            "NIMCache of a hub",
            object(
                "apps.nvidia.com/v1alpha1", "NIMCache",
                "{source: {hf: {endpoint: \"https://huggingface.co\", namespace: o, modelName: m, modelPuller: p}}}"),
            ["spec.source.hf.modelName = hf://o/m"]),
        ManifestCase(
            "NIMCache of a dataset",
            object("apps.nvidia.com/v1alpha1", "NIMCache", "{source: {hf: {namespace: o, datasetName: n}}}"), []),
        ManifestCase(
            "NIMCache of NGC",
            object("apps.nvidia.com/v1alpha1", "NIMCache", "{source: {ngc: {modelPuller: \"nvcr.io/nim/m:1\"}}}"),
            ["spec.source.ngc.modelPuller = nvcr.io/nim/m:1"]),
        ManifestCase(
            "NIMService",
            object(
                "apps.nvidia.com/v1alpha1", "NIMService",
                "{image: {repository: nvcr.io/nim/m, tag: \"1.12\"}, env: [{name: NIM_PEFT_SOURCE, value: /l}]}"),
            ["spec.image.tag = nvcr.io/nim/m:1.12", "spec.env[0].value = /l (adapter)"]),
        ManifestCase(
            "a NIMService that is told its model",
            object(
                "apps.nvidia.com/v1alpha1", "NIMService",
                "{image: {repository: nvcr.io/nim/nvidia/llm-nim, tag: \"1\"}, env: [{name: NIM_MODEL_NAME, value: \"hf://o/n\"}]}"
            ),
            ["spec.env[0].value = hf://o/n"]),
        ManifestCase(
            "NIMPipeline",
            object(
                "apps.nvidia.com/v1alpha1", "NIMPipeline",
                "{services: [{name: a, spec: {image: {repository: r/a, tag: \"1\"}}}]}"),
            ["spec.services[0].spec.image.tag = r/a:1"]),
        ManifestCase(
            "BentoDeployment of old",
            object("serving.yatai.ai/v1alpha2", "BentoDeployment", "{bento_tag: \"iris:abc\"}"),
            ["spec.bento_tag = iris:abc"]),
        ManifestCase(
            "BentoDeployment", object("serving.yatai.ai/v2alpha1", "BentoDeployment", "{bento: iris}"),
            ["spec.bento = bento iris"]),
        ManifestCase(
            "Bento",
            object(
                "resources.yatai.ai/v1alpha1", "Bento",
                "{tag: \"iris:abc\", runners: [{name: r, modelTags: [\"m:1\"]}], models: [{tag: \"n:2\"}]}"),
            ["spec.tag = iris:abc", "spec.runners[0].modelTags[0] = m:1", "spec.models[0].tag = n:2"]),
        ManifestCase(
            "InferenceModel",
            object(
                "inference.networking.x-k8s.io/v1alpha2", "InferenceModel",
                "{modelName: x, poolRef: {name: p}, targetModels: [{name: x-1, weight: 100}]}"), []),
        ManifestCase(
            "InferenceModel with a source",
            object(
                "inference.networking.x-k8s.io/v1alpha2", "InferenceModel",
                "{modelSource: {modelId: o/n, revision: main}}"),
            ["spec.modelSource.modelId = o/n@main"]),
        ManifestCase(
            "InferencePool",
            object("inference.networking.k8s.io/v1", "InferencePool", "{selector: {matchLabels: {app: v}}}"), []),
        ManifestCase(
            "the Ollama operator", object("ollama.ayaka.io/v1", "Model", "{image: phi}"), ["spec.image = phi"]),
        ManifestCase(
            "TrainJob",
            object(
                "trainer.kubeflow.org/v1alpha1", "TrainJob",
                "{initializer: {model: {storageUri: \"hf://o/n\"}, dataset: {storageUri: \"hf://d/d\"}}}"),
            ["spec.initializer.model.storageUri = hf://o/n"]),
        ManifestCase(
            "a Fluid dataset of models",
            object("data.fluid.io/v1alpha1", "Dataset", "{mounts: [{mountPoint: \"s3://b/models/llama/\"}]}"),
            ["spec.mounts[0].mountPoint = s3://b/models/llama/ (cache)"]),
        ManifestCase(
            "a Fluid dataset of tables",
            object("data.fluid.io/v1alpha1", "Dataset", "{mounts: [{mountPoint: \"s3://b/spark/\"}]}"), []),
        ManifestCase(
            "the Service of Kubernetes", object("v1", "Service", "{selector: {app: model}, ports: [{port: 80}]}"), []),
    ]

    @Test(
        "a pin that stands in another field holds",
        arguments: [
            kubeAI("url: \"hf://o/n\"\n  args: [\"--revision=\(fortyHex)\"]"),
            object("llmaz.io/v1alpha1", "OpenModel", "{source: {modelHub: {modelID: o/n, revision: \"\(fortyHex)\"}}}"),
            object(
                "production-stack.vllm.ai/v1alpha1", "VLLMRuntime",
                "{model: {modelURL: o/n}, vllmConfig: {extraArgs: [--revision, \"\(fortyHex)\"]}}"),
            object(
                "apps.nvidia.com/v1alpha1", "NIMCache",
                "{source: {hf: {namespace: o, modelName: m, revision: \"\(fortyHex)\"}}}"),
        ])
    func pinned(_ yaml: String) throws {
        #expect(try Manifest(yaml).references.map(\.pinning.name) == ["pinned"])
        let moving = yaml.replacing(fortyHex, with: "main")
        #expect(try Manifest(moving).references.map(\.pinning.name) == ["mutable"])
    }

    @Test("the operator joins repository and tag by a colon, so that a digest counts behind the tag alone")
    func imageDigest() throws {
        let digest = "sha256:" + String(repeating: "ab", count: 32)
        let service = object(
            "apps.nvidia.com/v1alpha1", "NIMService", "{image: {repository: nvcr.io/nim/m, tag: \"1.0@\(digest)\"}}")
        #expect(try Manifest(service).references.map(\.value) == ["nvcr.io/nim/m:1.0@\(digest)"])
        #expect(try Manifest(service).references.map(\.pinning.name) == ["pinned"])
        for tag in ["1.0", digest, "1.0\", digest: \"\(digest)"] {
            let other = service.replacing("1.0@\(digest)", with: tag)
            #expect(try Manifest(other).references.map(\.pinning.name) == ["mutable"])
        }
    }

    @Test("patches of the pod template leave nothing proven")
    func jsonPatches() throws {
        let yaml = kubeAI(
            "url: \"hf://o/n\"\n  args: [\"--revision=\(fortyHex)\"]\n  jsonPatches: [{op: remove, path: /spec/containers/0/args}]"
        )
        #expect(try Manifest(yaml).references.map(\.pinning.name) == ["unresolved"])
    }

    @Test(
        "a name of another object cannot be proven here",
        arguments: [
            object("inference.llmaz.io/v1alpha1", "Playground", "{modelClaim: {modelName: opt}}"),
            object("ome.io/v1beta1", "InferenceService", "{model: {name: qwen}}"),
            object("serving.yatai.ai/v2alpha1", "BentoDeployment", "{bento: iris}"),
        ])
    func otherObjects(_ yaml: String) throws {
        #expect(try Manifest(yaml).references.map(\.pinning.name) == ["unresolved"])
    }

    @Test("an endpoint of one's own is noted; Hugging Face's is not")
    func endpoints() throws {
        let own = object(
            "apps.nvidia.com/v1alpha1", "NIMCache",
            "{source: {hf: {endpoint: \"https://evil.example\", namespace: o, modelName: m}}}")
        #expect(try Manifest(own).references.flatMap(\.endpointOverrides).map(\.value) == ["https://evil.example"])
        let usual = own.replacing("https://evil.example", with: "https://huggingface.co")
        #expect(try Manifest(usual).references.flatMap(\.endpointOverrides).isEmpty)
    }
}

private let fortyHex = String(repeating: "a1", count: 20)

private func object(_ apiVersion: String, _ kind: String, _ spec: String) -> String {
    "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: n}\nspec: \(spec)"
}

private func kubeAI(_ spec: String) -> String {
    "apiVersion: kubeai.org/v1\nkind: Model\nmetadata: {name: n}\nspec:\n  engine: VLLM\n  \(spec)"
}
