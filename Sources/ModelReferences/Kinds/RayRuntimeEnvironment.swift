import KubernetesModel

/// A `runtime_env`: variables, code and packages for what runs on the cluster.
struct RayRuntimeEnvironment {
    let node: Node

    /// Variables that name models to the code: `MODEL_ID`, `MODEL_1_ID`, `HF_MODEL_PATH`.
    func readVariables(into collector: inout ReferenceCollector) {
        guard let variables = node["env_vars"] else { return }
        for variable in variables.members {
            guard let text = variable.value.nonEmptyString, Self.namesModel(variable.key, value: text) else { continue }
            collector.add(text, at: variable.value, consumer: .ray)
        }
    }

    private static func namesModel(_ name: String, value: String) -> Bool {
        let words = name.uppercased().split(separator: "_")
        guard words.contains("MODEL"), let last = words.last, !words.contains("SERVED") else { return false }
        switch last {
        case "ID": return true
        case "SOURCE", "PATH", "NAME", "URI", "URL", "REPO", "MODEL": return RayModelName.isReference(value)
        default: return false
        }
    }

    /// Code that is fetched from elsewhere, where it can change. What is pinned changes nothing.
    func readCode(into collector: inout ReferenceCollector) {
        for place in [node["working_dir"]].compactMap(\.self) + node["py_modules"].items {
            guard let text = place.nonEmptyString, text.firstRange(of: "://") != nil else { continue }
            let mark = collector.mark
            collector.add(place, consumer: .http, role: .code)
            collector.changeReferences(since: mark) { reference in
                if case .pinned = reference.pinning { nil } else { reference }
            }
        }
    }

    /// Whether it installs a library that runs models.
    var looksLikeModels: Bool {
        let pip = node["pip"]
        let lists = [pip?["packages"], pip, node["uv"], node[path: "uv", "packages"]]
        return lists.flatMap(\.items).contains { package in
            guard let text = package.string else { return false }
            let name = text.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }.lowercased()
            return Self.libraries.contains(name)
        }
    }

    private static let libraries: Set<String> = [
        "vllm", "transformers", "diffusers", "torch", "torchvision", "tensorflow", "sentence-transformers",
        "huggingface_hub", "huggingface-hub", "sglang", "optimum", "jax", "flax", "onnxruntime", "ultralytics",
    ]
}
