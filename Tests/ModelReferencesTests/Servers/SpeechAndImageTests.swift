import KubernetesModel
import ModelReferences
import Testing

@Suite("Servers of speech, images and other tasks than text")
struct SpeechAndImageTests {
    @Test("what they load is found", arguments: found)
    func reads(_ example: ServerCase) throws {
        let text = pod(example.container, beside: volumes)
        #expect(try summary(workload(text).references) == example.expected)
    }

    @Test("what has nothing to do with their models is none", arguments: idle)
    func readsNothing(_ example: ServerCase) throws {
        let text = pod(example.container, beside: volumes)
        #expect(try summary(workload(text).references) == example.expected)
    }

    @Test("an init container with the server's image only prepares its volume")
    func initContainer() throws {
        let text = """
            apiVersion: v1
            kind: Pod
            metadata: {name: p}
            spec:
              initContainers:
              - name: own
                image: yanwk/comfyui-boot:cu121
                command: [chown, -R, '1000', /data]
                volumeMounts: [{name: c, mountPath: /data}]
              containers: [{name: main, image: nginx}]
              volumes: [{name: c, persistentVolumeClaim: {claimName: files}}]
            """
        #expect(try workload(text).references.isEmpty)
    }

    private var volumes: String {
        """
        volumes:
        - {name: m, persistentVolumeClaim: {claimName: models}}
        - {name: o, persistentVolumeClaim: {claimName: output}}
        - {name: i, image: {reference: 'corp/sd@\(imageDigest)'}}
        - {name: c, configMap: {name: settings}}
        """
    }
}

private let found = ServerCase.table(
    """
    image: universonic/stable-diffusion-webui:full
    env: [{name: COMMANDLINE_ARGS, value: --listen}]
    volumeMounts: [{name: m, mountPath: /app/stable-diffusion-webui/models}, {name: o, mountPath: /app/outputs}]
    => pvc://models (/app/stable-diffusion-webui/models) mutable

    image: localai/localai:latest
    env: [{name: LOCALAI_MODELS_PATH, value: /models}]
    volumeMounts: [{name: m, mountPath: /models}, {name: o, mountPath: /output}]
    => pvc://models (/models) mutable

    image: localai/localai@\(imageDigest)
    args: [run]
    => localai/localai@\(imageDigest) mutable

    image: universonic/stable-diffusion-webui@\(imageDigest)
    volumeMounts: [{name: i, mountPath: /app/stable-diffusion-webui/models}, {name: c, mountPath: /app/settings}]
    => corp/sd@\(imageDigest) (image) pinned

    image: universonic/stable-diffusion-webui:full
    => universonic/stable-diffusion-webui:full (image) mutable

    image: universonic/stable-diffusion-webui@\(imageDigest)
    volumeMounts: [{name: o, mountPath: /app/outputs}]
    => universonic/stable-diffusion-webui@\(imageDigest) (image) pinned

    image: yanwk/comfyui-boot:cu121
    volumeMounts: [{name: m, mountPath: /root}]
    => pvc://models (/root) mutable

    image: corp/x:1
    command: [bash, webui.sh, --ckpt, /models/x.safetensors, --medvram]
    volumeMounts: [{name: m, mountPath: /models}]
    => pvc://models/x.safetensors mutable

    image: corp/x:1
    command: [python, /opt/ComfyUI/main.py, --listen]
    volumeMounts: [{name: m, mountPath: /opt/ComfyUI/models}]
    => pvc://models (/opt/ComfyUI/models) mutable

    image: corp/x:1
    command: [python, server.py, --listen, --api, --model, bigscience_bloom-1b7]
    volumeMounts: [{name: m, mountPath: /text-generation-webui/models}]
    => pvc://models (/text-generation-webui/models) mutable

    image: atinoda/text-generation-webui:default
    env: [{name: EXTRA_LAUNCH_ARGS, value: --listen --model foo}]
    volumeMounts: [{name: m, mountPath: /app/models}]
    => pvc://models (/app/models) mutable

    image: rhasspy/wyoming-whisper:2
    args: [--model, small-int8, --language, en]
    => small-int8 mutable

    image: lscr.io/linuxserver/faster-whisper:gpu
    env: [{name: WHISPER_MODEL, value: base-int8}]
    => base-int8 mutable

    image: rhasspy/wyoming-piper
    args: [--voice, en_US-lessac-medium]
    => en_US-lessac-medium mutable

    image: lscr.io/linuxserver/piper
    env: [{name: PIPER_VOICE, value: de_DE-thorsten-high}]
    => de_DE-thorsten-high mutable

    image: fedirz/faster-whisper-server:latest-cuda
    => Systran/faster-whisper-small mutable

    image: ghcr.io/speaches-ai/speaches:latest
    env: [{name: PRELOAD_MODELS, value: '["o/n"]'}]
    => o/n mutable

    image: ghcr.io/speaches-ai/speaches:latest
    => ghcr.io/speaches-ai/speaches:latest mutable

    image: onerahmet/openai-whisper-asr-webservice:latest
    env: [{name: ASR_MODEL, value: medium}, {name: ASR_MODEL_PATH, value: /root/.cache/whisper}]
    => medium mutable

    image: opea/whisper:latest
    => openai/whisper-small mutable

    image: opea/whisper:latest
    env: [{name: ASR_MODEL_PATH, value: /models/whisper}]
    volumeMounts: [{name: i, mountPath: /models}]
    => corp/sd@\(imageDigest) (image) pinned

    image: opea/speecht5:latest
    => microsoft/speecht5_tts mutable

    image: corp/x:1
    command: [whisper-server, -m, /models/ggml-base.bin]
    volumeMounts: [{name: m, mountPath: /models}]
    => pvc://models/ggml-base.bin mutable

    image: semitechnologies/transformers-inference:sentence-transformers-multi-qa-MiniLM-L6-cos-v1
    envFrom: [{secretRef: {name: x}}]
    => semitechnologies/transformers-inference:sentence-transformers-multi-qa-MiniLM-L6-cos-v1 (image) mutable

    image: cr.weaviate.io/semitechnologies/multi2vec-clip@\(imageDigest)
    => cr.weaviate.io/semitechnologies/multi2vec-clip@\(imageDigest) (image) pinned

    image: ghcr.io/open-webui/open-webui:main
    env: [{name: RAG_EMBEDDING_MODEL, value: o/n}, {name: RAG_EMBEDDING_ENGINE, value: ''}]
    => o/n mutable

    image: ghcr.io/open-webui/open-webui:main
    env: [{name: RAG_RERANKING_MODEL, value: o/r}, {name: WHISPER_MODEL, value: base}]
    => o/r mutable
    => base mutable

    image: ghcr.io/open-webui/open-webui:v0.6-ollama
    => ghcr.io/open-webui/open-webui:v0.6-ollama mutable
    """)

private let idle = ServerCase.table(
    """
    image: ghcr.io/open-webui/open-webui:main
    env: [{name: OLLAMA_BASE_URL, value: 'http://ollama:11434'}]
    envFrom: [{secretRef: {name: x}}]
    => nothing

    image: ghcr.io/open-webui/open-webui:main
    env: [{name: RAG_EMBEDDING_MODEL, value: nomic}, {name: RAG_EMBEDDING_ENGINE, value: ollama}]
    => nothing

    image: ghcr.io/open-webui/pipelines:main
    => nothing

    image: semitechnologies/weaviate:1.27
    env: [{name: TRANSFORMERS_INFERENCE_API, value: 'http://t2v:8080'}]
    => nothing

    image: us-docker.pkg.dev/p/gke-llm/max-diffusion-web:latest
    => nothing

    image: corp/comfyui-client:1
    volumeMounts: [{name: m, mountPath: /data}]
    => nothing

    image: corp/x:1
    command: [python, main.py, --listen, 0.0.0.0]
    volumeMounts: [{name: m, mountPath: /data}]
    => nothing

    image: corp/x:1
    command: [python, server.py, --listen, 0.0.0.0, --listen-port, "80"]
    volumeMounts: [{name: m, mountPath: /data}]
    => nothing

    image: corp/x:1
    command: [python, main.py, --ckpt-dir, /data, --train]
    volumeMounts: [{name: m, mountPath: /data}]
    => nothing

    image: corp/x:1
    command: [python, server.py, --model, gpt-4o]
    => nothing

    image: corp/x:1
    command: [bash, launch.py, --port, '80']
    => nothing

    image: yanwk/comfyui-boot:cu121
    command: [sleep, infinity]
    volumeMounts: [{name: m, mountPath: /root}]
    => nothing

    image: graphiteapp/whisper:1
    env: [{name: MODEL, value: base}]
    => nothing

    image: containarium-sshpiper:1
    => nothing
    """)
