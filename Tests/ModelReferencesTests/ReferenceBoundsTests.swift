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

    @Test("references far down long keys are read, as long as their paths together are of a sane length")
    func paths() throws {
        func deep(_ servers: Int) throws -> [ModelReference] {
            let key = String(repeating: "k", count: 1_000)
            let list = (0..<servers).map {
                "{\"name\": \"c\($0)\", \"image\": \"vllm/vllm-openai:v1\", \"args\": [\"--model=o/n\"]}"
            }
            let pod = "{\"spec\": {\"containers\": [\(list.joined(separator: ","))]}}"
            let spec = (0..<80).reduce("{\"template\": \(pod)}") { inner, _ in "{\"\(key)\": \(inner)}" }
            let object = """
                {"apiVersion": "x.dev/v1", "kind": "Fleet", "metadata": {"name": "f"}, "spec": \(spec)}
                """
            return try ReferenceFinder.find(in: JSONParser.parse(object).root).references
        }
        let few = try deep(100)
        #expect(few.count == 100 && few.allSatisfy { $0.pinning.name == "mutable" })
        let many = try deep(400)
        #expect(many.count < 400)
        #expect(many.last?.pinning.name == "unresolved")
    }

    @Test(
        "one download more than is followed makes a script unresolved",
        arguments: [
            ("sh", "hf download o/n# --revision SHA\n", "hf download o/x"),
            ("python3", "snapshot_download('o/n#', revision='SHA')\n", "snapshot_download('o/x')"),
        ])
    func downloads(program: String, line: String, last: String) throws {
        let sha = String(repeating: "a", count: 40)
        let lines = { (count: Int) in
            (0..<count).map { line.replacing("#", with: "\($0)").replacing("SHA", with: sha) }.joined()
        }
        #expect(try run(program, lines(500)).allSatisfy { $0 == "pinned" })
        #expect(try run(program, lines(600) + last).contains("unresolved"))
    }

    @Test("a loop over more names than are followed is unresolved")
    func rounds() throws {
        let sha = String(repeating: "a", count: 40)
        let loop = { (count: Int) in
            "for m, r in [" + (0..<count).map { "('o/n\($0)', '\(sha)')," }.joined()
                + "]: snapshot_download(m, revision=r)"
        }
        #expect(try run("python3", loop(300)).allSatisfy { $0 == "pinned" })
        #expect(try run("python3", loop(600)).contains("unresolved"))
    }

    @Test("scripts of a ConfigMap that many containers read are read, as long as it is a sane amount")
    func scripts() throws {
        func many(_ containers: Int) throws -> [ModelReference] {
            let line = "true \(String(repeating: "x", count: 10_000))\\n"
            let script = String(repeating: line, count: 50)
            let list = (0..<containers).map { number in
                """
                {"name": "c\(number)", "image": "corp/x:1", "volumeMounts": [{"name": "v", "mountPath": "/s"}]}
                """
            }
            let objects = """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
                 "spec": {"containers": [\(list.joined(separator: ","))],
                          "volumes": [{"name": "v", "configMap": {"name": "s"}}]}}
                ---
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "s"}, "data": {"a.sh": "\(script)"}}
                """
            return try workload(objects).references
        }
        #expect(try many(8).isEmpty)
        #expect(try many(40).map(\.pinning.name) == ["unresolved"])
    }

    private func run(_ program: String, _ script: String) throws -> [String] {
        let text = script.replacing("\n", with: "\\n")
        let pod = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
             "spec": {"containers": [{"name": "c", "image": "corp/x:1", "command": ["\(program)", "-c", "\(text)"]}]}}
            """
        return try ReferenceFinder.find(in: JSONParser.parse(pod).root).references.map(\.pinning.name)
    }
}
