import KubernetesModel
import ModelReferences
import Testing

@Suite("A path that a server reads is followed over the mounts of its pod")
struct MountTests {
    @Test("a path on a claim is the claim and what is below it")
    func claim() throws {
        let found = try workload(
            pod(
                "image: vllm/vllm-openai:v1\nargs: [--model=/models/gemma]\n"
                    + "volumeMounts: [{name: m, mountPath: /models}]",
                beside: "volumes: [{name: m, persistentVolumeClaim: {claimName: weights}}]"))
        #expect(summary(found.references) == ["pvc://weights/gemma mutable"])
        #expect(found.references.first?.path.description == "spec.containers[0].args[0]")
    }

    @Test("the root of a claim says where it is mounted")
    func claimRoot() throws {
        let found = try workload(
            pod(
                "image: tensorflow/serving:2\nargs: [--model_base_path=/models/m]\n"
                    + "volumeMounts: [{name: m, mountPath: /models/m}]",
                beside: "volumes: [{name: m, persistentVolumeClaim: {claimName: weights}}]"))
        #expect(summary(found.references) == ["pvc://weights (/models/m) mutable"])
    }

    @Test("the longest mount wins, and its subPath counts")
    func longestMount() throws {
        let mounts = """
            volumeMounts:
            - {name: a, mountPath: /models}
            - {name: b, mountPath: /models/big, subPath: v3}
            """
        let found = try workload(
            pod(
                "image: vllm/vllm-openai:v1\nargs: [--model=/models/big/./gemma/]\n" + mounts,
                beside: """
                    volumes:
                    - {name: a, emptyDir: {}}
                    - {name: b, persistentVolumeClaim: {claimName: weights}}
                    """))
        #expect(summary(found.references) == ["pvc://weights/v3/gemma mutable"])
    }

    @Test("a mount at /mod does not hold /models")
    func segmentBoundary() throws {
        let found = try workload(
            pod(
                "image: vllm/vllm-openai:v1\nargs: [--model=/models/x]\nvolumeMounts: [{name: m, mountPath: /mod}]",
                beside: "volumes: [{name: m, persistentVolumeClaim: {claimName: weights}}]"))
        #expect(summary(found.references) == ["vllm/vllm-openai:v1 (image) mutable"])
    }

    @Test(
        "what the volume is decides what the path means",
        arguments: [
            ("hostPath: {path: /mnt/disk}", "hostPath:/mnt/disk/x mutable"),
            ("nfs: {server: nfs.corp, path: /export}", "nfs://nfs.corp/export/x mutable"),
            (
                "csi: {driver: gcsfuse.csi.storage.gke.io, volumeAttributes: {bucketName: b}}", "gs://b/x mutable"
            ),
            ("csi: {driver: s3.csi.aws.com, volumeAttributes: {bucketName: b}}", "s3://b/x mutable"),
            ("csi: {driver: gcsfuse.csi.storage.gke.io, volumeAttributes: {bucketName: $B}}", "/models/x mutable"),
            ("csi: {driver: example.com}", "/models/x mutable"),
            ("persistentVolumeClaim: {claimName: YOUR-PVC}", "/models/x mutable"),
            ("configMap: {name: c}", "/models/x unresolved"),
            ("emptyDir: {}", "/models/x unresolved"),
            ("image: {reference: 'corp/weights:v1'}", "corp/weights:v1 (image) mutable"),
            ("image: {reference: 'corp/weights@\(imageDigest)'}", "corp/weights@\(imageDigest) (image) pinned"),
        ])
    func volumes(_ volume: String, _ expected: String) throws {
        let found = try workload(
            pod(
                "image: vllm/vllm-openai:v1\nargs: [--model=/models/x]\nvolumeMounts: [{name: m, mountPath: /models}]",
                beside: "volumes: [{name: m, \(volume)}]"))
        #expect(summary(found.references) == [expected])
    }

    @Test("a version in a bucket's path counts on a mounted bucket too")
    func mountedVersion() throws {
        let found = try workload(
            pod(
                "image: vllm/vllm-openai:v1\nargs: [--model=/models/gemma/v3/]\n"
                    + "volumeMounts: [{name: m, mountPath: /models}]",
                beside: "volumes: [{name: m, csi: {driver: s3.csi.aws.com, volumeAttributes: {bucketName: b}}}]"))
        #expect(found.references.first?.value == "s3://b/gemma/v3")
    }

    @Test("an image volume that no model server mounts is an image and no reference")
    func otherImageVolume() throws {
        let found = try workload(
            pod(
                "image: nginx:1\nvolumeMounts: [{name: m, mountPath: /html}]",
                beside: "volumes: [{name: m, image: {reference: 'corp/site:v1'}}]"))
        #expect(found.references.isEmpty)
        #expect(found.images.map(\.image) == ["nginx:1", "corp/site:v1"])
    }

    @Test("a model inside the image makes the image the reference")
    func inImage() throws {
        let found = try workload(pod("image: vllm/vllm-openai@\(imageDigest)\nargs: [--model, /opt/model]"))
        #expect(summary(found.references) == ["vllm/vllm-openai@\(imageDigest) (image) pinned"])
        #expect(found.images.first?.hasReference == true)
    }

    @Test("a claim that an init container fills is still a claim")
    func filledClaim() throws {
        let found = try workload(
            pod(
                "image: vllm/vllm-openai:v1\nargs: [--model=/models/x]\nvolumeMounts: [{name: m, mountPath: /models}]",
                beside: """
                    initContainers:
                    - name: fetch
                      image: kserve/storage-initializer:v1
                      args: ['s3://b/m/v3/', /out]
                      volumeMounts: [{name: m, mountPath: /out}]
                    volumes: [{name: m, persistentVolumeClaim: {claimName: c}}]
                    """))
        #expect(summary(found.references) == ["s3://b/m/v3/ versioned", "pvc://c/x mutable"])
    }

    @Test("what an init container downloads into scratch space is what the server reads", arguments: downloads)
    func scratch(_ command: String, _ model: String, _ expected: [String]) throws {
        let found = try workload(
            pod(
                "image: ghcr.io/ggml-org/llama.cpp:server\nargs: [-m, \(model)]\n"
                    + "volumeMounts: [{name: m, mountPath: /models}]",
                beside: """
                    initContainers:
                    - name: fetch
                      image: corp/tools:1
                      command: [sh, -c, '\(command)']
                      volumeMounts: [{name: m, mountPath: /data}]
                    volumes: [{name: m, emptyDir: {}}]
                    """))
        #expect(summary(found.references) == expected)
    }

    @Test("Python code that loads a path reads what is mounted there")
    func pythonPath() throws {
        let found = try workload(
            pod(
                """
                image: corp/app:1
                command: [python, -c, 'AutoModel.from_pretrained("/models/x")']
                volumeMounts: [{name: m, mountPath: /models}]
                """, beside: "volumes: [{name: m, persistentVolumeClaim: {claimName: c}}]"))
        #expect(summary(found.references) == ["pvc://c/x mutable"])
    }
}

private let downloads: [(String, String, [String])] = [
    (
        "hf download o/n --revision \(commit) --local-dir /data/n", "/models/n/x.gguf",
        ["o/n pinned"]
    ),
    ("aws s3 cp --recursive s3://b/m/v3/ /data/", "/models/x.gguf", ["s3://b/m/v3/ versioned"]),
    ("wget -O /data/x.gguf https://h/x.gguf", "/models/x.gguf", ["https://h/x.gguf mutable"]),
    // What looks like no model by itself is one where a server reads it.
    ("curl -o /data/blob https://h/v2/blob", "/models/blob", ["https://h/v2/blob mutable"]),
    // Another directory of the same volume is not what the server reads.
    (
        "aws s3 cp --recursive s3://b/models/v3/ /data/a", "/models/b",
        ["s3://b/models/v3/ versioned", "/models/b unresolved"]
    ),
]
