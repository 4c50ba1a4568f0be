import KubernetesModel

/// What a kubeconfig says of one user.
struct KubeconfigUser {
    private let entry: KubeconfigEntry

    /// - Parameter user: nil where the context names none.
    static func credentials(
        _ user: KubeconfigEntry?, of cluster: KubeconfigEntry
    ) throws(ClusterFailure) -> ClusterCredentials {
        guard let user else { return ClusterCredentials(.none, place: cluster.place) }
        let reader = KubeconfigUser(entry: user)
        return ClusterCredentials(
            try reader.secret(of: cluster), certificate: try reader.certificate(), place: user.place)
    }

    private func secret(of cluster: KubeconfigEntry) throws(ClusterFailure) -> ClusterCredentials.Secret {
        for field in ["as", "as-uid", "as-groups", "as-user-extra"] {
            if let value = entry.node?[field], !value.isNull { throw entry.failure(field, impersonates) }
        }
        if let provider = entry.node?["auth-provider"], !provider.isNull {
            throw entry.failure("auth-provider", oldProvider(provider["name"]?.string ?? ""))
        }
        let (token, file) = (try entry.text("token"), try entry.file("tokenFile"))
        let name = try entry.text("username")
        guard name == nil || (token == nil && file == nil) else { throw entry.failure("username", besideToken) }
        // As client-go does: the file counts before the text, and both before the plugin.
        if let file { return .tokenFile(file) }
        if let token { return .token(token) }
        if let name { return .password(user: name, password: try entry.text("password") ?? "") }
        guard let exec = entry.node?["exec"], !exec.isNull else { return .none }
        return .plugin(try plugin(exec, of: cluster))
    }

    private func certificate() throws(ClusterFailure) -> ClusterCredentials.Certificate? {
        let (certificate, key) = (try entry.secret("client-certificate"), try entry.secret("client-key"))
        guard let certificate else {
            guard key == nil else { throw entry.failure("client-key", noCertificate) }
            return nil
        }
        guard let key else { throw entry.failure("client-certificate", noKey) }
        return ClusterCredentials.Certificate(certificate: certificate, key: key)
    }

    private func plugin(_ exec: Node, of cluster: KubeconfigEntry) throws(ClusterFailure) -> ExecPlugin {
        guard exec.isObject else { throw entry.failure("exec", noMap) }
        guard let version = try entry.text(exec["apiVersion"], "exec.apiVersion"), ExecPlugin.versions.contains(version)
        else { throw entry.failure("exec.apiVersion", otherVersion(exec["apiVersion"]?.string ?? "")) }
        guard let command = try entry.text(exec["command"], "exec.command") else {
            throw entry.failure("exec.command", missing)
        }
        let mode = try entry.text(exec["interactiveMode"], "exec.interactiveMode")
        guard mode != "Always" else { throw entry.failure("exec.interactiveMode", interactive) }
        guard mode == nil || mode == "Never" || mode == "IfAvailable" else {
            throw entry.failure("exec.interactiveMode", otherMode)
        }
        let tellsCluster = exec["provideClusterInfo"]?.bool ?? false
        return ExecPlugin(
            // A command with a slash in it is a file, relative to the kubeconfig; any other is looked up in PATH.
            apiVersion: version, command: command.contains("/") ? entry.resolved(command) : command,
            arguments: try texts(exec["args"], "exec.args"), environment: try variables(exec["env"]),
            installHint: try entry.text(exec["installHint"], "exec.installHint"),
            clusterInfo: tellsCluster ? try KubeconfigCluster(cluster).info() : nil, place: "\(entry.place): exec")
    }

    private func texts(_ list: Node?, _ field: String) throws(ClusterFailure) -> [String] {
        guard let list, !list.isNull else { return [] }
        guard list.isArray else { throw entry.failure(field, noList) }
        var texts: [String] = []
        for element in list.elements {
            guard let text = element.string else { throw entry.failure(field, noTexts) }
            texts.append(text)
        }
        return texts
    }

    private func variables(_ list: Node?) throws(ClusterFailure) -> [ExecPlugin.EnvironmentEntry] {
        guard let list, !list.isNull else { return [] }
        guard list.isArray else { throw entry.failure("exec.env", noList) }
        var entries: [ExecPlugin.EnvironmentEntry] = []
        for element in list.elements {
            guard let name = element["name"]?.nonEmptyString, let value = element["value"]?.string,
                !name.utf8.contains(UInt8(ascii: "="))
            else { throw entry.failure("exec.env", noVariable) }
            entries.append(ExecPlugin.EnvironmentEntry(name: name, value: value))
        }
        return entries
    }
}

// What an operator reads.

private let noMap = "is no map"
private let noList = "is no list"
private let noTexts = "has something in it that is no text; quote it"
private let missing = "is missing"
private let noVariable = "has an entry that is not {name: NAME, value: TEXT}"
private let noKey = "needs client-key or client-key-data beside it"
private let noCertificate = "needs client-certificate or client-certificate-data beside it"
private let besideToken = "stands beside a token; only one of them can say who this is"
private let impersonates = "asks for impersonation, which pedigree does not do; use a user of its own"
private let interactive = "is Always, but nobody is there to answer: use a plugin that needs no terminal"
private let otherMode = "is none of Never, IfAvailable and Always"
private func otherVersion(_ version: String) -> String {
    version.isEmpty
        ? "is missing: it is \(ExecPlugin.versions.joined(separator: " or "))"
        : "is \(quoted(version, limit: 80)), and only \(ExecPlugin.versions.joined(separator: " and ")) are spoken"
}
private func oldProvider(_ name: String) -> String {
    "\(quoted(name, limit: 60)) is a form of log-in that Kubernetes itself has removed; use an exec plugin "
        + "(gke-gcloud-auth-plugin, kubelogin, aws eks get-token) instead"
}
