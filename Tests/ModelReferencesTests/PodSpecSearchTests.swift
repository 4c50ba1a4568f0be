import KubernetesModel
import ModelReferences
import Testing

@Suite("PodSpecs are found by their shape")
struct PodSpecSearchTests {
    private static let container = "[{name: a, image: 'vllm/vllm-openai:v1', args: [--model=o/n]}]"

    @Test(
        "in any kind, at any place",
        arguments: [
            "apiVersion: v1\nkind: Pod\nspec: {containers: LIST}",
            "apiVersion: v1\nkind: Pod\nspec: {initContainers: LIST}",
            "apiVersion: v1\nkind: Pod\nspec: {ephemeralContainers: LIST}",
            "apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {containers: LIST}}}",
            "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: LIST}}}}}",
            "apiVersion: x.example/v1\nkind: Unknown\nspec: {deep: [{er: {podTemplate: {spec: {containers: LIST}}}}]}",
            "apiVersion: x.example/v1\nkind: Unknown\nspec: {affinity: {nodeAffinity: {containers: LIST}}}",
            "apiVersion: x.example/v1\nkind: Unknown\nworkload: {containers: LIST}",
        ])
    func found(_ text: String) throws {
        let found = try workload(text.replacing("LIST", with: Self.container))
        #expect(found.references.map(\.value) == ["o/n"])
        #expect(found.isWorkload)
    }

    @Test(
        "and not where nothing runs",
        arguments: [
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {versions: [{containers: LIST}]}",
            "apiVersion: x.example/v1\nkind: Unknown\nstatus: {containers: LIST}",
            "apiVersion: x.example/v1\nkind: Unknown\nmetadata: {managedFields: [{containers: LIST}]}",
            "apiVersion: v1\nkind: ConfigMap\ndata: {containers: 'a'}",
            "apiVersion: x.example/v1\nkind: Unknown\nspec: {containers: [a, b]}",
            "apiVersion: x.example/v1\nkind: Unknown\nspec: {containers: {a: b}}",
        ])
    func absent(_ text: String) throws {
        let found = try workload(text.replacing("LIST", with: Self.container))
        #expect(found.references.isEmpty)
    }

    @Test("every container is an image of the workload, and the paths are the object's")
    func images() throws {
        let found = try workload(
            "apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {initContainers: [{name: i, image: 'a:1'}], "
                + "containers: [{name: b, image: 'b:1'}]}}}")
        #expect(found.images.map(\.image) == ["a:1", "b:1"])
        #expect(
            found.images.map(\.path.description) == [
                "spec.template.spec.initContainers[0].image", "spec.template.spec.containers[0].image",
            ])
    }

    @Test("a strange object is read without harm", arguments: strange)
    func strangeObjects(_ text: String) throws {
        _ = try workload(text)
    }
}

private let strange = [
    "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: 1, image: [], args: {a: b}, env: [1, {name: []}]}]}",
    "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: '', command: [''], args: ['-c']}]}",
    "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: '@:/', command: [vllm, '--model']}]}",
    "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: vllm, args: ['--model=', '=', '-', '--']}]}",
    "apiVersion: v1\nkind: Pod\nspec: {containers: [null, 1, {image: 'vllm:1', volumeMounts: [1, {name: x}]}], volumes: [1]}",
    "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: ollama, env: [{name: A, valueFrom: 3}], envFrom: [3, {}]}]}",
    "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: 'x/vllm', args: [--model=/a], volumeMounts: [{name: v, "
        + "mountPath: '/', subPath: '../..'}]}], volumes: [{name: v, csi: {driver: gcsfuse.csi.storage.gke.io}}]}",
]
