import KubernetesModel
import ModelReferences
import Testing

/// One container and what it loads.
struct ServerCase: Sendable, CustomTestStringConvertible {
    var container: String
    var expected: [String]
    var testDescription: String { container }

    /// Cases with an empty line between them: the container's lines, then `=>` and each reference, or `nothing`.
    static func table(_ text: String) -> [ServerCase] {
        text.split(separator: "\n\n").map { block in
            let lines = block.split(separator: "\n").filter { !$0.hasPrefix("#") }
            let expected = lines.filter { $0.hasPrefix("=> ") }.map { String($0.dropFirst(3)) }
            return ServerCase(
                container: lines.filter { !$0.hasPrefix("=> ") }.joined(separator: "\n"),
                expected: expected == ["nothing"] ? [] : expected)
        }
    }
}

@Suite("Servers are read by their own options")
struct ServerTests {
    @Test("vLLM", arguments: vllm + vllmCompanions)
    func readsVLLM(_ example: ServerCase) throws { try check(example) }

    @Test("TGI and TEI", arguments: inference)
    func readsInference(_ example: ServerCase) throws { try check(example) }

    @Test("SGLang, llama.cpp, TensorRT-LLM, LMDeploy", arguments: others)
    func readsOthers(_ example: ServerCase) throws { try check(example) }

    @Test("Triton, TorchServe, TensorFlow Serving, MLServer, MLflow", arguments: classic)
    func readsClassic(_ example: ServerCase) throws { try check(example) }

    @Test("JetStream, NIM, KServe's servers, scripts on transformers", arguments: special)
    func readsSpecial(_ example: ServerCase) throws { try check(example) }

    @Test("clients, routers and ordinary programs have no reference", arguments: none)
    func readsNothing(_ example: ServerCase) throws { try check(example) }

    private func check(_ example: ServerCase) throws {
        let found = try workload(pod(example.container)).references
        #expect(summary(found) == example.expected)
    }
}

private let vllm = ServerCase.table(
    """
    image: vllm/vllm-openai:v1
    args: [--model, o/n]
    => o/n mutable

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision=\(commit)]
    => o/n pinned

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision, main]
    => o/n mutable

    image: x
    command: [vllm, serve, o/n, --revision, \(commit)]
    => o/n pinned

    image: x
    command: [/usr/bin/vllm, serve]
    args: [--port, '80', o/n]
    => o/n mutable

    image: x
    command: [vllm, serve, --enable-lora, o/n]
    => o/n mutable

    image: x
    command: [python3, -m, vllm.entrypoints.openai.api_server, --model, o/n]
    => o/n mutable

    image: x
    command: [python3, -u, -m, vllm.entrypoints.api_server, '--model=o/n']
    => o/n mutable

    image: x
    command: [vllm, serve]
    => facebook/opt-125m mutable

    image: vllm/vllm-openai:v1
    => facebook/opt-125m mutable

    image: registry.corp:5000/mirror/vllm-openai:v1
    args: [--model, o/n]
    => o/n mutable

    image: x
    args: [vllm, serve, o/n]
    => o/n mutable

    image: x
    command: [sh, -c]
    args: ['exec vllm serve o/n --revision \(commit)']
    => o/n pinned

    image: x
    command: [sh, -c, 'python3 -m vllm.entrypoints.openai.api_server --model $MODEL']
    env: [{name: MODEL, value: o/n}]
    => o/n mutable

    image: vllm/vllm-openai:v1
    args: ['--model=$(M)']
    env: [{name: M, value: o/n}]
    => o/n mutable

    image: vllm/vllm-openai:v1
    args: ['--model=$(M)']
    env: [{name: M, valueFrom: {secretKeyRef: {name: s, key: k}}}]
    => $(M) unresolved

    image: vllm/vllm-openai:v1
    args: ['--model=$(M)']
    => $(M) unresolved

    # The last of several counts for the program; every model is judged.
    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision=\(commit), --revision=main]
    => o/n mutable

    # argparse takes the beginning of a flag.
    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision=\(commit), --rev, main]
    => o/n mutable

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision=\(commit), --served-model-name, x/y]
    => o/n pinned

    image: vllm/vllm-openai:v1
    args: [--model=o/n]
    env: [{name: VLLM_USE_MODELSCOPE, value: 'true'}]
    => o/n mutable

    image: vllm/vllm-openai:v1
    args: [--config, /etc/options.yaml]
    => /etc/options.yaml (config) unresolved
    """)

private let vllmCompanions = ServerCase.table(
    """
    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision=\(commit), --tokenizer=x/y]
    => o/n pinned
    => x/y (tokenizer) mutable

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision=\(commit), --tokenizer=x/y, --tokenizer-revision=\(commit)]
    => o/n pinned
    => x/y (tokenizer) pinned

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision=\(commit), --tokenizer=o/n]
    => o/n pinned

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision=\(commit), --tokenizer_revision=main]
    => o/n pinned
    => o/n (tokenizer) mutable

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision=\(commit), --trust-remote-code]
    => o/n pinned
    => o/n (code) mutable

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --revision=\(commit), --trust_remote_code, --code_revision=\(commit)]
    => o/n pinned
    => o/n (code) pinned

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --lora-modules, a=x/a, b=x/b, --port, '80']
    => o/n mutable
    => x/a (adapter) mutable
    => x/b (adapter) mutable

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --lora-modules, '{"name": "a", "path": "x/a"}']
    => o/n mutable
    => x/a (adapter) mutable

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --speculative-model, x/draft]
    => o/n mutable
    => x/draft (draftModel) mutable

    image: vllm/vllm-openai:v1
    args: [--model=o/n, --speculative-model, '[ngram]']
    => o/n mutable

    image: vllm/vllm-openai:v1
    args: [--model=o/n, '--speculative-config={"model": "x/draft", "revision": "\(commit)"}']
    => o/n mutable
    => x/draft (draftModel) pinned

    image: vllm/vllm-openai:v1
    args: [--model=o/n, '--speculative-config={"method": "ngram"}']
    => o/n mutable

    image: vllm/vllm-openai:v1
    args: [--model=o/n, '--speculative-config={oops']
    => o/n mutable
    => {oops (draftModel) unresolved
    """)

private let inference = ServerCase.table(
    """
    image: ghcr.io/huggingface/text-generation-inference:3
    env: [{name: MODEL_ID, value: o/n}]
    => o/n mutable

    image: ghcr.io/huggingface/text-generation-inference:3
    env: [{name: MODEL_ID, value: o/n}, {name: REVISION, value: \(commit)}]
    => o/n pinned

    image: ghcr.io/huggingface/text-generation-inference:3
    args: [--model-id, o/n, --revision, \(commit)]
    => o/n pinned

    image: ghcr.io/huggingface/text-generation-inference:3
    args: [--model-id, o/n]
    env: [{name: LORA_ADAPTERS, value: 'a/b,c=d/e@\(commit)'}]
    => o/n mutable
    => a/b (adapter) mutable
    => d/e (adapter) pinned

    image: ghcr.io/huggingface/text-generation-inference:3
    => bigscience/bloom-560m mutable

    image: x
    command: [text-generation-launcher, --model-id, o/n]
    => o/n mutable

    image: ghcr.io/huggingface/text-embeddings-inference:1
    args: [--model-id, o/n, --revision, \(commit)]
    => o/n pinned

    image: corp/tei:1
    env: [{name: MODEL_ID, value: o/n}]
    => o/n mutable

    image: us-docker.pkg.dev/x/gcr.io/huggingface-text-generation-inference-cu124.2-3.ubuntu2204.py311
    env: [{name: MODEL_ID, value: o/n}]
    => o/n mutable
    """)

private let others = ServerCase.table(
    """
    image: lmsysorg/sglang:v1
    command: [python3, -m, sglang.launch_server, --model-path, o/n]
    => o/n mutable

    image: lmsysorg/sglang:v1
    command: [python3, -m, sglang.launch_server, --model-path, o/n, --revision, \(commit), --lora-paths, a=x/a, x/b]
    => o/n pinned
    => x/a (adapter) mutable
    => x/b (adapter) mutable

    image: lmsysorg/sglang:v1
    args: [python3, -m, sglang.launch_server, --model, o/n, --speculative-draft-model-path, x/d]
    => o/n mutable
    => x/d (draftModel) mutable

    image: ghcr.io/ggml-org/llama.cpp:server
    args: [-hf, o/n-GGUF:Q4_K_M]
    => o/n-GGUF:Q4_K_M mutable

    image: ghcr.io/ggml-org/llama.cpp:server
    args: [--model-url, 'https://h/m.gguf', -m, /tmp/m.gguf]
    => ghcr.io/ggml-org/llama.cpp:server (image) mutable
    => https://h/m.gguf mutable

    image: ghcr.io/ggml-org/llama.cpp:server
    env: [{name: LLAMA_ARG_HF_REPO, value: o/n}]
    => o/n mutable

    image: x
    command: [trtllm-serve, o/n, --tokenizer, x/y]
    => o/n mutable
    => x/y (tokenizer) mutable

    image: x
    command: [lmdeploy, serve, api_server, o/n, --revision, \(commit)]
    => o/n pinned

    image: ollama/ollama:0.5
    => ollama/ollama:0.5 mutable
    """)

private let classic = ServerCase.table(
    """
    image: nvcr.io/nvidia/tritonserver:24.01-py3
    args: [tritonserver, '--model-repository=s3://b/repo', --model-control-mode=explicit]
    => s3://b/repo mutable
    => --model-control-mode=explicit (adapter) mutable

    image: nvcr.io/nvidia/tritonserver:24.01-py3
    args: [tritonserver, '--model-repository=gs://b/repo/v3/', --model-control-mode=none]
    => gs://b/repo/v3/ versioned

    image: pytorch/torchserve:1
    args: [torchserve, --start, --model-store, /models, --models, m=https://h/m/v2/m.mar]
    volumeMounts: [{name: v, mountPath: /models}]
    => /models mutable
    => https://h/m/v2/m.mar versioned

    image: tensorflow/serving:2
    args: ['--model_base_path=gs://b/m/3']
    => gs://b/m/3 mutable

    image: tensorflow/serving:2
    env: [{name: MODEL_BASE_PATH, value: 's3://b/models'}, {name: MODEL_NAME, value: m}]
    => s3://b/models/m mutable

    image: seldonio/mlserver:1
    env: [{name: MLSERVER_MODEL_URI, value: 'models:/m/Production'}]
    => models:/m/Production mutable

    image: seldonio/mlserver:1
    env: [{name: MLSERVER_MODEL_PARAMETERS, value: '{"uri": "models:/m/3"}'}]
    => models:/m/3 versioned

    image: x
    command: [mlflow, models, serve, -m, 'models:/m@champion']
    => models:/m@champion mutable

    image: x
    command: [mlflow, models, serve, -m, 'models:/m/3', -p, '80']
    => models:/m/3 versioned
    """)

private let special = ServerCase.table(
    """
    image: x/jetstream-pytorch-server:1
    args: [--model_id=o/n]
    => o/n mutable

    image: x/maxtext-server:1
    args: [MaxText/configs/base.yml, load_parameters_path=gs://b/ckpt/0/items, tokenizer_path=assets/tokenizer.gemma]
    => gs://b/ckpt/0/items mutable

    image: nvcr.io/nim/meta/llama3:1.0
    => nvcr.io/nim/meta/llama3:1.0 (image) mutable

    image: nvcr.io/nim/meta/llama3@\(imageDigest)
    => nvcr.io/nim/meta/llama3@\(imageDigest) (image) pinned

    image: nvcr.io/nim/nvidia/llm-nim:1
    env: [{name: NIM_MODEL_NAME, value: 'hf://o/n'}]
    => hf://o/n mutable

    image: kserve/huggingfaceserver:v1
    args: [--model_id=o/n, --model_revision=\(commit)]
    => o/n pinned

    image: kserve/huggingfaceserver:v1
    args: [--model_name=x, --model_id, o/n]
    => o/n mutable

    image: seldonio/alibi-detect-server:1
    args: [--model_name, x, --storage_uri, 'gs://b/od/v1']
    => gs://b/od/v1 versioned

    image: x
    command: [/bin/sh, -c, 'accelerate launch t.py --pretrained_model_name_or_path o/n']
    => o/n mutable

    image: corp/llm:1
    args: [--model, o/n]
    resources: {limits: {nvidia.com/gpu: 1}}
    => o/n mutable

    image: corp/train:1
    env: [{name: MODEL_NAME, value: o/n}, {name: NEW_MODEL, value: o/m}]
    resources: {limits: {nvidia.com/gpu: 1}}
    => o/n mutable

    image: corp/app:1
    env: [{name: MODEL_URI, value: 's3://b/model/v3/'}]
    => s3://b/model/v3/ versioned

    image: corp/app:1
    args: ['--model-uri=s3://b/model/']
    => s3://b/model/ mutable

    image: corp/models/t5:1
    => corp/models/t5:1 (image) mutable

    image: corp/models/t5@\(imageDigest)
    => corp/models/t5@\(imageDigest) (image) pinned

    image: x
    env: [{name: STORAGE_URI, value: 'gs://b/m/v1'}]
    => gs://b/m/v1 versioned
    """)

private let none = ServerCase.table(
    """
    image: nginx:1
    => nothing

    image: gradio-app:1
    env: [{name: MODEL_ID, value: gemma}]
    => nothing

    image: agent:1
    env: [{name: MODEL_NAME, value: hosted_vllm/meta-llama/Llama-3.1-8B-Instruct}]
    => nothing

    image: agent:1
    env: [{name: MODEL_NAME, value: meta-llama/Llama-3.1-8B-Instruct}]
    => nothing

    image: lmcache/lmstack-router:1
    args: [--static-models, a/b, --prefill-model-labels, prefill]
    => nothing

    image: vllm/vllm-router:1
    args: [--model, o/n]
    => nothing

    image: x
    command: [vllm, bench, serve, --model, o/n]
    => nothing

    image: x
    command: [python, -m, vllm_router.app, --prefill-model-labels=prefill]
    => nothing

    image: ghcr.io/mlflow/mlflow:v3
    command: [mlflow, server, --default-artifact-root, 's3://b/art']
    => nothing

    image: postgres:16
    args: [-c, max_connections=200]
    => nothing

    image: backup:1
    env: [{name: BACKUP_URL, value: 's3://backups/db'}]
    => nothing

    image: nats:2
    args: [--jetstream, --store_dir, /data]
    => nothing

    image: x
    command: [python, manage.py, runserver]
    env: [{name: DJANGO_MODEL, value: a/b}]
    => nothing
    """)
