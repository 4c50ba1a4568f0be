import Attestation
import KubernetesModel

/// One cluster, user or context of a kubeconfig, and where it stands.
struct KubeconfigEntry: Sendable {
    /// `cluster`, `user`, `context`.
    var kind: String
    var name: String
    var node: Node?
    var path: String

    /// `/home/a/.kube/config: user "alice"`.
    var place: String { "\(path): \(kind) \(quoted(name, limit: 120))" }

    func failure(_ field: String, _ words: String) -> ClusterFailure {
        ClusterFailure(.settings, "\(place): \(field) \(words)")
    }

    func text(_ field: String) throws(ClusterFailure) -> String? { try text(node?[field], field) }

    func text(_ value: Node?, _ field: String) throws(ClusterFailure) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.string else { throw failure(field, noText) }
        return text.isEmpty ? nil : text
    }

    /// A file, whose path is relative to the kubeconfig.
    func file(_ field: String) throws(ClusterFailure) -> String? { try text(field).map(resolved) }

    func resolved(_ file: String) -> String {
        guard !file.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return file }
        return String(path[...slash]) + file
    }

    /// `FIELD-data` in base64, or the file that `FIELD` names; as kubectl does, both at once are refused.
    func secret(_ field: String) throws(ClusterFailure) -> SecretBytes? {
        let (data, file) = (try text("\(field)-data"), try file(field))
        guard data == nil || file == nil else { throw failure(field, both(field)) }
        guard let data else { return file.map { .file($0) } }
        let stripped = data.filter { !$0.isWhitespace }
        guard let bytes = StrictBase64.decode(stripped), !bytes.isEmpty else {
            throw failure("\(field)-data", noBase64)
        }
        return .data(bytes)
    }
}

// What an operator reads.

private let noText = "is no text"
private let noBase64 = "is no base64"
private func both(_ field: String) -> String { "stands beside \(field)-data; keep one of them" }
