import KubernetesModel
import ModelReferences
import Testing

@Suite("Scripts beyond what is followed")
struct ShellBoundsTests {
    private func pod(lines: Int) throws -> Workload {
        let script = String(repeating: "echo a\\n", count: lines) + "vllm serve org/name"
        let pod = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
             "spec": {"containers": [{"name": "c", "image": "corp/tool:1", "command": ["sh", "-c", "\(script)"]}]}}
            """
        return try ReferenceFinder.find(in: JSONParser.parse(pod).root)
    }

    @Test("a script that is padded until nobody follows it is unresolved, whatever the image")
    func padded() throws {
        let references = try pod(lines: 150_000).references
        #expect(references.contains { $0.pinning.name == "unresolved" })
    }

    @Test("a long script that can be followed is read to its end")
    func long() throws {
        #expect(try pod(lines: 500).references.map(\.value) == ["org/name"])
    }
}
