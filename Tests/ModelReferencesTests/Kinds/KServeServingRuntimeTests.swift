import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("A ServingRuntime's own directory for the model")
struct KServeServingRuntimeTests {
    private func found(_ volume: String, beside: String = "") throws -> [String] {
        let mount = "volumeMounts: [{name: d, mountPath: /mnt/models}]"
        return try workload(
            """
            apiVersion: serving.kserve.io/v1alpha1
            kind: ServingRuntime
            metadata: {name: triton}
            spec:
              containers:
              - {name: kserve-container, image: "nvcr.io/nvidia/tritonserver:23.10-py3", \(mount)}
              \(beside)
              volumes: [{name: d, \(volume)}]
            """
        ).references.map { "\($0.value) \($0.pinning.name)" }
    }

    @Test("an empty one that the server alone mounts holds nothing")
    func empty() throws { #expect(try found("emptyDir: {}") == []) }

    @Test("a claim, or a directory that another container can fill, may hold another model")
    func filled() throws {
        let other = "- {name: b, image: x, volumeMounts: [{name: d, mountPath: /x}]}"
        #expect(try found("emptyDir: {}", beside: other) == ["d (/mnt/models) unresolved"])
        #expect(try found("persistentVolumeClaim: {claimName: c}") == ["d (/mnt/models) unresolved"])
    }
}
