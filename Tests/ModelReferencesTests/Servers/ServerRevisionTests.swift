import KubernetesModel
import ModelReferences
import Testing

@Suite("A revision counts where the server reads it, and nowhere else")
struct ServerRevisionTests {
    @Test("flags and variables that the server reads, and others", arguments: cases)
    func reads(_ example: ServerCase) throws {
        let found = try workload(pod(example.container)).references
        #expect(summary(found) == example.expected)
    }

    private static let cases = ServerCase.table(
        """
        # What a template leaves open is no path below the working directory.
        image: tensorflow/serving:1
        args: ['--model_base_path=${MODEL_PATH}']
        => ${MODEL_PATH} unresolved

        image: tensorflow/serving:1
        args: ['--model_base_path=/m']
        volumeMounts: [{name: d, mountPath: /m}]
        => /m mutable

        # vLLM's renderer loads the tokenizer and the configuration.
        image: corp/x:1
        command: [vllm, launch, render, o/n, --revision, \(commit)]
        => o/n pinned

        image: corp/x:1
        command: [vllm, launch, render, o/n]
        => o/n mutable

        # huggingfaceserver drops `--revision`.
        image: kserve/huggingfaceserver:v1
        args: [--model_id=o/n, --revision=\(commit)]
        => o/n mutable

        image: kserve/huggingfaceserver:v1
        args: [--model_id=o/n, --model_revision=\(commit), --revision=main]
        => o/n pinned

        image: corp/x:1
        command: [python, -m, huggingfaceserver, --model_id=o/n, --revision=\(commit)]
        => o/n mutable

        image: ghcr.io/huggingface/text-generation-inference:3.0
        env: [{name: MODEL_ID, value: o/n}, {name: HF_MODEL_REVISION, value: \(commit)}]
        => o/n mutable

        image: ghcr.io/huggingface/text-generation-inference:3.0
        env: [{name: MODEL_ID, value: o/n}, {name: REVISION, value: \(commit)}]
        => o/n pinned

        # On an ordinary image nothing reads HF_MODEL_ID.
        image: ghcr.io/huggingface/text-generation-inference:3.0
        env: [{name: HF_MODEL_ID, value: o/n}, {name: HF_MODEL_REVISION, value: \(commit)}]
        => bigscience/bloom-560m mutable

        image: 1.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2
        env: [{name: HF_MODEL_ID, value: o/n}, {name: HF_MODEL_REVISION, value: \(commit)}]
        => o/n pinned

        image: 1.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2
        env: [{name: HF_MODEL_ID, value: o/n}, {name: REVISION, value: \(commit)}]
        => o/n mutable

        image: deepjavalibrary/djl-serving:0.30.0-lmi
        env: [{name: HF_MODEL_ID, value: o/n}, {name: HF_MODEL_REVISION, value: \(commit)}]
        => o/n mutable

        image: deepjavalibrary/djl-serving:0.30.0-lmi
        env: [{name: OPTION_MODEL_ID, value: o/n}, {name: OPTION_REVISION, value: \(commit)}]
        => o/n pinned

        image: deepjavalibrary/djl-serving:0.30.0
        args: [serve, -m, 'bert=djl://ai.djl.huggingface.pytorch/o/n']
        => djl://ai.djl.huggingface.pytorch/o/n mutable

        image: deepjavalibrary/djl-serving:0.30.0
        args: [serve, -m, 'bert::PyTorch=s3://b/bert/v3/']
        => s3://b/bert/v3/ versioned

        image: us-docker.pkg.dev/p/r/huggingface-pytorch-inference-cu121.2-2:1
        env: [{name: HF_MODEL_ID, value: o/n}, {name: HF_REVISION, value: \(commit)}]
        => o/n pinned

        image: us-docker.pkg.dev/p/r/huggingface-pytorch-inference-cu121.2-2:1
        env: [{name: HF_MODEL_ID, value: o/n}, {name: HF_MODEL_REVISION, value: \(commit)}]
        => o/n mutable

        image: 1.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-inference:2
        env: [{name: HF_MODEL_ID, value: o/n}, {name: HF_MODEL_REVISION, value: \(commit)}]
        => o/n pinned

        image: 1.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-inference:2
        env: [{name: HF_MODEL_ID, value: o/n}, {name: HF_REVISION, value: \(commit)}]
        => o/n mutable

        # Of a mirror nobody knows which it is.
        image: corp/huggingface-pytorch-inference:2
        env: [{name: HF_MODEL_ID, value: o/n}, {name: HF_REVISION, value: \(commit)}]
        => o/n mutable

        image: corp/huggingface-pytorch-inference:2
        env:
        - {name: HF_MODEL_ID, value: o/n}
        - {name: HF_REVISION, value: \(commit)}
        - {name: HF_MODEL_REVISION, value: \(commit)}
        => o/n pinned

        image: x/jetstream-pytorch-server:1
        args: [--model_id=o/n, --revision=\(commit)]
        => o/n mutable

        # TGI's inner program takes the model as a word, and has no default.
        image: ghcr.io/huggingface/text-generation-inference:3.0
        command: [text-generation-server, serve, o/n, --revision, \(commit)]
        => o/n pinned

        image: ghcr.io/huggingface/text-generation-inference:3.0
        command: [text-generation-server, quantize, o/n, /m]
        => o/n mutable

        image: ghcr.io/huggingface/text-generation-inference:3.0
        command: [text-generation-server, download-weights, o/n]
        => o/n mutable
        """)
}
