import KubernetesModel

/// A request to one host under the name of another: TLS asks for that name, and its certificate is the one that must be
/// shown, while the connection goes to the host, and HTTP speaks of it.
struct Disguise {
    let url: String
    let headers: [String]
    /// As CURLOPT_CONNECT_TO takes them.
    let places: [String]

    /// nil where there is nothing to disguise.
    init?(_ target: Target, _ name: String?) {
        guard let name, name != target.host, target.isSecure, let url = target.renamed(name) else { return nil }
        self.url = url
        headers = ["Host: \(target.host):\(target.port)"]
        places = ["::\(target.host):\(target.port)"]
    }
}
