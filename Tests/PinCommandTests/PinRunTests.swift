import KubernetesModel
import ModelReferences
import Synchronization
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

    static let service = """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: m}
        spec:
          predictor:
            model:
              modelFormat: {name: huggingface}

        """

    static func deployment(_ container: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: llm
        spec:
          template:
            spec:
              containers:
                - name: server

        """ + container.split(separator: "\n", omittingEmptySubsequences: false).map { "          \($0)\n" }.joined()
    }

    static let cases = [
        Case(
            name: "a plain URI", text: service + "      storageUri: hf://org/name  # the model\n",
            changes: [
                "-      storageUri: hf://org/name  # the model",
                "+      storageUri: hf://org/name:\(Fake.commit)  # the model",
            ]),
        Case(
            name: "a branch in double quotes", text: service + "      storageUri: \"hf://org/name:main\"\n",
            changes: [
                "-      storageUri: \"hf://org/name:main\"", "+      storageUri: \"hf://org/name:\(Fake.commit)\"",
            ]),
        Case(
            name: "single quotes, and a separator that the tool does not read",
            text: service + "      storageUri: 'hf://org/name@v1.0'\n",
            changes: ["-      storageUri: 'hf://org/name@v1.0'", "+      storageUri: 'hf://org/name:\(Fake.commit)'"]),
        Case(
            name: "an image volume's tag stays beside the digest",
            text: service + "      storageUri: oci://registry.io:5000/team/model:v1\n",
            changes: [
                "-      storageUri: oci://registry.io:5000/team/model:v1",
                "+      storageUri: oci://registry.io:5000/team/model:v1@\(Fake.digest)",
            ]),
        Case(
            name: "KServe's arguments with underscores",
            text: service + "      args:\n        - --model_id=org/name\n        - --model_name=x # served\n",
            changes: ["+        - --model_revision=\(Fake.commit)"]),
        Case(
            name: "vLLM's positional model in a flow list",
            text: deployment("image: vllm/vllm-openai:v0.9\nargs: [\"serve\", \"org/name\", \"--port=8000\"]"),
            changes: [
                "-          args: [\"serve\", \"org/name\", \"--port=8000\"]",
                "+          args: [\"serve\", \"org/name\", \"--revision=\(Fake.commit)\", \"--port=8000\"]",
            ]),
        Case(
            name: "a flag whose value is an element of its own",
            text: deployment(
                "image: vllm/vllm-openai:v0.9\nargs:\n- \"--model\"\n- \"org/name\"  # here\n- \"--port\"\n- \"8000\""),
            changes: ["+          - \"--revision\"", "+          - \"\(Fake.commit)\""]),
        Case(
            name: "a revision that stands there already",
            text: deployment("image: vllm/vllm-openai:v0.9\nargs:\n- --model=org/name\n- --revision=main\n- --port=1"),
            changes: ["-          - --revision=main", "+          - --revision=\(Fake.commit)"]),
        Case(
            name: "variables of TGI",
            text: deployment(
                "image: ghcr.io/huggingface/text-generation-inference:2\nenv:\n- name: MODEL_ID\n  value: org/name\n- name: X\n  value: \"1\""
            ),
            changes: ["+          - name: REVISION", "+            value: \(Fake.commit)"]),
        Case(
            name: "variables in braces",
            text: deployment(
                "image: ghcr.io/huggingface/text-generation-inference:2\nenv:\n- {name: MODEL_ID, value: \"org/name\"}"),
            changes: ["+          - {name: REVISION, value: \"\(Fake.commit)\"}"]),
        Case(
            name: "a script in a block",
            text: deployment(
                "image: vllm/vllm-openai:v0.9\ncommand: [sh, -c]\nargs:\n- |\n  set -e\n  vllm serve org/name --port 8000\n"
            ),
            changes: [
                "-            vllm serve org/name --port 8000",
                "+            vllm serve org/name --revision=\(Fake.commit) --port 8000",
            ]),
        Case(
            name: "a script in double quotes",
            text: deployment(
                "image: vllm/vllm-openai:v0.9\ncommand: [\"sh\", \"-c\", \"vllm serve \\\"org/name\\\" --port 8000\"]"),
            changes: [
                "-          command: [\"sh\", \"-c\", \"vllm serve \\\"org/name\\\" --port 8000\"]",
                "+          command: [\"sh\", \"-c\", \"vllm serve \\\"org/name\\\" --revision=\(Fake.commit) --port 8000\"]",
            ]),
        Case(
            name: "a variable of a script",
            text: deployment(
                "image: vllm/vllm-openai:v0.9\ncommand: [sh, -c]\nargs:\n- |\n  MODEL=org/name\n  vllm serve $MODEL --port 8000\n"
            ),
            changes: [
                "-            vllm serve $MODEL --port 8000",
                "+            vllm serve $MODEL --revision=\(Fake.commit) --port 8000",
            ]),
        Case(
            name: "Python in a script",
            text: deployment(
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
            text: service + "      storageUri: models:/fraud/Production\n",
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

    // MARK: What is left alone

    private static func outcome(_ text: String, name: String = "m.yaml") throws -> PinReport.Outcome {
        let report = Fake.run(text, name: name)
        #expect(report.problems == [])
        return try #require(report.entries.first).outcome
    }

    private func expectCannot(_ text: String, because words: String) throws {
        let report = Fake.run(text)
        #expect(report.edited == [])
        guard case .cannot(let reason, _) = try #require(report.entries.first).outcome else {
            Issue.record("edited: \(report.diff)")
            return
        }
        #expect(reason.contains(words), "\(reason)")
    }

    @Test("KServe takes no version of an object, so none is written, and nobody is asked for it")
    func honoursTheTool() throws {
        let resolvers = Resolvers { target throws(ResolveFailure) in
            Issue.record("asked for \(target)")
            throw ResolveFailure("")
        }
        let text = Self.service + "      storageUri: s3://bucket/fraud/model.bst\n"
        let report = PinRun(resolvers: resolvers).run([PinFile(name: "m.yaml", bytes: Array(text.utf8))])
        #expect(report.edited == [])
        guard case .cannot(let reason, let remedy) = try #require(report.entries.first).outcome else {
            Issue.record("\(report.entries)")
            return
        }
        #expect(reason.contains("KServe"))
        #expect(remedy != nil)
        #expect(report.status(isWritten: true, checksOnly: false) == 1)
    }

    @Test("vLLM's LoRA modules have no revision")
    func adapters() throws {
        let text = Self.deployment(
            "image: vllm/vllm-openai:v0.9\nargs:\n- --model=org/name\n- --revision=\(Fake.commit)\n- --enable-lora\n"
                + "- --lora-modules=a=org/adapter")
        let report = Fake.run(text)
        #expect(report.edited == [])
        #expect(
            report.entries.contains { if case .cannot = $0.outcome { $0.reference == "org/adapter" } else { false } })
    }

    @Test("an MLflow version is no content: --allow pinned refuses it")
    func pinnedOnly() throws {
        let text = Self.service + "      storageUri: models:/fraud/Production\n"
        let report = Fake.run(text, allowsVersioned: false)
        #expect(report.edited == [])
        guard case .cannot(_, let remedy) = try #require(report.entries.first).outcome else {
            Issue.record("\(report.entries)")
            return
        }
        #expect(remedy?.contains("--allow versioned") == true)
    }

    @Test("what a variable leaves open is no reference that can be resolved")
    func placeholders() throws {
        guard case .unresolved = try Self.outcome(Self.service + "      storageUri: hf://${ORG}/name\n") else {
            Issue.record("resolved")
            return
        }
    }

    @Test("an anchor whose every user is the same reference is edited once")
    func sharedAnchor() throws {
        let text = """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: serving.kserve.io/v1beta1
              kind: InferenceService
              metadata: {name: a}
              spec: {predictor: {model: {modelFormat: {name: huggingface}, storageUri: &uri hf://org/name}}}
            - apiVersion: serving.kserve.io/v1beta1
              kind: InferenceService
              metadata: {name: b}
              spec: {predictor: {model: {modelFormat: {name: huggingface}, storageUri: *uri}}}

            """
        let report = Fake.run(text)
        #expect(Fake.changes(report).count == 2)
        #expect(report.diff.contains("storageUri: &uri hf://org/name:\(Fake.commit)}}}"))
        #expect(report.entries.count == 2)
    }

    @Test("an anchor that a label uses too is left alone, and its twin without the label is edited")
    func spilledAnchor() throws {
        let text = """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata:
              name: a
              annotations:
                shown: &uri hf://org/name
            spec:
              predictor:
                model:
                  modelFormat: {name: huggingface}
                  storageUri: *uri

            """
        try expectCannot(text, because: "anchor")
        let twin = text.replacing("&uri ", with: "").replacing("*uri", with: "hf://org/name")
        #expect(Fake.changes(Fake.run(twin)).count == 2)
    }

    @Test("a merged list of arguments is edited where it is anchored, for all that use it")
    func mergedArguments() throws {
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: m}
            spec:
              template:
                spec:
                  initContainers:
                  - &server
                    name: first
                    image: vllm/vllm-openai:v0.9
                    args:
                    - --model=org/name
                  containers:
                  - <<: *server
                    name: second

            """
        let report = Fake.run(text)
        #expect(Fake.changes(report) == ["+        - --revision=\(Fake.commit)"])
    }

    @Test("JSON stays JSON, on one line and on many")
    func json() throws {
        let compact =
            #"{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"m"},"#
            + #""spec":{"predictor":{"model":{"modelFormat":{"name":"huggingface"},"args":["--model_id=org/name"]}}}}"#
        let one = try #require(Fake.run(compact, name: "m.json").edited.first).new
        #expect(
            String(decoding: one, as: UTF8.self)
                == compact.replacing(
                    #""--model_id=org/name""#, with: #""--model_id=org/name", "--model_revision=\#(Fake.commit)""#))
        let spread = """
            {
              "apiVersion": "apps/v1",
              "kind": "Deployment",
              "metadata": {"name": "m"},
              "spec": {"template": {"spec": {"containers": [{
                "name": "s",
                "image": "ghcr.io/huggingface/text-generation-inference:2",
                "env": [
                  {
                    "name": "MODEL_ID",
                    "value": "org/name"
                  }
                ]
              }]}}}
            }

            """
        #expect(
            Fake.changes(Fake.run(spread, name: "m.json")) == [
                "+      },", "+      {", "+        \"name\": \"REVISION\",",
                "+        \"value\": \"\(Fake.commit)\"",
            ])
    }

    @Test("documents of one file are edited each for itself, and one that is broken stops none")
    func streams() throws {
        let good = Self.service + "      storageUri: hf://org/name\n"
        let report = Fake.run("# first\n\(good)---\na: [\n--- # third\n\(good)...\n")
        #expect(Fake.changes(report).count == 4)
        #expect(report.problems.count == 1)
        #expect(report.entries.map(\.position.line) == [9, 20])
        #expect(report.status(isWritten: true, checksOnly: false) == 2)
    }

    @Test("a template of Helm is said to be one")
    func templates() {
        let report = Fake.run(
            "{{- if .Values.x }}\n" + Self.service + "      storageUri: {{ .Values.uri }}\n{{ end }}\n")
        #expect(report.problems.first?.message.contains("template") == true)
    }

    @Test("two references to one tag get one digest, though the tag moves in between")
    func asksOnce() throws {
        let asked = Counter()
        let resolvers = Resolvers { _ throws(ResolveFailure) in
            let count = asked.next()
            return Resolution(.digest("sha256:" + String(repeating: "\(count)", count: 64)))
        }
        let text =
            Self.service + "      storageUri: oci://r.io/m:v1\n---\n" + Self.service
            + "      storageUri: oci://r.io/m:v1\n"
        let report = PinRun(resolvers: resolvers).run([PinFile(name: "m.yaml", bytes: Array(text.utf8))])
        #expect(asked.count == 1)
        #expect(report.edited.count == 1)
    }

    @Test("a workload that asks another hub is not pinned by what this one says")
    func otherHub() throws {
        let text = Self.deployment(
            "image: vllm/vllm-openai:v0.9\nargs: [--model=org/name]\nenv: [{name: HF_ENDPOINT, value: \"https://hub.corp\"}]"
        )
        guard case .unresolved(let reason, _) = try Self.outcome(text) else {
            Issue.record("edited")
            return
        }
        #expect(reason.contains("https://hub.corp"))
        let own = PinRun(resolvers: Fake.resolvers, hubEndpoint: "https://hub.corp/")
            .run([PinFile(name: "m.yaml", bytes: Array(text.utf8))])
        #expect(own.edited.count == 1)
    }
}

/// Counts calls from anywhere.
final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
