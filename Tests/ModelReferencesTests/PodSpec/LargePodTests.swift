import KubernetesModel
import ModelReferences
import Testing

@Suite("A pod far larger than any honest one is read to its end")
struct LargePodTests {
    @Test("thousands of containers, volumes and variables")
    func thousands() throws {
        var containers = ""
        var volumes = ""
        for index in 0..<3000 {
            containers += """
                - {name: c\(index), image: 'corp/vllm:\(index)', args: [--model=/m/x], volumeMounts: [{name: v\(index), mountPath: /m}]}

                """
            volumes += "- {name: v\(index), persistentVolumeClaim: {claimName: c\(index)}}\n"
        }
        let found = try workload(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n\(indented(containers, 2))\n"
                + "  volumes:\n\(indented(volumes, 2))\n")
        #expect(found.references.count == 3000)
        #expect(found.references.last?.value == "pvc://c2999/x")
    }

    @Test("more downloads into one volume than can be followed count as none")
    func downloads() throws {
        var containers = ""
        for index in 0..<300 {
            containers += """
                - {name: c\(index), image: 'kserve/storage-initializer:v1', args: ['s3://b/m/v3/', /m/\(index)], volumeMounts: [{name: m, mountPath: /m}]}

                """
        }
        let found = try workload(
            pod(
                "image: vllm/vllm-openai:v1\nargs: [--model=/m/1]\nvolumeMounts: [{name: m, mountPath: /m}]",
                beside: "initContainers:\n\(containers)volumes: [{name: m, emptyDir: {}}]"))
        #expect(found.references.last.map { summary([$0]) } == ["/m/1 unresolved"])
    }

    @Test("a thousand adapters under a thousand variables")
    func adapters() throws {
        let adapters = (0..<1000).map { "a\($0)=x/a\($0)" }.joined(separator: ", ")
        let variables = (0..<1000).map { "{name: V\($0), value: x}" }.joined(separator: ", ")
        let found = try workload(
            pod(
                "image: vllm/vllm-openai:v1\nargs: [--model=o/n, --lora-modules, \(adapters)]\n"
                    + "env: [\(variables), {name: HF_ENDPOINT, value: 'https://e.example'}]"))
        #expect(found.references.count == 1001)
        #expect(found.references.last?.endpointOverrides.map(\.name) == ["HF_ENDPOINT"])
    }
}

@Suite("References of many paths")
struct ManyPathsTests {
    @Test("more paths and mounts than anybody writes are one unresolved reference; a hundred adapters are read each")
    func bounded() throws {
        func found(_ paths: Int, _ mounts: Int) throws -> [ModelReference] {
            let args = (0..<paths).map { "--model=/m/\($0)" }.joined(separator: ", ")
            let list = (0..<mounts).map { "{name: v\($0), mountPath: /m/\($0)/w}" }.joined(separator: ", ")
            return try workload(pod("image: vllm/vllm-openai:v1\nargs: [\(args)]\nvolumeMounts: [\(list)]")).references
        }
        #expect(try found(1200, 300).map(\.pinning.name) == ["unresolved"])
        #expect(try found(100, 3).count > 1)
    }
}
