import Testing

@testable import ModelReferences

@Suite("Ray")
struct RayTests {
    @Test("every place of a reference is read", arguments: places)
    func read(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    private static let args = "spec.serveConfigV2.applications[0].args"
    private static let config = "\(args).llm_configs[0]"

    static let places = [
        ManifestCase(
            "model_source is the reference, model_id a name",
            llm("model_loading_config: {model_id: served, model_source: org/name}"),
            ["\(config).model_loading_config.model_source = org/name"]),
        ManifestCase(
            "model_id where there is no model_source", llm("model_loading_config: {model_id: org/name}"),
            ["\(config).model_loading_config.model_id = org/name"]),
        ManifestCase(
            "a bucket as model_source",
            llm("model_loading_config: {model_id: x, model_source: {bucket_uri: \"s3://b/m/v1/\"}}"),
            ["\(config).model_loading_config.model_source.bucket_uri = s3://b/m/v1/"]),
        ManifestCase(
            "a tokenizer from elsewhere",
            llm("model_loading_config: {model_source: a/b, tokenizer_source: t/t}"),
            [
                "\(config).model_loading_config.model_source = a/b",
                "\(config).model_loading_config.tokenizer_source = t/t (tokenizer)",
            ]),
        ManifestCase(
            "tokenizer, draft model, code and adapters",
            llm(
                """
                model_loading_config: {model_source: a/b}
                            lora_config: {dynamic_lora_loading_path: "s3://b/loras/"}
                            engine_kwargs:
                              tokenizer: t/t
                              trust_remote_code: true
                              speculative_config: {model: d/d, num_speculative_tokens: 3}
                """),
            [
                "\(config).model_loading_config.model_source = a/b",
                "\(config).engine_kwargs.trust_remote_code = a/b (code)",
                "\(config).engine_kwargs.tokenizer = t/t (tokenizer)",
                "\(config).engine_kwargs.speculative_config.model = d/d (draftModel)",
                "\(config).lora_config.dynamic_lora_loading_path = s3://b/loras/ (adapter)",
            ]),
        ManifestCase(
            "prefill and decode",
            application(
                """
                import_path: ray.serve.llm:build_pd_openai_app
                    args:
                      prefill_config: {model_loading_config: {model_id: x, model_source: a/b}}
                      decode_config: {model_loading_config: {model_id: x, model_source: a/b}}
                """),
            [
                "\(args).prefill_config.model_loading_config.model_source = a/b",
                "\(args).decode_config.model_loading_config.model_source = a/b",
            ]),
        ManifestCase(
            "a file with the configs",
            application("import_path: ray.serve.llm:x\n    args: {llm_configs: [\"./a.yaml\"]}"),
            ["\(args).llm_configs[0] = ./a.yaml"]),
        ManifestCase(
            "numbered variables",
            application(
                """
                import_path: serve:model
                    runtime_env:
                      env_vars: {MODEL_1_ID: a/b, MODEL_2_ID: c/d, MODEL_1_TENSOR_PARALLELISM: "2", MODEL_NAME: words, MAX_MODEL_LEN: "1"}
                """),
            [
                "spec.serveConfigV2.applications[0].runtime_env.env_vars.MODEL_1_ID = a/b",
                "spec.serveConfigV2.applications[0].runtime_env.env_vars.MODEL_2_ID = c/d",
            ]),
        ManifestCase(
            "the variable of an actor",
            application(
                "import_path: serve:model\n    deployments: [{name: d, ray_actor_options: {runtime_env: {env_vars: {MODEL_ID: a/b}}}}]"
            ),
            ["spec.serveConfigV2.applications[0].deployments[0].ray_actor_options.runtime_env.env_vars.MODEL_ID = a/b"]),
        ManifestCase(
            "code that moves, under a model",
            application(
                "import_path: serve:model\n    runtime_env: {working_dir: \"https://github.com/o/r/archive/main.zip\", env_vars: {MODEL_ID: a/b}}"
            ),
            [
                "spec.serveConfigV2.applications[0].runtime_env.env_vars.MODEL_ID = a/b",
                "spec.serveConfigV2.applications[0].runtime_env.working_dir = https://github.com/o/r/archive/main.zip (code)",
            ]),
        ManifestCase(
            "a model that only the code names",
            application("import_path: a.b:app\n    runtime_env: {pip: [\"diffusers==0.1\", fastapi]}"),
            ["spec.serveConfigV2.applications[0].import_path = a.b:app"]),
        ManifestCase(
            "an application without models",
            application(
                "import_path: fruit:app\n    runtime_env: {working_dir: \"https://github.com/o/r/archive/main.zip\", pip: [requests]}\n    deployments: [{name: M, user_config: {price: 3}}]"
            ),
            []),
        ManifestCase("a config that is no YAML", service("'[: {'"), ["spec.serveConfigV2 = serveConfigV2"]),
        ManifestCase(
            "JSON as a config",
            service(
                "'{\"applications\": [{\"args\": {\"llm_configs\": [{\"model_loading_config\": {\"model_id\": \"a/b\"}}]}}]}'"
            ),
            ["\(config).model_loading_config.model_id = a/b"]),
        ManifestCase(
            "the runtime environment of a job",
            """
            apiVersion: ray.io/v1
            kind: RayJob
            spec:
              entrypoint: python x.py
              runtimeEnvYAML: |
                env_vars: {MODEL_ID: a/b}
                working_dir: "https://github.com/o/r/archive/main.zip"
            """,
            [
                "spec.runtimeEnvYAML.env_vars.MODEL_ID = a/b",
                "spec.runtimeEnvYAML.working_dir = https://github.com/o/r/archive/main.zip (code)",
            ]),
    ]

    @Test("serveConfig of KubeRay 0.x holds YAML in its fields")
    func fields() throws {
        let text = """
            apiVersion: ray.io/v1alpha1
            kind: RayService
            spec:
              serveConfig:
                importPath: dog:entrypoint
                runtimeEnv: |
                  env_vars: {"MODEL_ID": "a/b"}
                deployments:
                - {name: d, userConfig: "model_id: c/d", rayActorOptions: {runtimeEnv: "env_vars: {MODEL_1_ID: e/f}"}}
            """
        let place = "spec.serveConfig"
        #expect(
            try Manifest(text).lines == [
                "\(place).deployments[0].userConfig.model_id = c/d", "\(place).runtimeEnv.env_vars.MODEL_ID = a/b",
                "\(place).deployments[0].rayActorOptions.runtimeEnv.env_vars.MODEL_1_ID = e/f",
            ])
    }

    @Test(
        "KubeRay starts ray in the first container, whatever its image would start",
        arguments: [
            ("image: \"vllm/vllm-openai:v0.9\"", "{}", []),
            ("image: \"vllm/vllm-openai:v0.9\", command: [bash, -c, \"$KUBERAY_GEN_RAY_START_CMD\"]", "{}", []),
            (
                "image: \"vllm/vllm-openai:v0.9\", command: [bash, -c, \"$KUBERAY_GEN_RAY_START_CMD & vllm serve a/b\"]",
                "{}",
                ["a/b mutable"]
            ),
            ("image: \"corp/x:1\", command: [\"hf download a/b --local-dir /m && ls /m\"]", "{}", ["a/b mutable"]),
            (
                "image: \"vllm/vllm-openai:v0.9\"", "{annotations: {ray.io/overwrite-container-cmd: \"true\"}}",
                ["facebook/opt-125m mutable"]
            ),
        ])
    func starter(_ container: String, _ metadata: String, _ expected: [String]) throws {
        let text = """
            apiVersion: ray.io/v1
            kind: RayCluster
            spec:
              headGroupSpec:
                template:
                  metadata: \(metadata)
                  spec: {containers: [{name: head, \(container)}]}
            """
        #expect(try summary(Manifest(text).references) == expected)
    }

    @Test("a second container of a Ray pod is its own, and a variable of that name elsewhere is unknown")
    func othersStart() throws {
        let second = """
            apiVersion: ray.io/v1
            kind: RayCluster
            spec:
              headGroupSpec:
                template:
                  spec: {containers: [{name: a, image: "rayproject/ray:2"}, {name: b, image: "vllm/vllm-openai:v0.9"}]}
            """
        #expect(try summary(Manifest(second).references) == ["facebook/opt-125m mutable"])
        let command = "[bash, -c, $KUBERAY_GEN_RAY_START_CMD]"
        let elsewhere = try workload(pod("image: vllm/vllm-openai:v0.9\ncommand: \(command)"))
        #expect(elsewhere.references.map(\.pinning.name) == ["unresolved"])
    }

    @Test("engine_kwargs.revision pins the model; a branch does not")
    func revision() throws {
        let commit = String(repeating: "a1", count: 20)
        let pinned = try Manifest(
            llm("model_loading_config: {model_source: a/b}\n            engine_kwargs: {revision: \"\(commit)\"}"))
        let moving = try Manifest(
            llm("model_loading_config: {model_source: a/b}\n            engine_kwargs: {revision: main}"))
        #expect(pinned.references.map(\.pinning.name) == ["pinned"])
        #expect(moving.references.map(\.pinning.name) == ["mutable"])
    }

    @Test("what cannot be read is unresolved, never nothing")
    func unreadable() throws {
        #expect(try Manifest(service("'[: {'")).references.map(\.pinning.name) == ["unresolved"])
        #expect(
            try Manifest(application("import_path: a:b\n    runtime_env: {pip: [vllm]}")).references.map(\.pinning.name)
                == ["unresolved"])
    }
}

private func service(_ config: String) -> String {
    "apiVersion: ray.io/v1\nkind: RayService\nmetadata: {name: n}\nspec:\n  serveConfigV2: \(config)\n"
}

private func application(_ text: String) -> String {
    service("|\n    applications:\n    - name: a\n      \(text.split(separator: "\n").joined(separator: "\n  "))")
}

private func llm(_ text: String) -> String {
    application(
        "import_path: ray.serve.llm:build_openai_app\n    args:\n      llm_configs:\n        - \(text.split(separator: "\n").map { $0.hasPrefix("  ") ? String($0.dropFirst(2)) : String($0) }.joined(separator: "\n"))"
    )
}
