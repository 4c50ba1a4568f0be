import Testing

@testable import ModelReferences

/// What KServe's controller and webhook make of an InferenceService, written after
/// pkg/webhook/admission/pod/storage_initializer_injector.go and pkg/utils/storage.go.
@Suite("Children of an InferenceService")
struct KServeChildrenTests {
    private static let hex = String(repeating: "a1", count: 20)
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)

    @Test(
        "a pod refers to what its InferenceService refers to, and is pinned no worse",
        arguments: ["hf://o/name:\(hex)", "s3://b/m/v3/", "s3://b/m", "gs://b/m/v1/"])
    func storageInitializer(_ uri: String) throws {
        try compare(
            uri,
            with: """
                apiVersion: v1
                kind: Pod
                metadata: {annotations: {internal.serving.kserve.io/storage-initializer-sourceuri: "\(uri)"}}
                spec:
                  initContainers:
                  - name: storage-initializer
                    image: kserve/storage-initializer:v0.15.0
                    args: ["\(uri)", /mnt/models]
                    volumeMounts: [{name: kserve-provision-location, mountPath: /mnt/models}]
                  containers:
                  - name: kserve-container
                    image: kserve/sklearnserver:v0.15.0
                    args: [--model_name=n, --model_dir=/mnt/models, --http_port=8080]
                    volumeMounts: [{name: kserve-provision-location, mountPath: /mnt/models, readOnly: true}]
                  volumes: [{name: kserve-provision-location, emptyDir: {}}]
                """)
    }

    @Test("so does a pod with a modelcar", arguments: ["reg/m@\(digest)", "reg/m:latest"])
    func modelcar(_ image: String) throws {
        try compare(
            "oci://\(image)",
            with: """
                apiVersion: v1
                kind: Pod
                metadata: {annotations: {internal.serving.kserve.io/storage-initializer-sourceuri: "oci://\(image)"}}
                spec:
                  shareProcessNamespace: true
                  initContainers:
                  - {name: modelcar-init, image: "\(image)", args: [sh, -c, "test -d /models"]}
                  containers:
                  - name: kserve-container
                    image: kserve/sklearnserver:v0.15.0
                    args: [--model_name=n, --model_dir=/mnt/models]
                    volumeMounts: [{name: modelcar, mountPath: /mnt}]
                  - name: modelcar
                    image: "\(image)"
                    args: [sh, -c, "ln -sf /proc/$$$$/root/models /mnt/ && sleep infinity"]
                    volumeMounts: [{name: modelcar, mountPath: /mnt}]
                  volumes: [{name: modelcar, emptyDir: {}}]
                """)
    }

    @Test("so does a pod with an image volume", arguments: ["reg/m@\(digest)", "reg/m:latest"])
    func imageVolume(_ image: String) throws {
        try compare(
            "oci+native://\(image)",
            with: """
                apiVersion: v1
                kind: Pod
                spec:
                  containers:
                  - name: kserve-container
                    image: kserve/sklearnserver:v0.15.0
                    args: [--model_name=n, --model_dir=/mnt/models]
                    volumeMounts: [{name: m, mountPath: /mnt/models, subPath: models, readOnly: true}]
                  volumes: [{name: m, image: {reference: "\(image)", pullPolicy: IfNotPresent}}]
                """)
    }

    private func compare(_ uri: String, with child: String) throws {
        let parent = try Manifest(
            "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec: {predictor: {sklearn: {storageUri: \"\(uri)\"}}}"
        )
        let derived = parent.references.map(WorkloadKind.kserveInferenceService.derive)
        let found = try Manifest(child).references
        let kserve = Set(found.map { ChildReference($0) })
        // The annotation on the pod repeats the parent's own text.
        let annotated = Set(parent.references.map { ChildReference($0) })
        #expect(kserve.subtracting(annotated).isSubset(of: derived))
        #expect(kserve.isSuperset(of: derived))
        let worst = { (references: [ModelReference]) in references.map(\.pinning.severity).max() }
        #expect(worst(found) == worst(parent.references))
    }
}
