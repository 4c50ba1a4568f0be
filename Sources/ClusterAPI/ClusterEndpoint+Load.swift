import Glibc
import KubernetesModel

extension ClusterEndpoint {
    /// The cluster that kubectl would talk to: of the kubeconfig that is named, else of those of `KUBECONFIG`, else of
    /// `~/.kube/config`, else the one that this process runs in.
    ///
    /// - Parameter kubeconfig: `--kubeconfig`.
    /// - Parameter context: `--context`; nil for the kubeconfig's current one.
    package static func load(
        kubeconfig: String? = nil, context: String? = nil, from environment: ClusterEnvironment = .current
    ) throws(ClusterFailure) -> ClusterEndpoint {
        if let kubeconfig {
            return try Kubeconfig(files: [kubeconfig], mustExist: true).endpoint(context: context)
        }
        let named = (environment.variables["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        if !named.isEmpty {
            return try Kubeconfig(files: named, mustExist: false).endpoint(context: context)
        }
        if let home = environment.home, access("\(home)/.kube/config", F_OK) == 0 {
            return try Kubeconfig(files: ["\(home)/.kube/config"], mustExist: true).endpoint(context: context)
        }
        guard context == nil else { throw ClusterFailure(.settings, noFileForContext) }
        guard let endpoint = try inCluster(environment) else { throw ClusterFailure(.settings, nowhere) }
        return endpoint
    }

    /// The cluster that this process runs in; nil where it is no pod's.
    package static func inCluster(_ environment: ClusterEnvironment) throws(ClusterFailure) -> ClusterEndpoint? {
        guard let host = environment.variables["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment.variables["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else { return nil }
        let directory = environment.serviceAccount
        guard Glibc.access("\(directory)/token", R_OK) == 0 else {
            throw ClusterFailure(.settings, noToken(directory))
        }
        let namespace = try? SecretBytes.file("\(directory)/namespace").read("namespace")
        let name = namespace.map {
            String(decoding: $0, as: UTF8.self).split { $0.isWhitespace }.first.map(String.init)
        }
        return ClusterEndpoint(
            server: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)",
            authority: .file("\(directory)/ca.crt"),
            credentials: ClusterCredentials(.tokenFile("\(directory)/token"), place: "the service account"),
            namespace: name ?? nil, origin: "the service account in \(quoted(directory))")
    }
}

// What an operator reads.

private let nowhere = """
    no cluster is named: there is no KUBECONFIG and no ~/.kube/config, and this is no pod; name one with --kubeconfig
    """
private let noFileForContext = """
    --context names a context of a kubeconfig, and there is no KUBECONFIG and no ~/.kube/config; name one with --kubeconfig
    """
private func noToken(_ directory: String) -> String {
    "this pod has no token of its service account at \(quoted("\(directory)/token")); "
        + "is automountServiceAccountToken false?"
}
