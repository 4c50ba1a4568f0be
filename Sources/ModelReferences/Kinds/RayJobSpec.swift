import KubernetesModel

/// The spec of a RayJob: a command that runs in the head pod, with a runtime environment in a string.
enum RayJobSpec {
    static func read(_ spec: Node, into collector: inout ReferenceCollector) {
        guard let text = spec["runtimeEnvYAML"], text.nonEmptyString != nil else { return }
        guard let document = EmbeddedDocument.parse(text), document.isObject else {
            collector.add("runtimeEnvYAML", at: text, consumer: .ray, pinning: .unresolved(unreadable))
            return
        }
        let mark = collector.mark
        let environment = RayRuntimeEnvironment(node: document)
        environment.readVariables(into: &collector)
        guard collector.mark != mark else { return }
        environment.readCode(into: &collector)
    }
}

// MARK: - What the user reads

private let unreadable = "in a runtimeEnvYAML that is no YAML object, so that nobody can tell what it loads"
