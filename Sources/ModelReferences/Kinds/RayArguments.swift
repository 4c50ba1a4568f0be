import KubernetesModel

/// The arguments of a Ray Serve application: LLMConfigs wherever they stand, and plain arguments that name a model.
enum RayArguments {
    static func read(_ arguments: Node, into collector: inout ReferenceCollector) {
        if arguments["model_loading_config"] != nil {
            RayLLMConfig(node: arguments).read(into: &collector)
            return
        }
        for member in arguments.members {
            switch member.key {
            case "llm_configs", "models": readConfigs(member.value, into: &collector)
            case "runtime_env": RayRuntimeEnvironment(node: member.value).readVariables(into: &collector)
            default:
                if member.value.isObject || member.value.isArray {
                    read(member.value, into: &collector)
                } else {
                    readPlain(member, into: &collector)
                }
            }
        }
        for element in arguments.elements where element.isObject { read(element, into: &collector) }
    }

    /// A list of LLMConfigs, or of files that hold them.
    private static func readConfigs(_ list: Node, into collector: inout ReferenceCollector) {
        for item in [list].filter({ $0.string != nil }) + Array(list.elements) {
            if let file = item.nonEmptyString {
                collector.add(file, at: item, consumer: .ray, pinning: .unresolved(inFile))
            } else {
                read(item, into: &collector)
            }
        }
        if list.isObject { read(list, into: &collector) }
    }

    private static func readPlain(_ member: Node.Member, into collector: inout ReferenceCollector) {
        guard modelArguments.contains(member.key), let text = member.value.nonEmptyString else { return }
        guard RayModelName.isReference(text) else { return }
        collector.add(text, at: member.value, consumer: .ray)
    }

    private static let modelArguments: Set<String> = [
        "model", "model_id", "model_source", "model_path", "model_name", "model_name_or_path", "hf_model_id",
        "model_uri", "pretrained_model_name_or_path", "checkpoint", "checkpoint_path",
    ]
}

/// How the code behind a Ray application names models.
enum RayModelName {
    /// Whether the text can be nothing but a reference: a repository of a hub, a URI, a path, or a variable.
    static func isReference(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "/")) || text.utf8.contains(UInt8(ascii: "$"))
    }
}

// MARK: - What the user reads

private let inFile = "in a file that this object does not show"
