import KubernetesModel
import ModelReferences
import Synchronization
import Testing

@testable import PinCommand

@Suite("What pin leaves alone, and what it edits beside it")
struct RefusalTests {
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
        let text = Sample.service + "      storageUri: s3://bucket/fraud/model.bst\n"
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
        let text = Sample.deployment(
            "image: vllm/vllm-openai:v0.9\nargs:\n- --model=org/name\n- --revision=\(Fake.commit)\n- --enable-lora\n"
                + "- --lora-modules=a=org/adapter")
        let report = Fake.run(text)
        #expect(report.edited == [])
        #expect(
            report.entries.contains { if case .cannot = $0.outcome { $0.reference == "org/adapter" } else { false } })
    }

    @Test("an MLflow version is no content: --allow pinned refuses it")
    func pinnedOnly() throws {
        let text = Sample.service + "      storageUri: models:/fraud/Production\n"
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
        guard case .unresolved = try Self.outcome(Sample.service + "      storageUri: hf://${ORG}/name\n") else {
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
        let good = Sample.service + "      storageUri: hf://org/name\n"
        let report = Fake.run("# first\n\(good)---\na: [\n--- # third\n\(good)...\n")
        #expect(Fake.changes(report).count == 4)
        #expect(report.problems.count == 1)
        #expect(report.entries.map(\.position.line) == [9, 20])
        #expect(report.status(isWritten: true, checksOnly: false) == 2)
    }

    @Test("a template of Helm is said to be one")
    func templates() {
        let report = Fake.run(
            "{{- if .Values.x }}\n" + Sample.service + "      storageUri: {{ .Values.uri }}\n{{ end }}\n")
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
            Sample.service + "      storageUri: oci://r.io/m:v1\n---\n" + Sample.service
            + "      storageUri: oci://r.io/m:v1\n"
        let report = PinRun(resolvers: resolvers).run([PinFile(name: "m.yaml", bytes: Array(text.utf8))])
        #expect(asked.count == 1)
        #expect(report.edited.count == 1)
    }

    @Test("a workload that asks another hub is not pinned by what this one says")
    func otherHub() throws {
        let text = Sample.deployment(
            "image: vllm/vllm-openai:v0.9\nargs: [--model=org/name]\nenv: [{name: HF_ENDPOINT, value: \"https://hub.corp\"}]"
        )
        guard case .unresolved(let reason, _) = try Self.outcome(text) else {
            Issue.record("edited")
            return
        }
        #expect(reason.contains("https://hub.corp"))
        let own = PinRun(resolvers: Fake.resolvers, endpoints: PinEndpoints(hub: "https://hub.corp/"))
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
