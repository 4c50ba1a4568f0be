import KubernetesModel

/// An API server, and who comes to it: what a context of a kubeconfig says, or a pod's service account.
package struct ClusterEndpoint: Sendable {
    /// `https://10.0.0.1:6443`, perhaps with a path, and without a slash at its end.
    package var server: String
    /// Who vouches for the server; nil for the system's authorities.
    package var authority: SecretBytes?
    /// The name that the server's certificate is for, where it is not the URL's host.
    package var serverName: String?
    package var proxy: String?
    package var credentials: ClusterCredentials
    /// Where a context names one.
    package var namespace: String?
    /// Where all this stands, for messages: `context "prod" of "/home/a/.kube/config"`.
    package var origin: String

    package init(
        server: String, authority: SecretBytes? = nil, serverName: String? = nil, proxy: String? = nil,
        credentials: ClusterCredentials, namespace: String? = nil, origin: String
    ) {
        self.server = server.withoutFinalSlash
        self.authority = authority
        self.serverName = serverName
        self.proxy = proxy
        self.credentials = credentials
        self.namespace = namespace
        self.origin = origin
    }
}
