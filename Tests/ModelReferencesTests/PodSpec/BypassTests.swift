import KubernetesModel
import ModelReferences
import Testing

/// Ways around the gate that live in the walk, each with its smallest honest twin.
@Suite("Ways around the walk are closed")
struct BypassTests {
    // MARK: 1, an untrusted consumer

    @Test("an own init container named storage-initializer is refused; KServe's image in it is read")
    func foreignInitializer() throws {
        func pod(_ image: String) -> String {
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p}
            spec:
              initContainers:
              - {name: storage-initializer, image: \(image), args: ['s3://b/m/v3/', /mnt/models]}
              containers: [{name: kserve-container, image: corp/app:1}]
            """
        }
        let foreign = try workload(pod("evil/copy:1"))
        #expect(summary(foreign.references) == ["evil/copy:1 unresolved"])
        let own = try workload(pod("kserve/storage-initializer:v0.15"))
        #expect(summary(own.references) == ["s3://b/m/v3/ versioned"])
        #expect(own.references.first?.consumerImage == "kserve/storage-initializer:v0.15")
    }

    // MARK: 2, nothing to be seen

    @Test("a script on a server's image hides the model, from a volume or in the image; one that joins Ray does not")
    func mountedScript() throws {
        let volume = "volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]"
        let mounted = try workload(
            ModelReferencesTests.pod(
                "image: vllm/vllm-openai:v1\ncommand: [bash, /scripts/run.sh]\n"
                    + "volumeMounts: [{name: v, mountPath: /scripts}]", beside: volume))
        #expect(mounted.references.map(\.pinning.name) == ["unresolved"])
        let own = try workload(ModelReferencesTests.pod("image: vllm/vllm-openai:v1\ncommand: [bash, /opt/run.sh]"))
        #expect(own.references.map(\.pinning.name) == ["unresolved"])
        #expect(own.opaqueCommands.isEmpty)
        let joins = try workload(
            ModelReferencesTests.pod("image: vllm/vllm-openai:v1\ncommand: [bash, /opt/multi-node-serving.sh, worker]"))
        #expect(joins.references.isEmpty)
    }

    @Test("an encoded script is an opaque command, and unresolved on a server's image")
    func encodedScript() throws {
        let script = "command: [sh, -c, 'echo aGVsbG8= | base64 -d | sh']"
        let other = try workload(pod("image: corp/app:1\n" + script))
        #expect(other.references.isEmpty)
        #expect(other.opaqueCommands.count == 1)
        let server = try workload(pod("image: vllm/vllm-openai:v1\n" + script))
        #expect(server.references.map(\.pinning.name) == ["unresolved"])
        let plain = try workload(pod("image: corp/app:1\ncommand: [sh, -c, 'echo hello']"))
        #expect(plain.opaqueCommands.isEmpty)
    }

    @Test("a script in a ConfigMap beside the object is read; without the ConfigMap it is unresolved")
    func configMapScript() throws {
        let object = pod(
            "image: vllm/vllm-openai:v1\ncommand: [/scripts/run.sh]\nvolumeMounts: [{name: s, mountPath: /scripts}]",
            beside: "volumes: [{name: s, configMap: {name: c}}]")
        let map = """
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: c}
            data:
              run.sh: |
                #!/bin/sh
                exec vllm serve o/n --revision \(commit)
            """
        #expect(try summary(workload(object + "\n" + map).references) == ["o/n pinned"])
        #expect(try workload(object).references.map(\.pinning.name) == ["unresolved"])
    }

    // MARK: 3, another server under the same URI

    @Test(
        "an endpoint, proxy or CA bundle of the container is recorded with the reference",
        arguments: ["HF_ENDPOINT", "HTTPS_PROXY", "https_proxy", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
    func endpoints(_ name: String) throws {
        let found = try workload(
            pod(
                "image: vllm/vllm-openai:v1\nargs: [--model, o/n]\nenv: [{name: \(name), value: 'https://e.example'}]"))
        #expect(found.references.first?.endpointOverrides.map(\.name) == [name])
        #expect(found.references.first?.endpointOverrides.first?.value == "https://e.example")
    }

    @Test(
        "settings of other stores and ordinary variables are not", arguments: ["AWS_ENDPOINT_URL", "NO_PROXY", "PORT"])
    func otherSettings(_ name: String) throws {
        let found = try workload(
            pod("image: vllm/vllm-openai:v1\nargs: [--model, o/n]\nenv: [{name: \(name), value: 'https://e.example'}]"))
        #expect(found.references.first?.endpointOverrides == [])
    }

    @Test("an endpoint from a Secret is recorded without a value")
    func secretEndpoint() throws {
        let found = try workload(
            pod(
                "image: vllm/vllm-openai:v1\nargs: [--model, o/n]\n"
                    + "env: [{name: HF_ENDPOINT, valueFrom: {secretKeyRef: {name: s, key: k}}}]"))
        let override = try #require(found.references.first?.endpointOverrides.first)
        #expect(override.value == nil)
    }

    @Test("an S3 endpoint is recorded with what is read from S3")
    func s3Endpoint() throws {
        let found = try workload(
            pod(
                "image: nvcr.io/nvidia/tritonserver:1\nargs: [tritonserver, '--model-repository=s3://b/m/v3/']\n"
                    + "env: [{name: AWS_ENDPOINT_URL, value: 'http://minio'}]"))
        #expect(found.references.first?.endpointOverrides.map(\.name) == ["AWS_ENDPOINT_URL"])
    }

    @Test(
        "hostAliases and name servers of the pod are recorded; ndots alone is not",
        arguments: [
            ("hostAliases: [{ip: 10.0.0.1, hostnames: [huggingface.co]}]", ["hostAliases"]),
            ("dnsConfig: {nameservers: [10.0.0.1]}", ["dnsConfig.nameservers"]),
            ("dnsConfig: {searches: [evil.example]}", ["dnsConfig.searches"]),
            ("dnsConfig: {options: [{name: ndots, value: '1'}]}", []),
        ])
    func names(_ lines: String, _ expected: [String]) throws {
        let found = try workload(pod("image: vllm/vllm-openai:v1\nargs: [--model, o/n]", beside: lines))
        #expect(found.references.first?.endpointOverrides.map(\.name) == expected)
    }

    // MARK: 10, loading at run time

    @Test(
        "a server that loads at run time yields a mutable reference; the same server without does not",
        arguments: [
            (
                "image: vllm/vllm-openai:v1\nargs: [--model=o/n, --revision=\(commit)]\n"
                    + "env: [{name: VLLM_ALLOW_RUNTIME_LORA_UPDATING, value: \"VALUE\"}]", "True", "0"
            ),
            (
                "image: nvcr.io/nvidia/tritonserver:1\n"
                    + "args: [tritonserver, '--model-repository=s3://b/m/v3/', --model-control-mode=VALUE]", "poll",
                "none"
            ),
            (
                "image: seldonio/mlserver:1\nenv: [{name: MLSERVER_MODEL_URI, value: 'models:/m/3'}, "
                    + "{name: MLSERVER_LOAD_MODELS_AT_STARTUP, value: \"VALUE\"}]", "false", "true"
            ),
        ])
    func runTimeLoading(_ container: String, _ on: String, _ off: String) throws {
        let loading = try workload(pod(container.replacing("VALUE", with: on)))
        #expect(loading.references.map(\.pinning.name).contains("mutable"))
        let fixed = try workload(pod(container.replacing("VALUE", with: off)))
        #expect(!fixed.references.isEmpty && !fixed.references.map(\.pinning.name).contains("mutable"))
    }

    // MARK: 11, weights overlaid

    @Test("a volume under the place of a judged model is unresolved; elsewhere it is nobody's business")
    func overlay() throws {
        func pod(_ place: String) -> String {
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: p
              annotations: {internal.serving.kserve.io/storage-initializer-sourceuri: 's3://b/m/v3/'}
            spec:
              containers:
              - name: kserve-container
                image: kserve/sklearnserver:v1
                args: [--model_dir=/mnt/models]
                volumeMounts: [{name: v, mountPath: \(place)}]
              volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]
            """
        }
        #expect(
            try summary(workload(pod("/mnt/models/sub")).references) == [
                "s3://b/m/v3/ versioned", "v (/mnt/models/sub) unresolved",
            ])
        #expect(try summary(workload(pod("/cache")).references) == ["s3://b/m/v3/ versioned"])
    }

    @Test("another container that can write to the model's scratch volume is named; read-only it may stay")
    func otherWriter() throws {
        func pod(readOnly: Bool) -> String {
            ModelReferencesTests.pod(
                "image: vllm/vllm-openai:v1\nargs: [--model=/models/x]\nvolumeMounts: [{name: m, mountPath: /models}]",
                beside: """
                    initContainers:
                    - name: fetch
                      image: kserve/storage-initializer:v1
                      args: ['s3://b/m/v3/', /out/x]
                      volumeMounts: [{name: m, mountPath: /out}]
                    - name: other
                      image: corp/tool:1
                      volumeMounts: [{name: m, mountPath: /m, readOnly: \(readOnly)}]
                    volumes: [{name: m, emptyDir: {}}]
                    """)
        }
        #expect(
            try summary(workload(pod(readOnly: false)).references) == [
                "s3://b/m/v3/ versioned", "/models/x unresolved",
            ])
        #expect(try summary(workload(pod(readOnly: true)).references) == ["s3://b/m/v3/ versioned"])
    }

    @Test("a volume at the working directory may hold a directory with the model's name")
    func shadowedName() throws {
        let lines = "image: vllm/vllm-openai:v1\nargs: [--model=o/n, --revision=\(commit)]\nworkingDir: /work\n"
        let beside = "volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]"
        let shadowed = try workload(pod(lines + "volumeMounts: [{name: v, mountPath: /work}]", beside: beside))
        #expect(summary(shadowed.references) == ["o/n unresolved"])
        let clear = try workload(pod(lines + "volumeMounts: [{name: v, mountPath: /cache}]", beside: beside))
        #expect(summary(clear.references) == ["o/n pinned"])
    }

    // MARK: 13, variables and files from elsewhere

    @Test("envFrom on a server is unresolved; single variables from a Secret are not")
    func hiddenVariables() throws {
        let server = "image: vllm/vllm-openai:v1\nargs: [--model=o/n, --revision=\(commit)]\n"
        let hidden = try workload(pod(server + "envFrom: [{secretRef: {name: s}}]"))
        #expect(summary(hidden.references) == ["o/n pinned", "envFrom Secret s (config) unresolved"])
        let named = try workload(
            pod(server + "env: [{name: HF_TOKEN, valueFrom: {secretKeyRef: {name: s, key: k}}}]"))
        #expect(summary(named.references) == ["o/n pinned"])
        let other = try workload(pod("image: corp/app:1\nenvFrom: [{secretRef: {name: s}}]"))
        #expect(other.references.isEmpty)
    }

    @Test("envFrom of a ConfigMap beside the object is read")
    func visibleVariables() throws {
        let object = pod(
            "image: ghcr.io/huggingface/text-generation-inference:3\nenvFrom: [{configMapRef: {name: c}}]")
        let map = """
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: c}
            data: {MODEL_ID: o/n, REVISION: \(commit)}
            """
        #expect(try summary(workload(object + "\n" + map).references) == ["o/n pinned"])
        #expect(
            try summary(workload(object).references) == ["envFrom ConfigMap c (config) unresolved"])
    }

    @Test("a file of options on a volume hides them; in the image it is the image's own")
    func optionsFile() throws {
        let server = "image: vllm/vllm-openai:v1\nargs: [--model=o/n, --revision=\(commit), --config=/etc/v/o.yaml]\n"
        let beside = "volumes: [{name: v, configMap: {name: c}}]"
        let hidden = try workload(pod(server + "volumeMounts: [{name: v, mountPath: /etc/v}]", beside: beside))
        #expect(summary(hidden.references) == ["o/n pinned", "/etc/v/o.yaml (config) unresolved"])
        #expect(try summary(workload(pod(server)).references) == ["o/n pinned"])
    }

    @Test("arguments from a Secret may be any option")
    func hiddenArguments() throws {
        let server = "image: x\ncommand: [sh, -c, 'vllm serve o/n --revision \(commit) $EXTRA']\n"
        let hidden = try workload(
            pod(server + "env: [{name: EXTRA, valueFrom: {secretKeyRef: {name: s, key: k}}}]"))
        #expect(hidden.references.map(\.pinning.name) == ["pinned", "unresolved"])
        let known = try workload(pod(server + "env: [{name: EXTRA, value: '--port 80'}]"))
        #expect(summary(known.references) == ["o/n pinned"])
    }

    // MARK: 21, surfaces that nobody lists

    @Test("KServe's annotations on a bare pod or a template are references")
    func annotations() throws {
        let key = "internal.serving.kserve.io/storage-initializer-sourceuri"
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, annotations: {\(key): 's3://b/m/'}}
            spec: {containers: [{name: main, image: corp/app:1}]}
            """
        let found = try workload(pod).references
        #expect(summary(found) == ["s3://b/m/ mutable"])
        #expect(found.first?.path.description == "metadata.annotations[\"\(key)\"]")
        let template = """
            apiVersion: example.com/v1
            kind: Anything
            metadata: {name: x}
            spec: {template: {metadata: {annotations: {\(key): 's3://b/m/v3/'}}, spec: {containers: [{image: corp/app:1}]}}}
            """
        #expect(try summary(workload(template).references) == ["s3://b/m/v3/ versioned"])
    }
}
