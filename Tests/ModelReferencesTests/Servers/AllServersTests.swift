import KubernetesModel
import ModelReferences
import Testing

@Suite("The list of servers")
struct AllServersTests {
    @Test("every server has a name of its own, a sentence, and a way to be recognised")
    func complete() {
        #expect(Set(ModelServer.all.map(\.name)).count == ModelServer.all.count)
        for server in ModelServer.all {
            #expect(server.summary.hasSuffix("."), "\(server.name)")
            let ways = server.recognition
            #expect(!(ways.programs + ways.modules + ways.scripts + ways.images).isEmpty, "\(server.name)")
        }
    }

    @Test("every server is recognised by each of its programs", arguments: programs)
    func recognisedByProgram(_ program: String, _ name: String) {
        let words =
            ["/usr/bin/" + program.split(separator: " ")[0]]
            + program.split(separator: " ").dropFirst().map(String.init) + sign(of: program, name)
        let line = CommandLine(
            words: words.map { Word($0, path: FieldPath(), position: SourcePosition(line: 1, column: 1)) })
        #expect(ModelServer.recognised(line)?.server.name == name)
    }

    /// What must stand beside a name that others have too.
    private func sign(of program: String, _ name: String) -> [String] {
        let recognition = ModelServer.all.first { $0.name == name }?.recognition
        guard let recognition, recognition.sharedNames.contains(program) else { return [] }
        return Array(recognition.signs.flags.prefix(1))
    }

    @Test("every server is recognised by each of its modules, and those below it", arguments: modules)
    func recognisedByModule(_ module: String, _ name: String) {
        for module in [module, module + ".main"] {
            let line = CommandLine(
                words: ["python3.11", "-u", "-m", module].map {
                    Word($0, path: FieldPath(), position: SourcePosition(line: 1, column: 1))
                })
            #expect(ModelServer.recognised(line)?.server.name == name)
        }
    }

    @Test(
        "images are recognised by whole words, wherever they are mirrored",
        arguments: [
            ("vllm/vllm-openai:v1", "vLLM"), ("registry.corp:5000/a/b/vllm_cpu@\(imageDigest)", "vLLM"),
            ("us-docker.pkg.dev/x/pytorch-vllm-serve:1", "vLLM"), ("lmcache/vllm-openai", "vLLM"),
            ("nvcr.io/nvidia/tritonserver:24.01-py3", "Triton"), ("tensorflow/serving", "TensorFlow Serving"),
            ("corp/tensorflow_serving:1", "TensorFlow Serving"), ("nvcr.io/nim/meta/llama:1", "NVIDIA NIM"),
            ("ghcr.io/ggml-org/llama.cpp:server", "llama.cpp"), ("corp/tgi:1", "Text Generation Inference"),
            ("kserve/sklearnserver:v1", "KServe and Seldon Python servers"),
        ])
    func images(_ image: String, _ name: String) {
        #expect(ModelServer.recognised(image: image)?.name == name)
    }

    @Test(
        "other images are not",
        arguments: [
            "nginx:1", "vllm:5000/nginx", "corp/notvllm:1", "corp/app:vllm", "vllm/vllm-router:1", "corp/minimal/x:1",
            "corp/unim/x:1", "nats:jetstream", "ghcr.io/open-webui/open-webui:ollama", "corp/vllm-exporter",
            "llm-d/llm-d-inference-sim:1", "", "@", ":", "/", String(repeating: "vllm/", count: 2000),
        ])
    func otherImages(_ image: String) {
        #expect(ModelServer.recognised(image: image) == nil)
    }
}

private let programs = ModelServer.all.flatMap { server in
    server.recognition.programs.map { program in
        (server.recognition.subcommands.first.map { "\(program) \($0)" } ?? program, server.name)
    }
}
private let modules = ModelServer.all.flatMap { server in server.recognition.modules.map { ($0, server.name) } }
