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

    image: corp/x:1
    command: [aphrodite, run, o/n, --revision, \(commit), --allow-inline-model-loading]
    => o/n pinned
    => --allow-inline-model-loading (adapter) mutable

    image: koboldai/koboldcpp:1
    command: [koboldcpp, 'https://huggingface.co/o/n/resolve/\(commit)/m.gguf', --usecublas, normal, '0']
    => https://huggingface.co/o/n/resolve/\(commit)/m.gguf pinned

    image: koboldai/koboldcpp:1
    command: [koboldcpp, --sdmodel, 'https://huggingface.co/o/n/resolve/main/m.safetensors']
    => https://huggingface.co/o/n/resolve/main/m.safetensors mutable

    image: ghcr.io/ericlbuehler/mistral.rs:cuda
    args: [serve, -m, o/n, -a, llama, --lora, o/a]
    => o/n mutable
    => o/a (adapter) mutable

    image: ghcr.io/ericlbuehler/mistral.rs:cuda
    args: [from-config, -f, /etc/models.toml]
    => /etc/models.toml (config) unresolved

    image: xprobe/xinference:1
    command: [xinference, launch, -n, qwen2.5-instruct, --lora-modules, a, o/a]
    => qwen2.5-instruct mutable
    => o/a (adapter) mutable

    image: corp/x:1
    command: [xinference, launch, --model-name, custom, --model-path, 's3://b/m/v1/']
    => s3://b/m/v1/ versioned

    image: registry.corp/havenask/rtp_llm:0.1.12
    command: [sh, -c, 'MODEL_TYPE=qwen_2 CHECKPOINT_PATH=s3://b/q/v2/ TOKENIZER_PATH=s3://b/q/v2/ python3 -m maga_transformer.start_server']
    => s3://b/q/v2/ versioned

    image: registry.corp/rtp-llm:1
    command: [python3, -m, rtp_llm.start_server, --checkpoint_path, 's3://b/q/', --lora_info, '{"a": "s3://b/a/v1/"}']
    => s3://b/q/ mutable
    => s3://b/a/v1/ (adapter) versioned

    image: quay.io/corp/deepsparse-openai:0.2
    args: [--task, text_generation, --model_path, 'hf:o/n']
    => hf:o/n mutable

    image: opea/whisper:latest
    env: [{name: ASR_MODEL_PATH, value: openai/whisper-small}]
    => openai/whisper-small mutable

    image: volcanosh/downloader:latest
    args: [--source, o/n, --output-dir, /cache]
    => o/n mutable

    image: ghcr.io/volcano-sh/downloader:latest
    args: [--source, 'hf://o/n', --output-dir, /cache, --config, '{"hf_revision": "\(commit)"}']
    => hf://o/n pinned

    image: us-docker.pkg.dev/cloud-tpu-images/inference/inference-checkpoint:v0.2.0
    args: [-b=bucket, -m=google/gemma/maxtext/7b-it/2]
    => google/gemma/maxtext/7b-it/2 versioned

    image: us-docker.pkg.dev/cloud-tpu-images/inference/inference-checkpoint:v0.2.0
    args: [-b=bucket, -m=google/gemma/maxtext/7b-it]
    => google/gemma/maxtext/7b-it mutable

    image: us-docker.pkg.dev/cloud-tpu-images/inference/inference-checkpoint:v0.2.5
    args: ['--model_path=Llama3.1-405B-Instruct:bf16-mp16', '--output_directory=gs://b/out']
    => Llama3.1-405B-Instruct:bf16-mp16 mutable

    image: seldonio/alibi-detect-server:1.15.0
    args: [--model_name, od, --storage_uri, 's3:outlier-detector/cifar10', OutlierDetector]
    => s3:outlier-detector/cifar10 mutable

    image: seldonio/alibi-detect-server:1.15.0
    args: [--model_name, od, --storage_uri, 's3://b/od/v1/', OutlierDetector]
    => s3://b/od/v1/ versioned

    image: ${VLLM_IMAGE}
    args: ['--port=8200', '--model=${MODEL_NAME}']
    => ${MODEL_NAME} unresolved

    image: kserve/storage-initializer:latest
    command: [python3, -c, 'snapshot_download("o/n", local_dir="/shared/n")']
    => o/n mutable

    image: corp/tensorrt-llm:1
    command: [bash, -c, 'trtllm-serve serve o/n --port 8000']
    => o/n mutable

    image: corp/serializer:1
    command: [python3, /app/serialize.py, --hf-model-id=distilgpt2]
    => distilgpt2 mutable

    args: [-b=$BUCKET, -m=google/gemma/maxtext/7b-it/2]
    => google/gemma/maxtext/7b-it/2 versioned

    image: corp.azurecr.io/falcon-7b:1
    command: [sh, -c, 'python3 /workspace/vllm/inference_api.py --served-model-name test']
    => corp.azurecr.io/falcon-7b:1 (image) mutable

    image: corp/x:1
    command: [/run.sh]
    resources: {limits: {aws.amazon.com/neuron: 16}}
    env: [{name: MODEL, value: /mnt/checkpoints/llama}]
    volumeMounts: [{name: v, mountPath: /mnt}]
    => /mnt/checkpoints/llama mutable

    image: corp/engine:1
    args: [o/n, --tensor-parallel-size, '2', --revision, \(commit)]
    => o/n pinned

    args: ['--model-id=$(MODEL_ID)']
    => $(MODEL_ID) unresolved

    env: [{name: MODEL_ID, value: o/n}]
    => o/n mutable
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

    image: quay.io/corp/gradio-rag-vllm-pgvector:2
    env: [{name: MODEL_NAME, value: o/n}]
    => nothing

    image: aibrix/vllm-mock:nightly
    command: [python, app.py]
    => nothing

    image: ghcr.io/kubeflow/trainer/dataset-initializer
    env: [{name: STORAGE_URI, value: 'hf://o/data'}]
    => nothing

    image: corp/downloader:1
    args: [--source, /in, --output-dir, /out]
    => nothing

    image: corp/dcgm-exporter:3
    command: [bash, -c, 'hostname $NODE_NAME; dcgm-exporter --collectors /etc/default.csv']
    env: [{name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]
    => nothing

    image: pytorch/torchserve:latest-cpu
    => nothing

    image: corp/x:1
    command: [tool, -m=a/b/c/d/2.tar, --hf-model-id=weights.bin]
    => nothing

    image: vllm/vllm-openai:v0.10
    command: [sleep, infinity]
    => nothing

    image: corp/x:1
    command: [/train.sh]
    resources: {limits: {aws.amazon.com/neuron: 16}}
    env: [{name: MODEL_DIR, value: /mnt/output}]
    volumeMounts: [{name: v, mountPath: /mnt}]
    => nothing

    image: corp/x:1
    command: [/run.sh]
    env: [{name: MODEL_PATH, value: /mnt/checkpoints/llama}]
    volumeMounts: [{name: v, mountPath: /mnt}]
    => nothing

    image: seldonio/rclone-storage-initializer:1.9.1
    command: [/bin/sh, -c, --, sleep 3600]
    => nothing
    """)
