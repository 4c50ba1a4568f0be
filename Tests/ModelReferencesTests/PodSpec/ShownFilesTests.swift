import KubernetesModel
import ModelReferences
import Testing

@Suite("Files of a ConfigMap are in a container where its mounts put them")
struct ShownFilesTests {
    private func references(
        mount: String, volume: String = "configMap: {name: cfg}", container: String = "image: acme/proxy:1"
    ) throws -> [String] {
        let scripts = """
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cfg}
            data:
              start.sh: vllm serve a/b
              dl.py: |
                from huggingface_hub import snapshot_download
                snapshot_download("c/d")
              litellm.yaml: "model_list: []"
            """
        let object = pod("\(container)\nvolumeMounts: [{name: c, \(mount)}]", beside: "volumes: [{name: c, \(volume)}]")
        return summary(try workload(object + "\n" + scripts).references)
    }

    @Test("scripts count for whoever mounts the whole of it")
    func whole() throws {
        #expect(Set(try references(mount: "mountPath: /cfg")) == ["a/b mutable", "c/d mutable"])
    }

    @Test(
        "keys that subPath or items leave out are not in the container",
        arguments: [
            ("mountPath: /cfg/litellm.yaml, subPath: litellm.yaml", "configMap: {name: cfg}"),
            ("mountPath: /cfg/litellm.yaml, subPath: ./litellm.yaml", "configMap: {name: cfg}"),
            ("mountPath: /cfg", "configMap: {name: cfg, items: [{key: litellm.yaml, path: x.yaml}]}"),
            (
                "mountPath: /cfg",
                "projected: {sources: [{configMap: {name: cfg, items: [{key: litellm.yaml, path: x.yaml}]}}]}"
            ),
        ])
    func leftOut(_ mount: String, _ volume: String) throws {
        #expect(try references(mount: mount, volume: volume) == [])
    }

    @Test(
        "keys that are in the container by another name, or by a path that nobody can tell, count",
        arguments: [
            ("mountPath: /run.sh, subPath: start.sh", "configMap: {name: cfg}"),
            ("mountPath: /cfg", "configMap: {name: cfg, items: [{key: start.sh, path: bin/run}]}"),
            ("mountPath: /cfg, subPath: bin", "configMap: {name: cfg, items: [{key: start.sh, path: bin/run}]}"),
            ("mountPath: /cfg", "projected: {sources: [{secret: {name: s}}, {configMap: {name: cfg}}]}"),
        ])
    func renamed(_ mount: String, _ volume: String) throws {
        #expect(try references(mount: mount, volume: volume).contains("a/b mutable"))
    }

    @Test(
        "an empty list of items, a variable and the kubelet's own links leave nothing out",
        arguments: [
            ("mountPath: /cfg", "configMap: {name: cfg, items: []}"),
            ("mountPath: /x.yaml, subPathExpr: $(NAME)", "configMap: {name: cfg}"),
            ("mountPath: /x.yaml, subPath: ..data/litellm.yaml", "configMap: {name: cfg}"),
        ])
    func unknownPart(_ mount: String, _ volume: String) throws {
        #expect(try references(mount: mount, volume: volume).contains("a/b mutable"))
    }

    @Test("a command runs the file that its path names, whatever its key is")
    func renamedAndRun() throws {
        let found = try references(
            mount: "mountPath: /cfg", volume: "configMap: {name: cfg, items: [{key: dl.py, path: bin/run}]}",
            container: "image: python:3\ncommand: [python, /cfg/bin/run]")
        #expect(found == ["c/d mutable"])
    }

    @Test("a Secret that may lie over the file makes it unreadable")
    func covered() throws {
        let volume = "projected: {sources: [{configMap: {name: cfg}}, {secret: {name: s}}]}"
        let object = pod(
            "image: vllm/vllm-openai:v1\ncommand: [bash, /cfg/start.sh]\nvolumeMounts: [{name: c, mountPath: /cfg}]",
            beside: "volumes: [{name: c, \(volume)}]")
        let map = "\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: cfg}, data: {start.sh: vllm serve a/b}}"
        let covered = try workload(object + map)
        #expect(covered.opaqueCommands.count == 1)
        #expect(try workload(object.replacing("{secret: {name: s}}", with: "") + map).opaqueCommands.isEmpty)
    }

    @Test("what a command reads from such a file is known")
    func input() throws {
        let map = """

            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cfg}
            data:
              models.txt: |
                a/b
                c/d
              Modelfile: |
                FROM llama3
                PARAMETER temperature 1
            """
        func found(_ script: String) throws -> [String] {
            let object = pod(
                "image: python:3\ncommand: [sh, -c, '\(script)']\nvolumeMounts: [{name: c, mountPath: /cfg}]",
                beside: "volumes: [{name: c, configMap: {name: cfg}}]")
            return summary(try workload(object + map).references)
        }
        #expect(
            try found("for m in $(cat /cfg/models.txt); do hf download $m; done") == ["a/b mutable", "c/d mutable"])
        #expect(try found("xargs -n 1 hf download < /cfg/models.txt") == ["a/b mutable", "c/d mutable"])
        #expect(try found("ollama create x -f /cfg/Modelfile") == ["llama3 mutable"])
        #expect(try found("hf download $(cat /cfg/other.txt)").allSatisfy { $0.hasSuffix("unresolved") })
    }
}
