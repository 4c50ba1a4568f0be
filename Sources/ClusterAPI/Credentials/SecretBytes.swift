import RemoteServices

/// A certificate, a key or a CA bundle: as it stands in a kubeconfig, or in a file that is read at each use.
package enum SecretBytes: Sendable, Hashable {
    case data([UInt8])
    case file(String)

    /// - Parameter field: where it is asked for, for messages.
    func read(_ field: String) throws(ClusterFailure) -> [UInt8] {
        switch self {
        case .data(let bytes): return bytes
        case .file(let path):
            do throws(ServiceFailure) {
                return try SecretFile.bytes(path)
            } catch {
                throw ClusterFailure(.settings, "\(field): \(error.reason)")
            }
        }
    }
}
