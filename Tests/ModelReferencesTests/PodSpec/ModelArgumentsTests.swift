import ModelReferences
import Testing

@Suite("URIs of models count wherever they stand among a program's arguments")
struct ModelArgumentsTests {
    private static func found(_ container: String) throws -> [String] {
        try summary(workload(pod("image: acme/x:1\n\(container)")).references)
    }

    @Test(
        "behind any flag, without one, alone, and in a script",
        arguments: [
            "args: ['--source', 'hf://a/b']", "args: ['--uri=hf://a/b']", "args: ['hf://a/b', /x]",
            "args: ['hf://a/b']",
            "args: ['HF://a/b', /x]", "command: [/load, --verbose, 'hf://a/b']",
            "command: [python, load.py, 'hf://a/b']", "command: [sh, -c, '/load hf://a/b /x']",
            "command: [/load, --url, 'http://proxy:80', 'hf://a/b']", "command: [/load]\nargs: ['src=hf://a/b']",
        ])
    func counts(_ container: String) throws {
        #expect(try Self.found(container).map { $0.lowercased() } == ["hf://a/b mutable"])
    }

    @Test("those of registries too, and a commit pins")
    func schemes() throws {
        #expect(try Self.found("command: [/load, 'models:/x/Production']") == ["models:/x/Production mutable"])
        #expect(try Self.found("command: [/load, 'ollama://llama3']") == ["ollama://llama3 mutable"])
        #expect(try Self.found("command: [/load, 'hf://a/b@\(commit)']") != [])
    }

    @Test(
        "what is printed, written, sent elsewhere or no model is none",
        arguments: [
            "command: [echo, 'hf://a/b']", "command: [sh, -c, 'echo hf://a/b']",
            "command: [/load, --output, 'hf://a/b']", "command: [/load, -o, 'hf://a/b']",
            "command: [/load, push, /m, 'hf://a/b']", "command: [/load, 'hf://datasets/a/b']",
            "command: [docker, run, -v, 'models:/models', x]", "command: [kubectl, set, env, x, 'S=hf://a/b']",
            "command: [/load, 'https://example.com/hf']", "command: [/load, 's3://b/data']",
        ])
    func doesNotCount(_ container: String) throws {
        #expect(try Self.found(container) == [])
    }

    @Test(
        "what a flag says is taken from somewhere counts where the URI can be nothing but a model",
        arguments: [
            ("[--source, 'gs://b/models/llama']", "gs://b/models/llama mutable"),
            ("[serve, 's3://b/models/llama']", "s3://b/models/llama mutable"),
            ("[model_name=gemma, 'load_parameters_path=gs://b/x/0/items']", "gs://b/x/0/items mutable"),
            ("[--git-url, 'https://huggingface.co/o/n']", "https://huggingface.co/o/n mutable"),
            ("[--url, 'https://h.example/v2/x.onnx']", "https://h.example/v2/x.onnx versioned"),
            (
                "[fetch, 'https://huggingface.co/o/n/resolve/main/x.gguf']",
                "https://huggingface.co/o/n/resolve/main/x.gguf mutable"
            ),
        ])
    func sources(_ args: String, _ expected: String) throws {
        #expect(try Self.found("args: \(args)") == [expected])
    }

    @Test(
        "other things in buckets and on the web, targets, and pairs of both are none",
        arguments: [
            "args: [--source, 'gs://b/rows/2024']", "args: [serve, 's3://b/site']",
            "args: [--source, 's3://b/models/users.csv']", "args: ['s3://in/models/x', 's3://out/models/x']",
            "args: [--target-url, 's3://b/models/x']", "args: [--logdir, 's3://b/models/x']",
            "command: [tensorboard, --url, 's3://b/models/x']", "command: [python, train.py, 's3://b/models/x']",
            "args: [--homepage, 'https://huggingface.co/o/n']", "args: [--url, 'http://svc:8000/v1/models']",
            "command: [velero, restore, 's3://b/models/x']", "args: [backup, 's3://b/models/x']",
            "args: [--url, 'https://huggingface.co/datasets/o/n/resolve/main/x.parquet']",
        ])
    func elsewhere(_ container: String) throws { #expect(try Self.found(container) == []) }

    @Test("a file of a hub counts behind a flag or variable of a model, and its page behind none")
    func hubFiles() throws {
        let file = "https://huggingface.co/a/b/resolve/main/x.pt"
        #expect(try Self.found("command: [/load, '--checkpoint=\(file)']") == ["\(file) mutable"])
        #expect(try Self.found("env: [{name: MODEL_URL, value: '\(file)'}]") == ["\(file) mutable"])
        #expect(try Self.found("env: [{name: MODEL_PAGE, value: 'https://huggingface.co/a/b'}]") == [])
        #expect(try Self.found("command: [/load, '--model-card=https://huggingface.co/a/b']") == [])
    }

    @Test(
        "a hole behind a flag whose value counts is unresolved",
        arguments: [
            "command: [python, x.py, '--model-id=$(MODEL)']", "command: [python, x.py, --model-id, '${MODEL}']",
            "command: [python, x.py, '--model-id={{inputs.parameters.model}}']",
            "command: [sh, -c, 'python x.py --model-id=$MODEL']", "command: [python, x.py, --model-path, '$(MODEL)']",
            "command: [python, x.py, --model, '$(MODEL)']\nresources: {limits: {nvidia.com/gpu: 1}}",
        ])
    func holes(_ container: String) throws {
        #expect(try Self.found(container).allSatisfy { $0.hasSuffix("unresolved") })
        #expect(try Self.found(container).count == 1)
    }

    @Test(
        "once it is filled in it is what stands there, and files below a hole are none",
        arguments: [
            ("command: [python, x.py, '--model-id=$(MODEL)']\nenv: [{name: MODEL, value: a/b}]", ["a/b mutable"]),
            ("command: [python, x.py, '--model-path=$(DIR)/model']", []),
            ("command: [python, x.py, '--model-path=$(FILE).pkl']", []),
            ("command: [python, x.py, '--model-path={{inputs.artifacts.model.path}}']", []),
            ("command: [python, x.py, '--model=$(MODEL)']", []),
        ])
    func filled(_ container: String, _ expected: [String]) throws {
        #expect(try Self.found(container) == expected)
    }

    @Test(
        "what a launcher of training starts loads its --model itself",
        arguments: [
            "[torchrun, --nproc_per_node, '2', train.py, --model, a/b]",
            "[accelerate, launch, t.py, --model_name, a/b]",
            "[deepspeed, --num_gpus, '2', t.py, --model=a/b]",
            "[python, -m, torch.distributed.run, t.py, --model, a/b]",
            "[python, -m, verl.trainer.main_ppo, actor_rollout_ref.model.path=a/b]",
        ])
    func launchers(_ command: String) throws {
        #expect(try Self.found("command: \(command)") == ["a/b mutable"])
    }

    @Test("not where it asks a service, and not what is no repository")
    func launchedClients() throws {
        #expect(try Self.found("command: [torchrun, t.py, --model, a/b, --base-url, 'http://vllm:8000']") == [])
        #expect(try Self.found("command: [torchrun, t.py, --model, resnet50]") == [])
        #expect(try Self.found("command: [python, t.py, --model, a/b]") == [])
    }
}
