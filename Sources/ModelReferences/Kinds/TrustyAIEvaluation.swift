import KubernetesModel

extension WorkloadKind {
    /// TrustyAI's LMEvalJob: a run of lm-evaluation-harness (trustyai-service-operator
    /// api/lmes/v1alpha1/lmevaljob_types.go).
    static let trustyAIEvaluation = WorkloadKind(
        group: "trustyai.opendatahub.io", kind: "LMEvalJob", versions: ["v1alpha1"], resource: "lmevaljobs",
        consumer: .hfHub, summary: "pretrained, tokenizer and peft of spec.modelArgs",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            TrustyAIEvaluation(spec: spec).read(into: &collector)
        })
}

private struct TrustyAIEvaluation {
    let spec: Node

    func read(into collector: inout ReferenceCollector) {
        let revision = argument("revision")?.nonEmptyString
        switch spec["model"]?.string {
        case "hf", "hf-multimodal", "vllm", "vllm-vlm":
            add(argument("pretrained"), .model, revision, into: &collector)
            add(argument("tokenizer"), .tokenizer, revision, into: &collector)
            for adapter in ["peft", "delta", "lora_local_path"] {
                add(argument(adapter), .adapter, nil, into: &collector)
            }
        default:
            guard loadsTokenizer else { return }
            add(argument("tokenizer") ?? served, .tokenizer, revision, into: &collector)
        }
    }

    /// A client of completions counts tokens with the tokenizer of its model, one of chat completions only where it is
    /// told to (EleutherAI/lm-evaluation-harness lm_eval/models/openai_completions.py).
    private var loadsTokenizer: Bool {
        guard let backend = argument("tokenizer_backend")?.scalarText?.lowercased() else {
            return spec["model"]?.isString("local-completions") ?? false
        }
        return !["tiktoken", "none", "null", "remote"].contains(backend)
    }

    /// The name under which the model is served, which is a tokenizer's only where it is one of the hub.
    private var served: Node? {
        guard let model = argument("model"), let name = model.string, ModelURI.isRepository(name) else { return nil }
        return model
    }

    private func add(
        _ node: Node?, _ role: ModelReference.Role, _ revision: String?, into collector: inout ReferenceCollector
    ) {
        guard let node, let text = node.nonEmptyString else { return }
        collector.add(
            text, at: node, consumer: .hfHub, role: role, revision: revision,
            endpointOverrides: OperatorEnvironment.endpointOverrides(in: spec[path: "pod", "container", "env"]))
    }

    private func argument(_ name: String) -> Node? { spec["modelArgs"]?.environmentEntry(name)?["value"] }
}
