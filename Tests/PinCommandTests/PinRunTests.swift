import KubernetesModel
import ModelReferences
import Testing

@testable import PinCommand

@Suite("What pin writes")
struct PinRunTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var text: String
        /// Lines out and in.
        var changes: [String]
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "a plain URI", text: Sample.service + "      storageUri: hf://org/name  # the model\n",
            changes: [
                "-      storageUri: hf://org/name  # the model",
                "+      storageUri: hf://org/name:\(Fake.commit)  # the model",
            ]),
        Case(
            name: "a branch in double quotes", text: Sample.service + "      storageUri: \"hf://org/name:main\"\n",
            changes: [
                "-      storageUri: \"hf://org/name:main\"", "+      storageUri: \"hf://org/name:\(Fake.commit)\"",
            ]),
        Case(
            name: "single quotes, and a separator that the tool does not read",
            text: Sample.service + "      storageUri: 'hf://org/name@v1.0'\n",
            changes: ["-      storageUri: 'hf://org/name@v1.0'", "+      storageUri: 'hf://org/name:\(Fake.commit)'"]),
        Case(
            name: "an image volume's tag stays beside the digest",
            text: Sample.service + "      storageUri: oci://registry.io:5000/team/model:v1\n",
            changes: [
                "-      storageUri: oci://registry.io:5000/team/model:v1",
                "+      storageUri: oci://registry.io:5000/team/model:v1@\(Fake.digest)",
            ]),
        Case(
            name: "KServe's arguments with underscores",
            text: Sample.service + "      args:\n        - --model_id=org/name\n        - --model_name=x # served\n",
            changes: ["+        - --model_revision=\(Fake.commit)"]),
        Case(
            name: "vLLM's positional model in a flow list",
            text: Sample.deployment("image: vllm/vllm-openai:v0.9\nargs: [\"serve\", \"org/name\", \"--port=8000\"]"),
            changes: [
                "-          args: [\"serve\", \"org/name\", \"--port=8000\"]",
                "+          args: [\"serve\", \"org/name\", \"--revision=\(Fake.commit)\", \"--port=8000\"]",
            ]),
        Case(
            name: "a flag whose value is an element of its own",
            text: Sample.deployment(
                "image: vllm/vllm-openai:v0.9\nargs:\n- \"--model\"\n- \"org/name\"  # here\n- \"--port\"\n- \"8000\""),
            changes: ["+          - \"--revision\"", "+          - \"\(Fake.commit)\""]),
        Case(
            name: "a revision that stands there already",
            text: Sample.deployment(
                "image: vllm/vllm-openai:v0.9\nargs:\n- --model=org/name\n- --revision=main\n- --port=1"),
            changes: ["-          - --revision=main", "+          - --revision=\(Fake.commit)"]),
        Case(
            name: "variables of TGI",
            text: Sample.deployment(
                "image: ghcr.io/huggingface/text-generation-inference:2\nenv:\n- name: MODEL_ID\n  value: org/name\n- name: X\n  value: \"1\""
            ),
            changes: ["+          - name: REVISION", "+            value: \(Fake.commit)"]),
        Case(
            name: "variables in braces",
            text: Sample.deployment(
                "image: ghcr.io/huggingface/text-generation-inference:2\nenv:\n- {name: MODEL_ID, value: \"org/name\"}"),
            changes: ["+          - {name: REVISION, value: \"\(Fake.commit)\"}"]),
        Case(
            name: "a script in a block",
            text: Sample.deployment(
                "image: vllm/vllm-openai:v0.9\ncommand: [sh, -c]\nargs:\n- |\n  set -e\n  vllm serve org/name --port 8000\n"
            ),
            changes: [
                "-            vllm serve org/name --port 8000",
                "+            vllm serve org/name --revision=\(Fake.commit) --port 8000",
            ]),
        Case(
            name: "a script in double quotes",
            text: Sample.deployment(
                "image: vllm/vllm-openai:v0.9\ncommand: [\"sh\", \"-c\", \"vllm serve \\\"org/name\\\" --port 8000\"]"),
            changes: [
                "-          command: [\"sh\", \"-c\", \"vllm serve \\\"org/name\\\" --port 8000\"]",
                "+          command: [\"sh\", \"-c\", \"vllm serve \\\"org/name\\\" --revision=\(Fake.commit) --port 8000\"]",
            ]),
        Case(
            name: "a variable of a script",
            text: Sample.deployment(
                "image: vllm/vllm-openai:v0.9\ncommand: [sh, -c]\nargs:\n- |\n  MODEL=org/name\n  vllm serve $MODEL --port 8000\n"
            ),
            changes: [
                "-            vllm serve $MODEL --port 8000",
                "+            vllm serve $MODEL --revision=\(Fake.commit) --port 8000",
            ]),
        Case(
            name: "Python in a script",
            text: Sample.deployment(
                "image: python:3\ncommand: [python, -c]\nargs:\n- |\n  from huggingface_hub import snapshot_download\n  snapshot_download(repo_id=\"org/name\", local_dir=\"/m\")\n"
            ),
            changes: [
                "-            snapshot_download(repo_id=\"org/name\", local_dir=\"/m\")",
                "+            snapshot_download(repo_id=\"org/name\", revision=\"\(Fake.commit)\", local_dir=\"/m\")",
            ]),
        Case(
            name: "KubeAI's URL, whose revision is an argument",
            text: """
                apiVersion: kubeai.org/v1
                kind: Model
                metadata: {name: m}
                spec:
                  url: hf://org/name
                  engine: VLLM

                """,
            changes: ["+  args:", "+    - --revision=\(Fake.commit)"]),
        Case(
            name: "llmaz's field",
            text: """
                apiVersion: llmaz.io/v1alpha1
                kind: OpenModel
                metadata: {name: m}
                spec:
                  source:
                    modelHub:
                      modelID: org/name

                """,
            changes: ["+      revision: \(Fake.commit)"]),
        Case(
            name: "Ray's configuration in a string",
            text: """
                apiVersion: ray.io/v1
                kind: RayService
                metadata: {name: m}
                spec:
                  serveConfigV2: |
                    applications:
                    - name: llm
                      import_path: ray.serve.llm:build_openai_app
                      args:
                        llm_configs:
                        - model_loading_config:
                            model_id: served
                            model_source: org/name
                          engine_kwargs:
                            max_model_len: 8192

                """,
            changes: ["+            revision: \(Fake.commit)"]),
        Case(
            name: "Ray's configuration without engine_kwargs",
            text: """
                apiVersion: ray.io/v1
                kind: RayService
                metadata: {name: m}
                spec:
                  serveConfigV2: |
                    applications:
                    - name: llm
                      import_path: ray.serve.llm:build_openai_app
                      args:
                        llm_configs:
                        - model_loading_config:
                            model_id: served
                            model_source: org/name

                """,
            changes: ["+          engine_kwargs:", "+            revision: \(Fake.commit)"]),
        Case(
            name: "an MLflow stage becomes a version's artifacts where the tool does not speak to MLflow",
            text: Sample.service + "      storageUri: models:/fraud/Production\n",
            changes: [
                "-      storageUri: models:/fraud/Production",
                "+      storageUri: s3://mlflow/1/0123456789abcdef0123456789abcdef/artifacts/model/",
            ]),
        Case(
            name: "an annotation that declares the container's image as model, and the image with it",
            text: """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: m
                  annotations:
                    pedigree.dev/model: myorg/classifier:v1  # baked in
                spec:
                  template:
                    spec:
                      containers:
                      - {name: c, image: "docker.io/myorg/classifier:v1"}
                      - {name: other, image: nginx:1}

                """,
            changes: [
                "-    pedigree.dev/model: myorg/classifier:v1  # baked in",
                "+    pedigree.dev/model: myorg/classifier:v1@\(Fake.digest)  # baked in",
                "-      - {name: c, image: \"docker.io/myorg/classifier:v1\"}",
                "+      - {name: c, image: \"docker.io/myorg/classifier:v1@\(Fake.digest)\"}",
            ]),
        Case(
            name: "an annotation that names an image",
            text: """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: m
                  annotations:
                    pedigree.dev/model: oci://registry.io/team/model:v1
                spec: {}

                """,
            changes: [
                "-    pedigree.dev/model: oci://registry.io/team/model:v1",
                "+    pedigree.dev/model: oci://registry.io/team/model:v1@\(Fake.digest)",
            ]),
        Case(
            name: "a revision of the Hugging Face command line",
            text: Sample.deployment(
                "image: python:3\ncommand: [sh, -c]\nargs:\n- >-\n  hf download org/name\n  --revision main\n  --local-dir /m\n"
            ),
            changes: ["-            --revision main", "+            --revision \(Fake.commit)"]),
        Case(
            name: "a branch that git clones",
            text: Sample.deployment(
                "image: alpine/git\ncommand: [sh, -c, \"git clone -b v1 https://huggingface.co/org/name /models/m\"]"),
            changes: [
                "-          command: [sh, -c, \"git clone -b v1 https://huggingface.co/org/name /models/m\"]",
                "+          command: [sh, -c, \"git clone --revision=\(Fake.commit) https://huggingface.co/org/name /models/m\"]",
            ]),
        Case(
            name: "a variable that the arguments take the model from",
            text: Sample.deployment(
                "image: vllm/vllm-openai:v0.9\nargs:\n- --model=$(MODEL)\n- --port=8000\nenv:\n- name: MODEL\n  value: org/name"
            ),
            changes: ["+          - --revision=\(Fake.commit)"]),
        Case(
            name: "a file at the hub, by its address",
            text: Sample.deployment(
                "image: ghcr.io/ggml-org/llama.cpp:server\nargs: [--model-url, 'https://huggingface.co/main/main/resolve/main/m.gguf']"
            ),
            changes: [
                "-          args: [--model-url, 'https://huggingface.co/main/main/resolve/main/m.gguf']",
                "+          args: [--model-url, 'https://huggingface.co/main/main/resolve/\(Fake.commit)/m.gguf']",
            ]),
        Case(
            name: "a version of an object, in a script",
            text: Sample.deployment(
                "image: amazon/aws-cli:2\ncommand: [sh, -c]\nargs:\n- aws s3api get-object --bucket b --key m/model.bst /models/model.bst"
            ),
            changes: [
                "-          - aws s3api get-object --bucket b --key m/model.bst /models/model.bst",
                "+          - aws s3api get-object --bucket b --key m/model.bst --version-id=3sL4kqtJlcpXroDTDmJ /models/model.bst",
            ]),
        Case(
            name: "a NIM's tag, which stands in a field of its own",
            text: """
                apiVersion: apps.nvidia.com/v1alpha1
                kind: NIMService
                metadata: {name: m}
                spec:
                  image:
                    repository: nvcr.io/nim/meta/llama
                    tag: "1.12.0"

                """,
            changes: ["-    tag: \"1.12.0\"", "+    tag: \"1.12.0@\(Fake.digest)\""]),
    ]

    @Test("the smallest edit pins it, and leaves the rest as it was", arguments: cases)
    func edits(_ example: Case) throws {
        let report = Fake.run(example.text)
        #expect(report.problems == [])
        #expect(Fake.changes(report) == example.changes)
        let again = PinRun(resolvers: Fake.resolvers)
            .run([PinFile(name: "m.yaml", bytes: try #require(report.edited.first).new)])
        #expect(again.edited == [])
        #expect(again.entries.allSatisfy { $0.outcome == .settled })
    }

    @Test("line ends of Windows stay", arguments: cases)
    func carriageReturns(_ example: Case) throws {
        let report = Fake.run(example.text.replacing("\n", with: "\r\n"))
        #expect(
            Fake.changes(report).map { $0.replacing("\r", with: "") } == example.changes)
        let new = try #require(report.edited.first).new
        for (index, byte) in new.enumerated() where byte == 0x0A { #expect(index > 0 && new[index - 1] == 0x0D) }
    }
}
