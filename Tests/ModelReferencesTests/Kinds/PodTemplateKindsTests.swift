import Testing

@testable import ModelReferences

@Suite("Kinds whose pods the general walk reads")
struct PodTemplateKindsTests {
    private static let container = "{name: v, image: \"vllm/vllm-openai:1\", args: [--model, o/name]}"

    @Test(
        "every shape of template is found",
        arguments: [
            ("v1", "Pod", "spec: {containers: [\(container)]}", "spec.containers[0].args[1]"),
            (
                "batch/v1", "CronJob", "spec: {jobTemplate: {spec: {template: {spec: {containers: [\(container)]}}}}}",
                "spec.jobTemplate.spec.template.spec.containers[0].args[1]"
            ),
            (
                "leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet",
                "spec: {leaderWorkerTemplate: {leaderTemplate: {spec: {containers: [\(container)]}}}}",
                "spec.leaderWorkerTemplate.leaderTemplate.spec.containers[0].args[1]"
            ),
            (
                "kubeflow.org/v1", "PyTorchJob",
                "spec: {pytorchReplicaSpecs: {Master: {template: {spec: {containers: [\(container)]}}}}}",
                "spec.pytorchReplicaSpecs.Master.template.spec.containers[0].args[1]"
            ),
            (
                "kubeflow.org/v1alpha1", "TFJob",
                "spec: {replicaSpecs: [{template: {spec: {containers: [\(container)]}}}]}",
                "spec.replicaSpecs[0].template.spec.containers[0].args[1]"
            ),
            (
                "argoproj.io/v1alpha1", "Rollout", "spec: {template: {spec: {containers: [\(container)]}}}",
                "spec.template.spec.containers[0].args[1]"
            ),
            (
                "argoproj.io/v1alpha1", "Workflow", "spec: {templates: [{name: t, container: \(container)}]}",
                "spec.templates[0].container.args[1]"
            ),
            (
                "argoproj.io/v1alpha1", "CronWorkflow",
                "spec: {workflowSpec: {templates: [{name: t, container: \(container)}]}}",
                "spec.workflowSpec.templates[0].container.args[1]"
            ),
            (
                "serving.knative.dev/v1", "Service", "spec: {template: {spec: {containers: [\(container)]}}}",
                "spec.template.spec.containers[0].args[1]"
            ),
            (
                "nvidia.com/v1alpha1", "DynamoGraphDeployment",
                "spec: {services: {Worker: {extraPodSpec: {mainContainer: \(container)}}}}",
                "spec.services.Worker.extraPodSpec.mainContainer.args[1]"
            ),
            (
                "ray.io/v1", "RayCluster",
                "spec: {workerGroupSpecs: [{groupName: g, template: {spec: {containers: [\(container)]}}}]}",
                "spec.workerGroupSpecs[0].template.spec.containers[0].args[1]"
            ),
            (
                "example.com/v1", "Unheard", "spec: {deep: [{er: {containers: [\(container)]}}]}",
                "spec.deep[0].er.containers[0].args[1]"
            ),
        ])
    func templates(_ apiVersion: String, _ kind: String, _ spec: String, _ path: String) throws {
        #expect(try Manifest("apiVersion: \(apiVersion)\nkind: \(kind)\n\(spec)").lines == ["\(path) = o/name"])
    }

    @Test("a list of containers that a workflow does not have hides nothing")
    func strayContainers() throws {
        let workflow =
            "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {containers: [{name: x, image: y}], templates: [{container: \(Self.container)}]}"
        #expect(try Manifest(workflow).lines == ["spec.templates[0].container.args[1] = o/name"])
    }

    @Test("a script's text is read: shell, or Python where its command is Python")
    func scripts() throws {
        func workflow(_ command: String, _ source: String) -> String {
            "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {templates: [{script: {image: i, command: [\(command)], source: '\(source)'}}]}"
        }
        let shell = try Manifest(workflow("bash", "hf download o/name"))
        let python = try Manifest(workflow("python", "snapshot_download(repo_id=\"o/name\")"))
        #expect(shell.references.map(\.value) == ["o/name"])
        #expect(python.references.map(\.value) == ["o/name"])
    }

    @Test("Knative says how much of the traffic the template's own revision gets")
    func knativeTraffic() throws {
        let manifest = try Manifest(
            "apiVersion: serving.knative.dev/v1\nkind: Service\nspec: {traffic: [{revisionName: a, percent: 90}, {latestRevision: true, percent: 10}], template: {spec: {containers: [\(Self.container)]}}}"
        )
        #expect(manifest.references.map(\.trafficPercent) == [10])
    }

    @Test(
        "a route names no model: what stands behind it is judged at its own write",
        arguments: [
            (
                "gateway.networking.k8s.io/v1", "HTTPRoute",
                "{rules: [{backendRefs: [{group: inference.networking.k8s.io, kind: InferencePool, name: a, weight: 9}]}]}"
            ),
            ("gateway.networking.k8s.io/v1", "GRPCRoute", "{rules: [{backendRefs: [{name: llama-2-7b, weight: 9}]}]}"),
            (
                "networking.istio.io/v1", "VirtualService",
                "{http: [{route: [{destination: {host: model.ml.svc.cluster.local}, weight: 9}]}]}"
            ),
        ])
    func routes(_ apiVersion: String, _ kind: String, _ spec: String) throws {
        let found = try Manifest("apiVersion: \(apiVersion)\nkind: \(kind)\nspec: \(spec)").workload()
        #expect(found.references.isEmpty && found.images.isEmpty)
    }
}
