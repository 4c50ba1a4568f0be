import KubernetesModel

/// The spec of a RayJob: a command that runs in the head pod, with a runtime environment in a string.
enum RayJobSpec {
    static func read(_ spec: Node, into collector: inout ReferenceCollector) {
        readEntrypoint(spec, into: &collector)
        readRuntimeEnvironment(spec["runtimeEnvYAML"], into: &collector)
    }

    /// The entrypoint runs where the head runs, with its files.
    private static func readEntrypoint(_ spec: Node, into collector: inout ReferenceCollector) {
        guard let entrypoint = spec["entrypoint"], entrypoint.nonEmptyString != nil else { return }
        let podSpec = spec[path: "rayClusterSpec", "headGroupSpec", "template", "spec"]
        let template = spec[path: "rayClusterSpec", "headGroupSpec", "template"]
        let setting = RayCluster.setting(of: template, script: entrypoint)
        // `clusterSelector` sends it to a cluster that stands elsewhere; then there is no container to show.
        let head = podSpec?["containers"].items.first(where: \.isObject) ?? entrypoint
        PodSpecWalk.readContainer(
            head, podSpec: podSpec, setting: setting, into: &collector)
    }

    private static func readRuntimeEnvironment(_ text: Node?, into collector: inout ReferenceCollector) {
        guard let text, text.nonEmptyString != nil else { return }
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
