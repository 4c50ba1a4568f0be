import KubernetesModel

extension Word {
    /// The same place in the manifest is named by the ConfigMap, since the text stands there.
    func at(configMap: String, key: String) -> Word {
        var word = self
        word.path = FieldPath("ConfigMap \(configMap)").appending(key: "data").appending(key: key)
        return word
    }
}

extension ScriptFile.Language {
    init?(fileName: String) {
        if fileName.hasSuffix(".py") {
            self = .python
        } else if fileName.hasSuffix(".sh") || fileName.hasSuffix(".bash") {
            self = .shell
        } else {
            return nil
        }
    }
}

extension ScriptFile {
    /// Scripts of servers' images that only join a Ray cluster (vLLM's multi-node-serving.sh and run_cluster.sh),
    /// measure another server, or prepare something.
    var servesNothing: Bool {
        let name = LocalPath.name(path.text)
        return Self.idleNames.contains { name.contains($0) }
    }

    private static let idleNames = [
        "multi-node", "multi_node", "cluster", "ray", "bench", "client", "test", "eval", "probe", "health", "ready",
        "wait", "stop", "drain",
    ]
}
