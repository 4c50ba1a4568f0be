import Testing

@testable import ModelReferences

@Suite("Tools that fine-tune and evaluate fetch models")
struct TrainingToolsTests {
    typealias Case = DownloaderTests.Case
    static let commit = DownloaderTests.commit

    @Test(
        "what they fetch is found",
        arguments: [
            Case("tune download o/n --output-dir /m --hf-token x", "o/n hf_hub >/m"),
            Case("tune download o/n/f/v/1 --source kaggle", "o/n/f/v/1 kaggle"),
            Case("litgpt download o/n --checkpoint_dir /m", "o/n hf_hub >/m"),
            Case("python -m litgpt download --repo_id o/n", "o/n hf_hub"),
            Case("ilab model download --repository o/n --release \(commit)", "o/n hf_hub @\(commit)"),
            Case("ilab model download --repository docker://reg/o/n --release v1", "reg/o/n oras"),
            Case("autotrain llm --train --model o/n --data-path /d", "o/n hf_hub"),
            Case("mlc_llm serve HF://o/n --mode server", "o/n hf_hub"),
            Case(
                "lm_eval --model hf --model_args pretrained=o/n,revision=\(commit),peft=o/a --tasks x",
                "o/n hf_hub @\(commit)", "o/a hf_hub (adapter)"),
            Case("lm_eval --model vllm --model_args pretrained=o/n dtype=auto", "o/n hf_hub"),
            Case(
                "lm_eval --model vllm --model_args pretrained=o/n,tokenizer=o/t,revision=\(commit)",
                "o/n hf_hub @\(commit)", "o/t hf_hub (tokenizer)"),
            Case("accelerate launch -m lm_eval --model hf --model_args pretrained=o/n", "o/n hf_hub"),
            Case("lm_eval --model sglang --model_args pretrained=o/n,revision=\(commit)", "o/n hf_hub"),
            Case("lm_eval --model hf --model_args $ARGS", "$ARGS hf_hub !unresolved"),
        ])
    func finds(_ example: Case) {
        #expect(CommandTexts.read(example.script).references.map(DownloaderTests.render) == example.references)
    }

    @Test(
        "other commands of theirs fetch nothing, and a client loads nothing",
        arguments: [
            "tune ls", "tune run lora.yaml --config x", "litgpt download list", "litgpt chat /m", "ilab model serve",
            "autotrain llm --model o/n", "mlc_llm serve /m", "lm_eval --tasks list",
            "lm_eval --model local-completions --model_args model=o/n,base_url=http://x:8000/v1",
        ])
    func ignores(_ script: String) { #expect(CommandTexts.read(script).references == []) }
}
