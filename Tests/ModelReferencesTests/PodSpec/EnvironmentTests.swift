import KubernetesModel
import ModelReferences
import Testing

@Suite("Variables are expanded as Kubernetes expands them")
struct EnvironmentTests {
    @Test(
        "$(VAR) in arguments",
        arguments: [
            ("--model=$(A)", "o/n"), ("--model=$(ORG)/x", "o/x"), ("--model=$(B)", "o/n-it"),
            ("--model=$(LATER)", "$(AFTER)"), ("--model=$$(A)", "$(A)"), ("--model=$(NOBODY)", "$(NOBODY)"),
            ("--model=$(A", "$(A"), ("--model=$A", "$A"),
        ])
    func arguments(_ argument: String, _ expected: String) throws {
        let found = try workload(
            pod(
                """
                image: vllm/vllm-openai:v1
                args: ['\(argument)']
                env:
                - {name: ORG, value: o}
                - {name: A, value: $(ORG)/n}
                - {name: B, value: $(A)-it}
                - {name: LATER, value: $(AFTER)}
                - {name: AFTER, value: x}
                """))
        #expect(found.references.map(\.value) == [expected])
    }

    @Test("a value that doubles at each entry ends")
    func bounded() throws {
        var entries = "- {name: V0, value: aaaaaaaaaaaaaaaa}\n"
        for index in 1...60 { entries += "- {name: V\(index), value: $(V\(index - 1))$(V\(index - 1))}\n" }
        let found = try workload(pod("image: vllm/vllm-openai:v1\nargs: ['--model=$(V60)']\nenv:\n\(entries)"))
        #expect(found.references.map(\.pinning.name) == ["unresolved"])
    }

    @Test("a key of a ConfigMap beside the object is read; without it the value is unresolved")
    func configMapKey() throws {
        let object = pod(
            "image: vllm/vllm-openai:v1\nargs: ['--model=$(M)', --revision=\(commit)]\n"
                + "env: [{name: M, valueFrom: {configMapKeyRef: {name: c, key: model}}}]")
        let map = "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {model: o/n}\n"
        #expect(try summary(workload(object + map).references) == ["o/n pinned"])
        #expect(try summary(workload(object).references) == ["$(M) unresolved"])
    }
}
