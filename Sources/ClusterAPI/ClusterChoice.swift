/// Which cluster `--cluster` names.
package enum ClusterChoice: String, Sendable, Hashable, CaseIterable {
    /// The one that this process runs in.
    case inCluster = "in-cluster"
    /// The one that a kubeconfig names.
    case kubeconfig

    /// - Parameters:
    ///   - kubeconfig: `--kubeconfig`; nil as kubectl finds it.
    ///   - context: `--context`; nil for the kubeconfig's current one.
    package func endpoint(
        kubeconfig: String? = nil, context: String? = nil, from environment: ClusterEnvironment = .current
    ) throws(ClusterFailure) -> ClusterEndpoint {
        do throws(ClusterFailure) {
            switch self {
            case .kubeconfig:
                return try ClusterEndpoint.load(kubeconfig: kubeconfig, context: context, from: environment)
            case .inCluster:
                guard let own = try ClusterEndpoint.inCluster(environment) else {
                    throw ClusterFailure(.settings, noPod)
                }
                return own
            }
        } catch {
            throw ClusterFailure(error.kind, "--cluster \(rawValue): \(error)")
        }
    }
}

// What an operator reads.

private let noPod = "this process runs in no pod of a cluster; name a cluster with --cluster kubeconfig"
