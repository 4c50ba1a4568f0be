import KubernetesModel
import ModelReferences
import Testing

/// Other files in the place of a model, each with its honest twin.
@Suite("Nothing else takes the place of a model")
struct OverlayTests {
    @Test(
        "a volume below the model's directory may replace it; an empty one, or one beside it, does not",
        arguments: [
            ("/mnt/models/weights", "persistentVolumeClaim: {claimName: c}", ["versioned", "unresolved"]),
            ("/mnt/models/weights", "image: {reference: 'corp/other:1'}", ["versioned", "unresolved"]),
            ("/mnt/models/config.json", "configMap: {name: c}", ["versioned", "unresolved"]),
            ("/mnt/models/.cache", "emptyDir: {}", ["versioned"]),
            ("/mnt/other", "persistentVolumeClaim: {claimName: c}", ["versioned"]),
            ("/mnt/models-other", "persistentVolumeClaim: {claimName: c}", ["versioned"]),
        ])
    func below(_ path: String, _ volume: String, _ expected: [String]) throws {
        let found = try workload(
            pod(
                """
                image: vllm/vllm-openai:v1
                args: [--model, /mnt/models]
                volumeMounts: [{name: m, mountPath: /mnt/models}, {name: o, mountPath: \(path)}]
                """,
                beside: """
                    initContainers:
                    - name: storage-initializer
                      image: kserve/storage-initializer:v1
                      args: ['s3://b/m/v3/', /mnt/models]
                      volumeMounts: [{name: m, mountPath: /mnt/models}]
                    volumes: [{name: m, emptyDir: {}}, {name: o, \(volume)}]
                    """))
        #expect(found.references.filter { $0.consumer != .image }.map(\.pinning.name).sorted(by: >) == expected)
    }

    @Test("a volume below a model in a pinned image, or in a pinned image volume, may replace it")
    func belowImage() throws {
        func names(_ path: String, _ model: String) throws -> [String] {
            try workload(
                pod(
                    """
                    image: vllm/vllm-openai@\(imageDigest)
                    args: [--model, \(model)]
                    volumeMounts: [{name: i, mountPath: /models}, {name: o, mountPath: \(path)}]
                    """,
                    beside: """
                        volumes:
                        - {name: i, image: {reference: 'corp/m@\(imageDigest)'}}
                        - {name: o, persistentVolumeClaim: {claimName: c}}
                        """)
            ).references.filter { $0.role != .cache }.map(\.pinning.name)
        }
        #expect(try names("/models/w", "/models").contains("unresolved"))
        #expect(try names("/opt/model/w", "/opt/model").contains("unresolved"))
        #expect(try !names("/opt/cache", "/opt/model").contains("unresolved"))
        #expect(try !names("/cache", "/models").contains("unresolved"))
    }

    @Test(
        "a server that is told to read elsewhere than where KServe puts the model serves another one",
        arguments: [
            ("model: {modelFormat: {name: sklearn}, args: ['--model_dir=/other'], ", ["versioned", "unresolved"]),
            ("sklearn: {args: ['--model_dir', /other], ", ["versioned", "unresolved"]),
            ("triton: {args: ['--model-repository=/opt/m'], ", ["versioned", "unresolved"]),
            ("model: {modelFormat: {name: huggingface}, args: [--model_dir=/x], ", ["versioned", "unresolved"]),
            ("model: {modelFormat: {name: sklearn}, args: ['--model_dir=/mnt/models'], ", ["versioned"]),
            ("sklearn: {args: ['--model_dir', /mnt/models/inner], ", ["versioned"]),
            ("sklearn: {args: ['--model_name', m], ", ["versioned"]),
        ])
    func elsewhere(_ block: String, _ expected: [String]) throws {
        let found = try workload(
            """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: {name: i}
            spec: {predictor: {\(block)storageUri: 's3://b/m/v3/'}}}
            """)
        #expect(found.references.map(\.pinning.name) == expected)
    }

    @Test("a custom container whose STORAGE_URI is put at /mnt/models and that reads elsewhere")
    func customContainer() throws {
        func names(_ directory: String) throws -> [String] {
            try workload(
                """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: i}
                spec:
                  predictor:
                    containers:
                    - name: kserve-container
                      image: corp/server:1
                      args: [--model_dir=\(directory)]
                      env: [{name: STORAGE_URI, value: 's3://b/m/v3/'}]
                """
            ).references.map(\.pinning.name)
        }
        #expect(try names("/other") == ["versioned", "unresolved"])
        #expect(try names("/mnt/models") == ["versioned"])
    }

    @Test("options of a server in its image hide the model; beside a model that is shown they do not")
    func configInImage() throws {
        let hidden = try workload(pod("image: vllm/vllm-openai:v1\nargs: [--config, /etc/vllm.yaml]"))
        #expect(hidden.references.map(\.pinning.name) == ["unresolved"])
        let shown = try workload(
            pod("image: vllm/vllm-openai:v1\nargs: [--config, /etc/vllm.yaml, --model, o/n, --revision, \(commit)]"))
        #expect(shown.references.map(\.pinning.name) == ["pinned"])
    }

    @Test(
        "a server that starts only with a model, and shows none, hides it",
        arguments: ["python3, -m, sglang.launch_server", "trtllm-serve", "lmdeploy, serve, api_server"])
    func hiddenModel(_ command: String) throws {
        let hidden = try workload(pod("image: corp/x:1\ncommand: [\(command)]"))
        #expect(hidden.references.map(\.pinning.name) == ["unresolved"])
        let idle = try workload(pod("image: lmsysorg/sglang:v1\ncommand: [sleep, infinity]"))
        #expect(idle.references.isEmpty)
        let router = try workload(pod("image: lmsysorg/sglang:v1\ncommand: [python3, -m, sglang_router.launch_router]"))
        #expect(router.references.isEmpty)
        let ray = try workload(pod("image: vllm/vllm-openai:v1\ncommand: [sh, -c, 'ray start --address=$A --block']"))
        #expect(ray.references.isEmpty)
    }
}
