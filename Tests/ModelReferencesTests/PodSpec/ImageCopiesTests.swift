import KubernetesModel
import ModelReferences
import Testing

@Suite("Containers that copy a model out of their image")
struct ImageCopiesTests {
    private static func found(_ copier: String, image: String = "acme/granite:1", _ server: String, beside: String = "")
        throws -> [String]
    {
        try summary(
            workload(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: p}
                spec:
                  initContainers:
                  - name: model
                    image: \(image)
                \(indented(copier, 4))
                    volumeMounts: [{name: s, mountPath: /shared}]
                  containers:
                  - name: main
                \(indented(server, 4))\(indented(beside, 2))
                  volumes: [{name: s, emptyDir: {}}]
                """
            ).references)
    }

    private static let app =
        "image: acme/chat:1\nenv: [{name: MODEL_PATH, value: /m/model.file}]\nvolumeMounts: [{name: s, mountPath: /m}]"
    private static let vllm =
        "image: vllm/vllm-openai:1\nargs: [--model, /m/llama]\nvolumeMounts: [{name: s, mountPath: /m}]"

    @Test(
        "the image is the model, whatever copies it",
        arguments: [
            "command: [/usr/bin/install, /model/model.file, /shared/]", "command: [cp, /model/model.file, /shared]",
            "command: [sh, -c, 'mkdir -p /shared/x && cp -v /model/model.file /shared/ && ls /shared']",
            "command: [cp, -t, /shared, /model/model.file]",
        ])
    func copies(_ copier: String) throws {
        #expect(try Self.found(copier, Self.app) == ["acme/granite:1 (image) mutable"])
        let pinned = "acme/granite@\(imageDigest)"
        #expect(try Self.found(copier, image: pinned, Self.app) == ["\(pinned) (image) pinned"])
    }

    @Test("a file of a model is one by its name alone")
    func files() throws {
        let app = "image: acme/chat:1\nvolumeMounts: [{name: s, mountPath: /m}]"
        #expect(try Self.found("command: [cp, /x/a.gguf, /shared/]", app) == ["acme/granite:1 (image) mutable"])
        #expect(try Self.found("command: [cp, /x/a.json, /shared/]", app) == [])
    }

    @Test("a directory that is called after models counts where a server reads it")
    func directories() throws {
        let copier = "command: [cp, -r, /models/llama, /shared/]"
        #expect(try Self.found(copier, Self.vllm) == ["acme/granite:1 (image) mutable"])
        #expect(try Self.found(copier, "image: nginx\nvolumeMounts: [{name: s, mountPath: /m}]") == [])
        #expect(try Self.found("command: [cp, -r, /plugins, /shared/]", "image: grafana/grafana") == [])
    }

    @Test(
        "one that does more than copying, or copies what came from elsewhere, says nothing about the model",
        arguments: [
            "command: [sh, -c, './get /models/llama && cp -r /models/llama /shared/']",
            "command: [sh, -c, 'cp -r /models/llama /shared/; /opt/fill /shared']",
            "command: [sh, -c, 'cp -r \\\"$X\\\" /shared/']", "command: [cp, -r, /shared/models/llama, /shared/x]",
        ])
    func others(_ copier: String) throws {
        let pinned = "acme/granite@\(imageDigest)"
        let found = try Self.found(copier, image: pinned, Self.vllm)
        #expect(found == ["/m/llama unresolved"])
    }

    @Test("another container that can write there leaves it open")
    func otherWriter() throws {
        let copier = "command: [cp, -r, /models/llama, /shared/]"
        let writer = "\n- name: other\n  image: acme/x:1\n  volumeMounts: [{name: s, mountPath: /x}]"
        let found = try Self.found(copier, Self.vllm, beside: writer)
        #expect(found.contains("/m/llama unresolved"))
    }
}
