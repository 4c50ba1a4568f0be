import KubernetesModel
import ModelReferences
import Testing

@Suite("Programs that nobody knows are read by what they plainly say")
struct GenericProgramTests {
    private static let gpu = "resources: {limits: {nvidia.com/gpu: 1}}"

    @Test(
        "flags that only a loader has name a model",
        arguments: [
            "[python, serve.py, --model-id, o/n]", "[python, serve.py, --model_id=o/n]",
            "[/app/serve, --base-model, o/n]",
            "[python, serve.py, --model-path, o/n]", "[python, serve.py, --model-name-or-path=o/n]",
            "[python, serve.py, --pretrained_model_name_or_path, o/n]", "[sh, -c, 'python serve.py --model_id o/n']",
        ])
    func loaders(_ command: String) throws {
        #expect(try summary(workload(pod("image: corp/x:1\ncommand: \(command)")).references) == ["o/n mutable"])
    }

    @Test("its revision pins it")
    func revision() throws {
        let found = try workload(
            pod("image: corp/x:1\ncommand: [python, x.py, --model-id, o/n, --revision, \(commit)]"))
        #expect(summary(found.references) == ["o/n pinned"])
    }

    @Test(
        "clients, paths of the image, and names that a client's library reads are no references",
        arguments: [
            "[python, bench.py, --model-id, o/n]", "[python, x.py, --model-id, o/n, --base-url, 'http://vllm:8000']",
            "[python, x.py, --model-id, o/n, --endpoint=http://vllm:8000/v1]", "[litellm, --model, ollama/llama3]",
            "[python, x.py, --model-id, hosted_vllm/gemma]", "[python, x.py, --model-path, models/churn.pkl]",
            "[python, x.py, --model-path, models/churn]", "[python, x.py, --model, o/n]", "[gradio, --model-id, o/n]",
            "[python, x.py, --model-id, openai/gpt-4o]",
        ])
    func clients(_ command: String) throws {
        #expect(try summary(workload(pod("image: corp/x:1\ncommand: \(command)")).references) == [])
    }

    @Test(
        "--model and MODEL_ID count on a container that asks for an accelerator",
        arguments: [
            "nvidia.com/gpu", "nvidia.com/mig-1g.5gb", "amd.com/gpu", "google.com/tpu", "aws.amazon.com/neuron",
            "habana.ai/gaudi", "gpu.intel.com/i915", "huawei.com/Ascend910",
        ])
    func accelerator(_ resource: String) throws {
        let limits = "resources: {limits: {\(resource): 1}}"
        let flag = try workload(pod("image: corp/x:1\ncommand: [python, x.py, --model, o/n]\n\(limits)"))
        #expect(summary(flag.references) == ["o/n mutable"])
        let variable = try workload(pod("image: corp/x:1\nenv: [{name: MODEL_ID, value: o/n}]\n\(limits)"))
        #expect(summary(variable.references) == ["o/n mutable"])
    }

    @Test("without one MODEL_ID is a client's, and a provider's prefix is one anywhere")
    func variables() throws {
        func found(_ value: String, _ more: String) throws -> [String] {
            try summary(workload(pod("image: corp/x:1\nenv: [{name: MODEL_ID, value: \(value)}]\n\(more)")).references)
        }
        #expect(try found("o/n", "") == [])
        #expect(try found("hosted_vllm/x", Self.gpu) == [])
        #expect(try found("openai/whisper-large-v3", Self.gpu) == ["openai/whisper-large-v3 mutable"])
    }

    @Test("the entrypoint of a RayJob names its model, with and without a cluster of its own")
    func rayJob() throws {
        let head =
            "rayClusterSpec: {headGroupSpec: {template: {spec: {containers: [{name: h, image: rayproject/ray:2}]}}}}"
        for cluster in [head, "clusterSelector: {ray.io/cluster: c}"] {
            func found(_ entrypoint: String) throws -> [String] {
                try summary(
                    workload(
                        """
                        apiVersion: ray.io/v1
                        kind: RayJob
                        metadata: {name: j}
                        spec: {entrypoint: '\(entrypoint)', \(cluster)}
                        """
                    ).references)
            }
            #expect(try found("python x.py --model_id mistralai/Mistral-7B") == ["mistralai/Mistral-7B mutable"])
            #expect(try found("python x.py --epochs 3") == [])
        }
    }

    @Test(
        "an image volume is a model where its name, place or image says so",
        arguments: [
            ("files", "/models", "corp/churn:1", true), ("model", "/data", "corp/churn:1", true),
            ("files", "/data", "corp/churn-model:1", true), ("files", "/data", "corp/lora/x:1", true),
            ("files", "/data", "corp/site:1", false), ("remodeling", "/modeling", "corp/site:1", false),
        ])
    func imageVolumes(_ name: String, _ path: String, _ image: String, _ isModel: Bool) throws {
        let found = try workload(
            pod(
                "image: corp/x:1\nvolumeMounts: [{name: \(name), mountPath: \(path)}]",
                beside: "volumes: [{name: \(name), image: {reference: '\(image)'}}]"))
        #expect(summary(found.references) == (isModel ? ["\(image) (image) mutable"] : []))
    }

    @Test("an endpoint that the script itself sets is recorded with what it fetches")
    func scriptEndpoints() throws {
        func names(_ script: String) throws -> [[String]] {
            try workload(pod("image: vllm/vllm-openai:v1\ncommand: [sh, -c, '\(script)']"))
                .references.map { $0.endpointOverrides.map(\.name) }
        }
        #expect(try names("export HF_ENDPOINT=https://e.example; vllm serve o/n") == [["HF_ENDPOINT"]])
        #expect(try names("HF_ENDPOINT=https://e.example hf download o/n") == [["HF_ENDPOINT"]])
        #expect(try names("env HF_ENDPOINT=https://e.example vllm serve o/n") == [["HF_ENDPOINT"]])
        #expect(try names("export PORT=80; vllm serve o/n") == [[]])
    }

    @Test("archives by URL leave the store of TorchServe a work directory; archives by name are read from it")
    func torchServe() throws {
        func found(_ models: String) throws -> [String] {
            try summary(
                workload(
                    pod(
                        "image: pytorch/torchserve:1\nargs: [torchserve, --model-store, /tmp/store, --models, '\(models)']"
                    )
                ).references)
        }
        #expect(try found("d=https://h/v3/d.mar").count == 1)
        #expect(try found("d.mar") == ["pytorch/torchserve:1 (image) mutable"])
    }

    @Test("a container of an LLMInferenceService without an image is vLLM, whose tokenizer counts")
    func imagelessContainer() throws {
        func found(_ container: String) throws -> [String] {
            try summary(
                workload(
                    """
                    apiVersion: serving.kserve.io/v1alpha1
                    kind: LLMInferenceService
                    metadata: {name: l}
                    spec:
                      model: {uri: 'hf://o/n:\(commit)'}
                      template: {containers: [{name: main, \(container)}]}
                    """
                ).references)
        }
        let model = "hf://o/n:\(commit) pinned"
        #expect(try found("args: [--tokenizer, x/y]") == [model, "x/y (tokenizer) mutable"])
        #expect(
            try found("args: [--tokenizer, x/y, --tokenizer-revision, \(commit)]") == [model, "x/y (tokenizer) pinned"])
        #expect(try found("args: [--max-model-len, '4096']") == [model])
    }
}

@Suite("Images of downloaders run their own program")
struct EntrypointTests {
    @Test(
        "arguments alone are those of the image's program",
        arguments: [
            ("amazon/aws-cli:2", "[s3, cp, --recursive, 's3://b/llama/v3/', /models]", ["s3://b/llama/v3/ versioned"]),
            ("peakcom/s5cmd:v2", "[cp, 's3://b/llama/v3/*', /models/]", ["s3://b/llama/v3/* versioned"]),
            ("alpine/git", "[clone, 'https://huggingface.co/o/n', /models]", ["https://huggingface.co/o/n mutable"]),
            (
                "curlimages/curl:8", "[-Lo, /models/x.gguf, 'https://huggingface.co/o/n/resolve/\(commit)/x.gguf']",
                ["https://huggingface.co/o/n/resolve/\(commit)/x.gguf pinned"]
            ),
            ("curlimages/curl:8", "[-f, 'http://svc/health']", []),
            ("amazon/aws-cli:2", "[s3, sync, /out, 's3://b/models/']", []),
            ("curlimages/curl:8", "[sh, -c, 'echo models']", []),
        ])
    func entrypoints(_ image: String, _ args: String, _ expected: [String]) throws {
        #expect(try summary(workload(pod("image: \(image)\nargs: \(args)")).references) == expected)
    }

    @Test("arguments of a KServe block that name another model win over the URI; the served name does not")
    func kserveArguments() throws {
        func found(_ argument: String) throws -> [String] {
            try summary(
                workload(
                    """
                    apiVersion: serving.kserve.io/v1beta1
                    kind: InferenceService
                    metadata: {name: i}
                    spec: {predictor: {model: {modelFormat: {name: vLLM}, storageUri: 's3://b/m/v3/', args: ['\(argument)']}}}
                    """
                ).references)
        }
        #expect(try found("--model=evil/other") == ["s3://b/m/v3/ versioned", "evil/other mutable"])
        #expect(try found("--served-model-name=corp/fraud") == ["s3://b/m/v3/ versioned"])
    }

    @Test("an input artifact of a workflow is a model where it speaks of one")
    func argoArtifacts() throws {
        func found(_ artifact: String) throws -> [String] {
            try summary(
                workload(
                    """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Workflow
                    metadata: {name: w}
                    spec: {templates: [{name: t, inputs: {artifacts: [\(artifact)]}, container: {image: x}}]}
                    """
                ).references)
        }
        let store = "s3: {bucket: b, key: fraud/v1/model.pkl, endpoint: s3.amazonaws.com}"
        #expect(try found("{name: model, path: /m, \(store)}") == ["s3://b/fraud/v1/model.pkl versioned"])
        #expect(try found("{name: model, path: /m, s3: {key: fraud/model.pkl}}") == ["fraud/model.pkl unresolved"])
        #expect(try found("{name: data, path: /d, s3: {bucket: b, key: rows.csv}}") == [])
    }

    @Test("AIBrix claims and adapters name a repository of the hub")
    func aibrix() throws {
        for kind in ["ModelClaim", "ModelAdapter"] {
            let found = try workload(
                "apiVersion: model.aibrix.ai/v1alpha1\nkind: \(kind)\nmetadata: {name: a}\n"
                    + "spec: {artifactURL: 'huggingface://o/n'}"
            ).references
            #expect(found.map(\.pinning.name) == ["mutable"])
            #expect(found.first?.pinning.reason.contains("invalid") == false)
        }
    }

    @Test("a container that stands alone in a kind that nobody knows is read; a selector of that name is not")
    func singleContainer() throws {
        func found(_ container: String) throws -> [String] {
            try summary(
                workload("apiVersion: example.com/v1\nkind: Engine\nmetadata: {name: e}\nspec: {\(container)}")
                    .references)
        }
        let vllm = "{image: 'vllm/vllm-openai:v1', args: [--model, o/n]}"
        #expect(try found("mainContainer: \(vllm)") == ["o/n mutable"])
        #expect(try found("engine: {container: \(vllm)}") == ["o/n mutable"])
        #expect(try found("container: vllm") == [])
        #expect(try found("container: {name: vllm}") == [])
    }
}
