import Glibc
import KubernetesModel
import RemoteServices

/// The files of a kubeconfig, merged as kubectl merges them: whatever a file says first counts, whole.
package struct Kubeconfig: Sendable {
    private let files: [KubeconfigFile]

    /// - Parameter mustExist: whether a file that is not there is an error; of a list one is enough.
    package init(files paths: [String], mustExist: Bool) throws(ClusterFailure) {
        var files: [KubeconfigFile] = []
        for path in paths where mustExist || access(path, F_OK) == 0 {
            let bytes: [UInt8]
            do throws(ServiceFailure) {
                bytes = try SecretFile.bytes(path)
            } catch {
                throw ClusterFailure(.settings, "kubeconfig: \(error.reason)")
            }
            files.append(try KubeconfigFile(path: path, bytes: bytes))
        }
        guard !files.isEmpty else { throw ClusterFailure(.settings, noFile(paths)) }
        self.files = files
    }

    /// What a context says; nil for the current one.
    package func endpoint(context wanted: String? = nil) throws(ClusterFailure) -> ClusterEndpoint {
        guard let name = wanted ?? files.lazy.compactMap(\.currentContext).first else {
            throw ClusterFailure(.settings, "\(paths): \(noContext(names(\.contexts)))")
        }
        let context = try find(name, \.contexts, "context")
        let cluster = try find(required(context, "cluster"), \.clusters, "cluster")
        let user = try context.text("user").map { name throws(ClusterFailure) in try find(name, \.users, "user") }
        let origin = "context \(quoted(name, limit: 120)) of \(context.path)"
        return try KubeconfigCluster(cluster).endpoint(
            credentials: KubeconfigUser.credentials(user, of: cluster), namespace: try context.text("namespace"),
            origin: origin)
    }

    private func required(_ entry: KubeconfigEntry, _ field: String) throws(ClusterFailure) -> String {
        guard let value = try entry.text(field) else { throw entry.failure(field, missing) }
        return value
    }

    private func find(
        _ name: String, _ list: KeyPath<KubeconfigFile, [String: KubeconfigEntry]>, _ kind: String
    ) throws(ClusterFailure) -> KubeconfigEntry {
        guard let entry = files.lazy.compactMap({ $0[keyPath: list][name] }).first else {
            throw ClusterFailure(.settings, "\(paths): \(unknown(kind, name, names(list)))")
        }
        return entry
    }

    private func names(_ list: KeyPath<KubeconfigFile, [String: KubeconfigEntry]>) -> [String] {
        Set(files.flatMap { $0[keyPath: list].keys }).sorted()
    }

    private var paths: String { files.map(\.path).joined(separator: ":") }
}

// What an operator reads.

private let missing = "is missing"
private func noFile(_ paths: [String]) -> String {
    "no kubeconfig is at \(printable(paths.joined(separator: ":"), limit: 300))"
}
private func noContext(_ names: [String]) -> String {
    "no current-context is set; choose one with --context or kubectl config use-context: \(listed(names))"
}
private func unknown(_ kind: String, _ name: String, _ names: [String]) -> String {
    "there is no \(kind) \(quoted(name, limit: 120)); there are: \(listed(names))"
}
private func listed(_ names: [String]) -> String {
    let shown = names.prefix(10).map { printable($0, limit: 60) }
    return names.isEmpty ? "none" : shown.joined(separator: ", ") + (names.count > 10 ? ", …" : "")
}
