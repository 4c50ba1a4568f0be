import Testing

@testable import ModelReferences

@Suite("Fingerprints")
struct FingerprintTests {
    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: v, annotations: {team: a}}
        spec:
          replicas: 2
          template:
            metadata: {labels: {app: v}}
            spec:
              serviceAccountName: reader
              containers:
              - name: vllm
                image: vllm/vllm-openai:v0.9
                command: [vllm, serve, org/name]
                env: [{name: HF_HOME, value: /cache}, {name: LOG, value: info}]
                volumeMounts: [{name: cache, mountPath: /cache}]
                resources: {limits: {cpu: "1"}}
              - {name: log, image: "corp/log:1"}
              volumes: [{name: cache, emptyDir: {}}]
        """

    private func isUnchanged(_ old: String, _ new: String) throws -> Bool {
        try #require(old != new, "the edit changed nothing")
        return try Manifest(new).fingerprint().isUnchanged(since: Manifest(old).fingerprint())
    }

    @Test(
        "what does not bear on the model is no change",
        arguments: [
            ("replicas: 2", "replicas: 5"), ("replicas: 2", "replicas: 0"), ("cpu: \"1\"", "cpu: \"2\""),
            ("{team: a}", "{team: b}"), ("labels: {app: v}", "labels: {app: v, tier: x}"),
            ("metadata: {labels: {app: v}}", "metadata: {annotations: {kubectl.kubernetes.io/restartedAt: now}}"),
            ("replicas: 2", "replicas: 2\n  strategy: {type: Recreate}\n  paused: true"),
            ("name: log,", "name: log, readinessProbe: {httpGet: {port: 80}}, "),
            (
                "env: [{name: HF_HOME, value: /cache}, {name: LOG, value: info}]",
                "env: [{name: LOG, value: info}, {name: HF_HOME, value: /cache}]"
            ),
        ])
    func noChange(_ old: String, _ new: String) throws {
        #expect(try isUnchanged(Self.deployment, Self.deployment.replacing(old, with: new)))
    }

    @Test("the order of containers is no change")
    func order() throws {
        let container = "      - {name: log, image: \"corp/log:1\"}\n"
        let reordered = Self.deployment.replacing(container, with: "")
            .replacing("      containers:\n", with: "      containers:\n\(container)")
        #expect(try isUnchanged(Self.deployment, reordered))
    }

    @Test(
        "what bears on the model is a change",
        arguments: [
            ("org/name", "org/other"), ("vllm-openai:v0.9", "vllm-openai:v0.10"),
            ("command: [vllm, serve, org/name]", "command: [vllm, serve, org/name, --enforce-eager]"),
            ("value: /cache", "value: /other"), ("mountPath: /cache", "mountPath: /root"),
            ("emptyDir: {}", "persistentVolumeClaim: {claimName: c}"),
            ("serviceAccountName: reader", "serviceAccountName: writer"), ("corp/log:1", "corp/log:2"),
            ("{team: a}", "{team: a, pedigree.dev/dataset: x}"),
            ("metadata: {labels: {app: v}}", "metadata: {annotations: {pedigree.dev/model: \"hf://a/b\"}}"),
            (
                "serviceAccountName: reader",
                "serviceAccountName: reader\n      hostAliases: [{ip: 1.2.3.4, hostnames: [huggingface.co]}]"
            ),
            ("serviceAccountName: reader", "serviceAccountName: reader\n      initContainers: [{name: x, image: y}]"),
            ("{name: log,", "{name: log, volumeMounts: [{name: cache, mountPath: /c}],"),
            ("serviceAccountName: reader", "serviceAccountName: reader\n      aFieldOfTomorrow: 1"),
        ])
    func change(_ old: String, _ new: String) throws {
        #expect(try !isUnchanged(Self.deployment, Self.deployment.replacing(old, with: new)))
    }

    @Test("two references that change places are a change")
    func swapped() throws {
        let both = """
            apiVersion: v1
            kind: Pod
            spec:
              containers:
              - {name: a, image: "vllm/vllm-openai:1", args: [--model, x/one]}
              - {name: b, image: "vllm/vllm-openai:1", args: [--model, x/two]}
            """
        let swapped = both.replacing("x/one", with: "x/tmp").replacing("x/two", with: "x/one")
            .replacing("x/tmp", with: "x/two")
        #expect(try !isUnchanged(both, swapped))
    }

    @Test("init containers run one after the other, so their order matters")
    func initContainers() throws {
        let pod = """
            apiVersion: v1
            kind: Pod
            spec:
              initContainers: [{name: a, image: x, args: [a]}, {name: b, image: x, args: [b]}]
              containers: [{name: v, image: "vllm/vllm-openai:1", args: [--model, o/name]}]
            """
        let reordered = pod.replacing(
            "{name: a, image: x, args: [a]}, {name: b, image: x, args: [b]}",
            with: "{name: b, image: x, args: [b]}, {name: a, image: x, args: [a]}")
        #expect(try !isUnchanged(pod, reordered))
    }

    @Test("a workload without references is known by its images alone")
    func withoutReferences() throws {
        let nginx = """
            apiVersion: apps/v1
            kind: Deployment
            spec: {template: {spec: {containers: [{name: n, image: "nginx:1", args: [a]}]}}}
            """
        #expect(try isUnchanged(nginx, nginx.replacing("args: [a]", with: "args: [b]")))
        #expect(try !isUnchanged(nginx, nginx.replacing("nginx:1", with: "nginx:2")))
    }

    @Test("beginning to run is a change; scaling and stopping are none")
    func running() throws {
        let two = Self.deployment
        let none = two.replacing("replicas: 2", with: "replicas: 0")
        #expect(try !isUnchanged(none, two))
        #expect(try isUnchanged(two, none))
        let job = """
            apiVersion: batch/v1
            kind: Job
            spec: {suspend: true, template: {spec: {containers: [{name: v, image: "vllm/vllm-openai:1", args: [--model, o/name]}]}}}
            """
        let resumed = job.replacing("suspend: true", with: "suspend: false")
        #expect(try !isUnchanged(job, resumed))
        #expect(try isUnchanged(resumed, job))
    }

    @Test(
        "a share of the traffic may fall and not rise",
        arguments: [
            ("canaryTrafficPercent: 10, ", "canaryTrafficPercent: 50, ", false),
            ("canaryTrafficPercent: 10, ", "", false),
            ("canaryTrafficPercent: 10, ", "canaryTrafficPercent: 5, ", true),
            ("canaryTrafficPercent: 0, ", "canaryTrafficPercent: 100, ", false),
            ("", "canaryTrafficPercent: 100, ", true), ("", "canaryTrafficPercent: 20, ", true),
        ])
    func traffic(_ old: String, _ new: String, _ expected: Bool) throws {
        func isvc(_ share: String) -> String {
            """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            spec: {predictor: {\(share)sklearn: {storageUri: "gs://b/m"}}}
            """
        }
        #expect(try isUnchanged(isvc(old), isvc(new)) == expected)
    }

    @Test("in v1alpha2 an absent share is nothing, and every change of it moves traffic")
    func twoEndpoints() throws {
        func isvc(_ share: String) -> String {
            """
            apiVersion: serving.kubeflow.org/v1alpha2
            kind: InferenceService
            spec: {\(share)default: {predictor: {sklearn: {storageUri: "gs://b/1"}}}, canary: {predictor: {sklearn: {storageUri: "gs://b/2"}}}}
            """
        }
        #expect(try !isUnchanged(isvc(""), isvc("canaryTrafficPercent: 10, ")))
        #expect(try !isUnchanged(isvc("canaryTrafficPercent: 10, "), isvc("canaryTrafficPercent: 5, ")))
    }

    @Test(
        "what routes to models counts, references or not",
        arguments: [
            (
                "serving.kserve.io/v1alpha1", "InferenceGraph",
                "{nodes: {root: {steps: [{serviceName: a, weight: 90}]}}}", "90", "10"
            ),
            ("serving.knative.dev/v1", "Service", "{traffic: [{revisionName: a, percent: 90}]}", "90", "10"),
            ("argoproj.io/v1alpha1", "Rollout", "{strategy: {canary: {steps: [{setWeight: 20}]}}}", "20", "90"),
            (
                "machinelearning.seldon.io/v1", "SeldonDeployment",
                "{predictors: [{name: a, traffic: 80, graph: {name: g}}]}", "80", "20"
            ),
        ])
    func routes(_ apiVersion: String, _ kind: String, _ spec: String, _ old: String, _ new: String) throws {
        let object = "apiVersion: \(apiVersion)\nkind: \(kind)\nspec: \(spec)"
        #expect(try !isUnchanged(object, object.replacing(old, with: new)))
        let labelled = object + "\nmetadata: {labels: {a: b}}"
        #expect(try isUnchanged(object, labelled))
    }

    @Test("keys that are made to look like other keys do not")
    func ambiguousKeys() throws {
        func isvc(_ spec: String) -> String {
            "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec: {\(spec), predictor: {sklearn: {storageUri: \"gs://b/m\"}}}"
        }
        #expect(try !isUnchanged(isvc("\"a/1:b\": c"), isvc("a: {b: c}")))
        #expect(try !isUnchanged(isvc("a: \"b=c\""), isvc("\"a=b\": c")))
    }
}
