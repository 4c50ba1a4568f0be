import Attestation
import KubernetesModel

/// What a kubeconfig says of one cluster.
struct KubeconfigCluster {
    private let entry: KubeconfigEntry

    init(_ entry: KubeconfigEntry) { self.entry = entry }

    func endpoint(
        credentials: ClusterCredentials, namespace: String?, origin: String
    ) throws(ClusterFailure) -> ClusterEndpoint {
        guard let server = try entry.text("server") else { throw entry.failure("server", missing) }
        guard server.hasPrefix("https://") || server.hasPrefix("http://") else { throw entry.failure("server", noURL) }
        guard server.hasPrefix("https://") || Self.isLoopback(server) else { throw entry.failure("server", plain) }
        if let insecure = entry.node?["insecure-skip-tls-verify"], insecure.bool != false, !insecure.isNull {
            throw entry.failure("insecure-skip-tls-verify", skipsVerification)
        }
        let proxy = try entry.text("proxy-url")
        if let proxy, !["http://", "https://", "socks5://"].contains(where: proxy.hasPrefix) {
            throw entry.failure("proxy-url", noProxy)
        }
        return ClusterEndpoint(
            server: server, authority: try entry.secret("certificate-authority"),
            serverName: try entry.text("tls-server-name"), proxy: proxy, credentials: credentials,
            namespace: namespace, origin: origin)
    }

    /// `http://` is what `kubectl proxy` speaks, on this machine.
    private static func isLoopback(_ server: String) -> Bool {
        ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"].contains(where: server.hasPrefix)
    }

    /// What a credential plugin is told of the cluster (client.authentication.k8s.io, Cluster).
    func info() throws(ClusterFailure) -> [UInt8] {
        let (server, name, proxy) = (
            try entry.text("server"), try entry.text("tls-server-name"), try entry.text("proxy-url")
        )
        let authority = try entry.secret("certificate-authority")?.read("\(entry.place): certificate-authority")
        var json = JSONWriter()
        json.object { info in
            info.member("server", server ?? "")
            if let name { info.member("tls-server-name", name) }
            if let authority { info.member("certificate-authority-data", StrictBase64.encode(authority)) }
            if let proxy { info.member("proxy-url", proxy) }
            if let config = config() {
                info.key("config")
                info.value(config)
            }
        }
        return json.bytes
    }

    /// The extension of the cluster that is meant for plugins.
    private func config() -> Node? {
        let extensions = entry.node?["extensions"]
        let found = extensions?.elements.first { $0["name"]?.isString("client.authentication.k8s.io/exec") == true }
        return found?["extension"]
    }
}

// What an operator reads.

private let missing = "is missing: it is the URL of the API server"
private let noURL = "is no https:// URL"
private let plain =
    "is an http:// URL, over which everybody reads the credentials; only kubectl proxy on this machine may be"
private let noProxy = "is neither an http:// nor an https:// nor a socks5:// URL"
private let skipsVerification = """
    is set: whoever stands between could tell anything of the cluster, and get its credentials. Remove it, and give the \
    cluster's CA as certificate-authority
    """
