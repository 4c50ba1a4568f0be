import KubernetesModel
import ModelReferences
import Testing

@Suite("Servers that are less common are read by their own options too")
struct MoreServersTests {
    @Test("the model, its revision, and what belongs to it", arguments: cases)
    func reads(_ example: ServerCase) throws {
        let found = try workload(pod(example.container)).references
        #expect(summary(found) == example.expected)
    }

    @Test("what serves nothing has no reference", arguments: idle)
    func readsNothing(_ example: ServerCase) throws {
        let found = try workload(pod(example.container)).references
        #expect(summary(found) == example.expected)
    }
}

private let cases = ServerCase.table(
    """
    image: michaelf34/infinity:0.0.70
    args: [v2, --model-id, o/n, --revision, \(commit), --port, '7997']
    => o/n pinned

    image: michaelf34/infinity:0.0.70
    args: [v2, --model-id, o/n, --port, '7997']
    => o/n mutable

    image: michaelf34/infinity:0.0.70
    args: [v2, --model-id, o/n, --revision, main, --model-id, x/y, --revision, \(commit)]
    => o/n mutable
    => x/y pinned

    image: michaelf34/infinity:0.0.70
    args: [v2, --model-id, o/n, --model-id, x/y, --revision, \(commit)]
    => o/n mutable
    => x/y mutable

    image: michaelf34/infinity:0.0.70
    args: [v2]
    env: [{name: INFINITY_MODEL_ID, value: o/n;x/y}, {name: INFINITY_REVISION, value: \(commit);\(commit)}]
    => o/n pinned
    => x/y pinned

    image: corp/x:1
    command: [aphrodite, run, o/n, --revision, \(commit)]
    => o/n pinned

    image: corp/x:1
    command: [python3, -m, aphrodite.endpoints.openai.api_server, --model, o/n]
    => o/n mutable

    image: corp/x:1
    command: [python3.9, -m, fastchat.serve.model_worker, --model-path, o/n, --worker-address, 'http://w:21002']
    => o/n mutable

    image: corp/x:1
    command: [python3.9, -m, fastchat.serve.vllm_worker, --model-path, o/n, --revision, \(commit)]
    => o/n pinned

    image: fedirz/faster-whisper-server:latest-cuda
    env: [{name: WHISPER__MODEL, value: Systran/faster-whisper-large-v3}]
    => Systran/faster-whisper-large-v3 mutable

    image: openvino/model_server:latest
    args: [--model_path, 's3://b/resnet/', --model_name, resnet, --port, '9000']
    => s3://b/resnet/ mutable

    image: openvino/model_server:latest
    args: [--source_model, OpenVINO/Qwen3-8B-int4-ov, --model_repository_path, /models, --task, text_generation]
    => OpenVINO/Qwen3-8B-int4-ov mutable

    image: docker.modular.com/modular/max-nvidia-full:latest
    args: [--model-path, o/n]
    => o/n mutable

    image: corp/x:1
    command: [max, serve, --model, o/n, --huggingface-model-revision, \(commit)]
    => o/n pinned

    image: localai/localai:latest-cpu
    args: [phi-2]
    => phi-2 mutable

    image: localai/localai:latest-cpu
    env: [{name: MODELS, value: 'phi-2,ollama://gemma:2b'}]
    => phi-2 mutable
    => ollama://gemma:2b mutable

    image: koboldai/koboldcpp:1
    command: [python3, koboldcpp.py, --model, 'https://huggingface.co/o/n/resolve/\(commit)/m.gguf']
    => https://huggingface.co/o/n/resolve/\(commit)/m.gguf pinned

    image: ghcr.io/ericlbuehler/mistral.rs:cuda
    args: [--port, '1234', plain, -m, o/n]
    => o/n mutable

    image: corp/x:1
    command: [openllm, serve, 'llama3.2:1b']
    => llama3.2:1b mutable

    image: deepjavalibrary/djl-serving:0.30.0-lmi
    env: [{name: HF_MODEL_ID, value: o/n}]
    => o/n mutable

    image: deepjavalibrary/djl-serving:0.30.0-lmi
    env: [{name: HF_MODEL_ID, value: o/n}, {name: HF_REVISION, value: \(commit)}]
    => o/n pinned

    image: 763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2
    env: [{name: HF_MODEL_ID, value: o/n}]
    => o/n mutable

    image: nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.5
    command: [python3, -m, dynamo.vllm, --model, o/n, --is-prefill-worker]
    => o/n mutable

    image: nvcr.io/nvidia/ai-dynamo/sglang-runtime:0.5
    command: [python3, -m, dynamo.sglang, --model-path, o/n, --revision, \(commit)]
    => o/n pinned

    image: nvcr.io/nvidia/ai-dynamo/tensorrtllm-runtime:0.5
    command: [python3, -m, dynamo.trtllm, --model-path, o/n]
    => o/n mutable

    image: aibrix/runtime:v0.8
    command: [aibrix_download]
    args: [--model-uri, o/n, --local-dir, /models/n]
    => o/n mutable

    image: corp/x:1
    resources: {limits: {nvidia.com/gpu: 1}}
    env: [{name: MODEL_ID, value: $MODEL_ID}]
    => $MODEL_ID unresolved
    """)

private let idle = ServerCase.table(
    """
    image: nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.5
    command: [python3, -m, dynamo.frontend, --http-port, '8000']
    => nothing

    image: corp/x:1
    command: [python3, -m, fastchat.serve.controller, --host, 0.0.0.0]
    => nothing

    image: corp/x:1
    command: [python3, -m, fastchat.serve.openai_api_server, --controller-address, 'http://c:21001']
    => nothing

    image: corp/maxmind:1
    args: [serve]
    => nothing

    image: corp/x:1
    command: [ovms-operator, --leader-elect]
    => nothing

    image: corp/x:1
    env: [{name: MODEL_ID, value: $MODEL_ID}]
    => nothing
    """)
