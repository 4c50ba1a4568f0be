import KubernetesModel
import ModelReferences
import Testing

@Suite("Objects with more than anybody writes")
struct ReferenceBoundsTests {
    private func pod(containers: Int, args: Int = 0) throws -> [ModelReference] {
        let list = (0..<containers).map { number in
            let words = (0..<args).map { "\"--served-model-name=\($0)\"" } + ["\"--model=o/n\(number)\""]
            return """
                {"name": "c\(number)", "image": "vllm/vllm-openai:v1", "args": [\(words.joined(separator: ","))]}
                """
        }
        let pod = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
             "spec": {"containers": [\(list.joined(separator: ","))]}}
            """
        return try ReferenceFinder.find(in: JSONParser.parse(pod).root).references
    }

    @Test("a pod of three thousand servers is read, one more makes it unresolved")
    func containers() throws {
        #expect(try pod(containers: 3_000).count == 3_000)
        #expect(try pod(containers: 3_001).map(\.pinning.name) == ["unresolved"])
    }

    @Test("a command of thousands of words is read, one beyond the bound is unresolved")
    func words() throws {
        #expect(try pod(containers: 1, args: 5_000).map(\.value) == ["o/n0"])
        #expect(try pod(containers: 1, args: 20_000).map(\.pinning.name) == ["unresolved"])
    }
}
