import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Arguments of an InferenceService are those of the server that its runtime starts")
struct KServeRuntimeServerTests {
    private func found(_ predictor: String) throws -> [String] {
        summary(
            try workload(
                """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: n}
                spec: {predictor: \(predictor)}
                """
            ).references)
    }

    private let uri = "storageUri: 'hf://o/n:\(commit)'"

    @Test(
        "vLLM by its format, by the name of the runtime, or by a flag that it alone has",
        arguments: [
            "modelFormat: {name: vLLM}", "modelFormat: {name: vllm}, runtime: r",
            "modelFormat: {name: pytorch}, runtime: vllm-cuda-runtime", "modelFormat: {name: any}",
        ])
    func vllm(_ format: String) throws {
        let args = "args: ['--enable-lora', '--lora-modules', 'l=o/l', '--tokenizer=o/t']"
        #expect(
            try found("{model: {\(format), \(uri), \(args)}}") == [
                "hf://o/n:\(commit) pinned", "o/t (tokenizer) mutable", "o/l (adapter) mutable",
            ])
        #expect(
            try found("{model: {\(format), \(uri), args: ['--max-model-len=512']}}") == ["hf://o/n:\(commit) pinned"])
    }

    @Test("no default model is made up, and the mounted one is no other")
    func noDefault() throws {
        #expect(try found("{model: {modelFormat: {name: vLLM}}}") == [])
        #expect(
            try found("{model: {modelFormat: {name: vLLM}, \(uri), args: ['--model=/mnt/models']}}") == [
                "hf://o/n:\(commit) pinned"
            ])
    }

    @Test("variables and the other pods of the server are read too")
    func elsewhere() throws {
        let lora = "env: [{name: VLLM_ALLOW_RUNTIME_LORA_UPDATING, value: 'true'}]"
        #expect(
            try found("{model: {modelFormat: {name: vLLM}, \(uri), \(lora)}}") == [
                "hf://o/n:\(commit) pinned", "VLLM_ALLOW_RUNTIME_LORA_UPDATING=true (adapter) mutable",
            ])
        let worker = "workerSpec: {containers: [{name: w, args: ['--lora-modules', 'l=o/l']}]}"
        #expect(
            try found("{model: {modelFormat: {name: vLLM}, \(uri)}, \(worker)}") == [
                "hf://o/n:\(commit) pinned", "o/l (adapter) mutable",
            ])
    }

    @Test("what is no server of language models keeps its arguments")
    func others() throws {
        #expect(
            try found("{model: {modelFormat: {name: sklearn}, \(uri), args: ['--tokenizer=o/t']}}") == [
                "hf://o/n:\(commit) pinned"
            ])
    }
}
