import KubernetesModel
import ModelReferences
import Testing

@Suite("Servers with few options")
struct SmallServersTests {
    @Test("what they load is found, and pinned where they read a commit", arguments: found)
    func reads(_ example: ServerCase) throws {
        #expect(try summary(workload(pod(example.container)).references) == example.expected)
    }

    @Test("others of these names load nothing", arguments: idle)
    func readsNothing(_ example: ServerCase) throws {
        #expect(try summary(workload(pod(example.container)).references) == example.expected)
    }
}

private let found = ServerCase.table(
    """
    image: ghcr.io/predibase/lorax:main
    env: [{name: MODEL_ID, value: o/n}]
    => o/n mutable

    image: ghcr.io/predibase/lorax:main
    args: [--model-id, o/n, --revision, \(commit), --adapter-id, o/a]
    => o/n pinned
    => o/a (adapter) mutable

    image: tabbyml/tabby
    args: [serve, --model, StarCoder-1B, --chat-model, Qwen2-1.5B-Instruct]
    => StarCoder-1B mutable
    => Qwen2-1.5B-Instruct mutable

    image: corp/x:1
    command: [python, -m, petals.cli.run_server, o/n]
    => o/n mutable

    image: corp/x:1
    command: [python, -m, petals.cli.run_server, --num_blocks, '8', o/n, --revision, \(commit)]
    => o/n pinned

    image: corp/x:1
    command: [python, -m, mii.entrypoints.openai_api_server, --model, o/n]
    => o/n mutable

    image: corp/x:1
    command: [python, -m, fastdeploy.entrypoints.openai.api_server, --model, o/n, --revision, \(commit)]
    => o/n mutable

    image: ghcr.io/substratusai/stapi
    env: [{name: MODEL, value: all-mpnet-base-v2}]
    => all-mpnet-base-v2 mutable

    image: corp/x:1
    command: [xinference-local, -H, 0.0.0.0]
    => corp/x:1 mutable

    image: corp/x:1
    command: [sh, -c, 'xinference-local & xinference launch --model-name qwen']
    => qwen mutable

    image: corp/x:1
    command: [swift, deploy, --model, o/n, --port, '80']
    => o/n mutable

    image: corp/x:1
    command: [swift, sft, --model, o/n, --model_revision, \(commit), --use_hf, 'true']
    => o/n pinned

    image: corp/x:1
    command: [python, -m, ipex_llm.vllm.xpu.entrypoints.openai.api_server, --model, o/n]
    => o/n mutable

    image: corp/x:1
    command: [python3, /workspace/vllm/entrypoints/openai/api_server.py, --model, o/n, --revision, \(commit)]
    => o/n pinned

    image: corp/x:1
    command: [lmcache_vllm, serve, o/n, --revision, \(commit)]
    => o/n pinned

    image: us-docker.pkg.dev/p/gcr.io/huggingface-text-generation-inference-cu121:1
    env: [{name: AIP_STORAGE_URI, value: 'gs://b/m'}]
    => gs://b/m mutable

    image: us-docker.pkg.dev/p/gcr.io/huggingface-text-generation-inference-cu121:1
    env: [{name: MODEL_ID, value: o/n}, {name: REVISION, value: \(commit)}]
    => o/n pinned

    image: docker:dind
    command: [sh, -c, 'docker run --gpus all -p 8000:8000 vllm/vllm-openai:v1 --model o/n --revision \(commit)']
    => o/n pinned

    image: docker:dind
    command: [sh, -c, 'docker run -d -e MODEL_ID=o/n ghcr.io/huggingface/text-generation-inference:3']
    => o/n mutable
    """)

private let idle = ServerCase.table(
    """
    image: corp/x:1
    command: [swift, upload, --model, o/n]
    => nothing

    image: corp/x:1
    command: [python, app/entrypoints/api_server.py, --model, o/n]
    => nothing

    image: weldr/lorax:1
    => nothing

    image: docker:dind
    command: [sh, -c, 'docker run -d -p 80:80 nginx --model o/n && docker build .']
    => nothing

    image: docker:dind
    command: [sh, -c, 'docker run --rm vllm/vllm-openai:v1 sh -c "pip list"']
    => nothing

    image: xprobe/xinference:1
    command: [xinference-worker, -e, 'http://s:9997']
    => nothing
    """)
