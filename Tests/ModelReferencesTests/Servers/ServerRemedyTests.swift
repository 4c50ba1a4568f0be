import KubernetesModel
import ModelReferences
import Testing

@Suite("The remedy is the server's own option, and makes the reference pinned")
struct ServerRemedyTests {
    @Test(
        "the flag, the variable, or the download",
        arguments: [
            ("image: kserve/huggingfaceserver:v1\nargs: [--model_id=o/n]", "add --model_revision=<40-hex commit>"),
            (
                "image: modular/max-nvidia-full:1\nargs: [--model, o/n]",
                "add --huggingface-model-revision=<40-hex commit>"
            ),
            ("image: x\ncommand: [vllm, serve, o/n]", "add --revision=<40-hex commit>"),
            (
                "image: deepjavalibrary/djl-serving:1\nenv: [{name: HF_MODEL_ID, value: o/n}]",
                "set the variable HF_REVISION to a <40-hex commit>"
            ),
            (
                "image: ghcr.io/huggingface/text-generation-inference:3\nenv: [{name: MODEL_ID, value: o/n}]",
                "set the variable REVISION to a <40-hex commit>"
            ),
            (
                "image: ghcr.io/ericlbuehler/mistral.rs:cuda\nargs: [plain, -m, o/n]",
                "download it by commit and name the path: hf download o/n --revision=<40-hex commit>"
            ),
        ])
    func remedies(_ container: String, _ remedy: String) throws {
        let found = try workload(pod(container)).references
        #expect(found.map(\.suggestion) == [remedy])
    }

    @Test("what is pinned needs none")
    func pinned() throws {
        let found = try workload(
            pod("image: kserve/huggingfaceserver:v1\nargs: [--model_id=o/n, --model_revision=\(commit)]")
        ).references
        #expect(found.map(\.suggestion) == [nil])
        #expect(summary(found) == ["o/n pinned"])
    }

    @Test("a tokenizer without an option for its revision is downloaded first")
    func tokenizer() throws {
        let container =
            "image: x\ncommand: [python3, -m, sglang.launch_server, --model-path, o/n, --revision, \(commit), "
            + "--tokenizer-path, o/t]"
        let found = try workload(pod(container)).references
        #expect(summary(found) == ["o/n pinned", "o/t (tokenizer) mutable"])
        #expect(found.last?.suggestion?.hasPrefix("download it by commit") == true)
    }
}
