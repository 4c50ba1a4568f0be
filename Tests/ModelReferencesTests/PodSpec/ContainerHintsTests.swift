import ModelReferences
import Testing

@Suite("What can be read in a container is not passed over")
struct ContainerHintsTests {
    @Test(
        "whatever one of the readers finds is found in a container that says nothing else",
        arguments: [
            "command: [/x, --hf-repo-id, o/n]",
            "command: [/x, --tokenizer-name, o/n, --model-name-or-path, o/n]",
            "command: [/x, -m, o/n]\nresources: {limits: {nvidia.com/gpu: 1}}", "command: [/x, --ckpt, 's3://b/x']",
            "env: [{name: PRETRAINED, value: o/n}]\nresources: {limits: {nvidia.com/gpu: 1}}",
            "command: [/x, y, 'hf://o/n']", "args: ['hf://o/n']", "command: [/hf_fetch, --repo, o/n]",
            "command: [/hf_fetch]\nenv: [{name: REPO_ID, value: o/n}]", "command: [tune, download, o/n]",
            "args: [litgpt, download, o/n]", "command: [mlc_llm, serve, 'HF://o/n']",
            "command: [lm_eval, --model_args, pretrained=o/n]", "command: [autotrain, llm, --train, --model, o/n]",
            "command: [ilab, model, download, --repository, o/n]", "command: [deepspeed, t.py, --model, o/n]",
        ])
    func passes(_ container: String) throws {
        #expect(try !workload(pod("image: acme/x:1\n\(container)")).references.isEmpty)
    }

    @Test("an image that only its name tells of is read with its variables")
    func images() throws {
        func found(_ image: String) throws -> [String] {
            try summary(workload(pod("image: \(image)\nenv: [{name: REPO_ID, value: o/n}]")).references)
        }
        #expect(try found("acme/hf-downloader:1") == ["o/n mutable"])
        #expect(try found("acme/app:1") == [])
    }
}
