import KubernetesModel
import ModelReferences
import Testing

@Suite("Files of options that a ConfigMap of the same input shows")
struct OptionFilesTests {
    private let commit = String(repeating: "ab12cd34", count: 5)

    private func references(
        _ container: String, file: String, _ text: String, isShown: Bool = true
    ) throws -> [ModelReference] {
        let object = pod(
            "\(container)\nvolumeMounts: [{name: c, mountPath: /cfg}]",
            beside: "volumes: [{name: c, configMap: {name: cfg}}]")
        let map = """

            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cfg}
            data:
              \(file): |
            \(indented(text, 4))
            """
        return try workload(isShown ? object + map : object).references
    }

    // MARK: - Flags as keys

    private let vllm = "image: vllm/vllm-openai:v1\nargs: [--config, /cfg/c.yaml]"

    @Test("vLLM's file names the model, pinned by a revision in there")
    func vllmFile() throws {
        let moving = try references(vllm, file: "c.yaml", "model: a/b\nport: 8000")
        #expect(summary(moving) == ["a/b mutable"])
        #expect(moving.first?.path.description == "ConfigMap cfg.data[\"c.yaml\"].model")
        #expect(
            summary(try references(vllm, file: "c.yaml", "model: a/b\nrevision: \"\(commit)\"")) == ["a/b pinned"])
    }

    @Test("everything else that it names counts as well")
    func vllmCompanions() throws {
        let text = """
            model: a/b
            revision: "\(commit)"
            tokenizer: t/t
            trust-remote-code: true
            enable-lora: true
            lora-modules: [l=h/l, '{"name": "m", "path": "h/m"}']
            speculative_config: {model: d/e, num_speculative_tokens: 3}
            """
        #expect(
            Set(summary(try references(vllm, file: "c.yaml", text))) == [
                "a/b pinned", "t/t (tokenizer) mutable", "a/b (code) mutable", "h/l (adapter) mutable",
                "h/m (adapter) mutable", "d/e (draftModel) mutable",
            ])
        #expect(
            summary(
                try references(vllm, file: "c.yaml", "model: a/b\nrevision: \"\(commit)\"\ntrust-remote-code: false"))
                == ["a/b pinned"])
    }

    @Test("the command line outranks the file")
    func outranked() throws {
        let serve = "image: vllm/vllm-openai:v1\ncommand: [vllm, serve, x/y, --config, /cfg/c.yaml]"
        #expect(summary(try references(serve, file: "c.yaml", "model: a/b")) == ["x/y mutable"])
        let revision = vllm.replacing("/cfg/c.yaml", with: "/cfg/c.yaml, --revision, main")
        #expect(
            summary(try references(revision, file: "c.yaml", "model: a/b\nrevision: \"\(commit)\"")) == ["a/b mutable"])
    }

    @Test("what nobody sees or can read stays unresolved")
    func hidden() throws {
        #expect(
            summary(try references(vllm, file: "c.yaml", "", isShown: false)) == ["/cfg/c.yaml (config) unresolved"])
        #expect(summary(try references(vllm, file: "other.yaml", "model: a/b")) == ["/cfg/c.yaml (config) unresolved"])
        #expect(summary(try references(vllm, file: "c.yaml", "- a\n- b")) == ["/cfg/c.yaml (config) unresolved"])
        #expect(
            summary(try references(vllm, file: "c.yaml", "model: a/b\nmodel: c/d")) == [
                "/cfg/c.yaml (config) unresolved"
            ])
    }

    @Test("SGLang's file is read as its command line")
    func sglang() throws {
        let container = "image: lmsysorg/sglang:v1\ncommand: [python3, -m, sglang.launch_server, --config, /cfg/c.yaml]"
        let text = "model-path: a/b\nrevision: \"\(commit)\"\nspeculative-draft-model-path: d/e"
        #expect(
            summary(try references(container, file: "c.yaml", text)) == ["a/b pinned", "d/e (draftModel) mutable"])
    }

    @Test("TensorRT-LLM's file outranks its command line")
    func tensorRT() throws {
        let container =
            "image: nvcr.io/nvidia/tensorrt-llm/release:1\ncommand: [trtllm-serve, a/b, --revision, \(commit), "
            + "--extra_llm_api_options, /cfg/x.yaml]"
        #expect(summary(try references(container, file: "x.yaml", "kv_cache_config: {dtype: auto}")) == ["a/b pinned"])
        #expect(summary(try references(container, file: "x.yaml", "revision: main")) == ["a/b mutable"])
        let draft = "speculative_config: {decoding_type: Eagle, speculative_model_dir: d/e}"
        #expect(
            summary(try references(container, file: "x.yaml", draft)) == ["a/b pinned", "d/e (draftModel) mutable"])
    }

    @Test("a worker's file that its image brings is part of the image, and one on a volume is hidden")
    func engineArguments() throws {
        func found(_ file: String) throws -> [String] {
            let container =
                "image: nvcr.io/nvidia/ai-dynamo/tensorrtllm-runtime:1\ncommand: [python3, -m, dynamo.trtllm, "
                + "--model-path, a/b, --revision, \(commit), --extra-engine-args, \(file)]"
            return summary(try references(container, file: "x.yaml", "", isShown: false))
        }
        #expect(try found("engine_configs/agg.yaml") == ["a/b pinned"])
        #expect(try found("/cfg/x.yaml") == ["a/b pinned", "/cfg/x.yaml (config) unresolved"])
    }

    // MARK: - Lists of models

    @Test("TensorFlow Serving's list names a base path for each model")
    func tensorFlow() throws {
        let container = "image: tensorflow/serving:2\nargs: [--model_config_file=/cfg/models.config]"
        let text = """
            model_config_list {
              # base_path: "s3://b/not"
              config { name: "base_path" base_path: "s3://b/a" model_platform: "tensorflow" }
              config: < name: 'x' base_path: 's3://b/' 'c' >
            }
            """
        #expect(
            summary(try references(container, file: "models.config", text)) == ["s3://b/a mutable", "s3://b/c mutable"])
        #expect(
            summary(try references(container, file: "models.config", "config { base_path: \"s3://b/a }"))
                == ["/cfg/models.config (config) unresolved"])
    }

    @Test("OpenVINO Model Server's list does too")
    func openVINO() throws {
        let container = "image: openvino/model_server:latest\nargs: [--config_path, /cfg/config.json]"
        let text = #"{"model_config_list": [{"config": {"name": "a", "base_path": "s3://b/a"}}]}"#
        #expect(summary(try references(container, file: "config.json", text)) == ["s3://b/a mutable"])
        #expect(
            summary(try references(container, file: "config.json", #"{"model_config_list": [{"config": {}}]}"#))
                == ["/cfg/config.json (config) unresolved"])
    }

    @Test("TorchServe's properties name the archives, and the command line outranks them")
    func torchServe() throws {
        let container =
            "image: pytorch/torchserve:1\ncommand: [torchserve, --start, --ts-config, /cfg/config.properties]"
        let text =
            "# x\nmodel_store=/home/model-server/model-store\nload_models=a=https://h/a.mar,\\\n  b=https://h/b.mar"
        let found = try references(container, file: "config.properties", text)
        #expect(found.map(\.value).contains("https://h/a.mar"))
        #expect(found.map(\.value).contains("https://h/b.mar"))
        let own = container.replacing("config.properties]", with: "config.properties, --models, c=https://h/c.mar]")
        #expect(!(try references(own, file: "config.properties", text)).map(\.value).contains("https://h/a.mar"))
        let open = try references(container, file: "config.properties", "enable_model_api=true\nload_models=none")
        #expect(open.contains { $0.value == "--enable-model-api" && $0.pinning.name == "mutable" })
    }

    // MARK: - Options and commands for each model

    @Test("each section of llama.cpp's presets is a model")
    func presets() throws {
        let container = "image: ghcr.io/ggml-org/llama.cpp:server\nargs: [--models-preset, /cfg/models.ini]"
        let text = """
            ; comment
            [*]
            ctx-size = 0
            [one]
            hf = a/b:Q4_K_M
            [two]
            LLAMA_ARG_HF_REPO = c/d
            [e/f-GGUF:Q8_0]
            temp = 1
            """
        #expect(
            summary(try references(container, file: "models.ini", text)) == [
                "a/b:Q4_K_M mutable", "c/d mutable", "e/f-GGUF:Q8_0 mutable",
            ])
        #expect(
            summary(try references(container, file: "x.ini", text)) == ["/cfg/models.ini (config) unresolved"])
    }

    @Test("llama-swap's commands are read as commands, with their macros")
    func llamaSwap() throws {
        let container = "image: ghcr.io/mostlygeek/llama-swap:cuda\nargs: [--config, /cfg/config.yaml]"
        let text = """
            macros:
              llama-bin: llama-server --port ${PORT}
            models:
              one:
                cmd: |
                  # starts it
                  ${llama-bin}
                  -hf a/b:Q4
              two:
                cmd: vllm serve c/d --revision \(commit)
            """
        #expect(summary(try references(container, file: "config.yaml", text)) == ["a/b:Q4 mutable", "c/d pinned"])
        #expect(
            summary(try references(container, file: "config.yaml", "models: {one: {cmd: /opt/run x}}"))
                == ["/opt/run x (config) unresolved"])
        #expect(
            summary(try references(container, file: "config.yaml", "", isShown: false))
                == ["/cfg/config.yaml (config) unresolved"])
    }

    @Test("LocalAI loads what the configurations in its models directory name")
    func localAI() throws {
        let container = "image: localai/localai:latest\nenv: [{name: MODELS_PATH, value: /cfg}]"
        let sum = String(repeating: "ab", count: 32)
        #expect(
            summary(
                try references(
                    container, file: "m.yaml", "name: m\nparameters: {model: \"huggingface://a/b/x.gguf\"}"))
                == ["huggingface://a/b/x.gguf mutable"])
        #expect(
            summary(try references(container, file: "m.yaml", "name: m\nbackend: vllm\nparameters: {model: a/b}"))
                == ["a/b mutable"])
        let checked = """
            name: m
            parameters: {model: x.gguf}
            download_files: [{filename: x.gguf, uri: "https://h/x.gguf", sha256: \(sum)}]
            """
        #expect(summary(try references(container, file: "m.yaml", checked)) == ["https://h/x.gguf pinned"])
    }

    @Test("axolotl and LLaMA-Factory name their base model in a file alone")
    func training() throws {
        let axolotl = "image: axolotlai/axolotl:main\ncommand: [accelerate, launch, -m, axolotl.cli.train, /cfg/x.yaml]"
        #expect(summary(try references(axolotl, file: "x.yaml", "base_model: a/b")) == ["a/b mutable"])
        #expect(
            summary(try references(axolotl, file: "x.yaml", "base_model: a/b\nrevision_of_model: \"\(commit)\""))
                == ["a/b pinned"])
        let factory = "image: hiyouga/llamafactory:1\ncommand: [llamafactory-cli, train, /cfg/x.yaml]"
        #expect(
            summary(try references(factory, file: "x.yaml", "model_name_or_path: a/b\nadapter_name_or_path: c/d"))
                == ["a/b mutable", "c/d (adapter) mutable"])
        let other = "image: acme/train:1\ncommand: [kubectl, apply, -f, /cfg/x.yaml]"
        #expect(summary(try references(other, file: "x.yaml", "base_model: a/b")) == [])
    }
}
