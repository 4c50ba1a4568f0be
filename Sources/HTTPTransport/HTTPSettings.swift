import KubernetesModel

/// How one service is reached.
package struct HTTPSettings: Sendable, Hashable {
    /// PEM certificates that are believed instead of the system's.
    package var caFile: String?
    /// PEM certificates that are believed instead of the system's; `caFile` does not count then.
    package var caData: [UInt8]?
    /// What messages call the setting that names who vouches for the service.
    package var caName: String = "caFile"
    /// Who we are, where the service asks for a certificate.
    package var identity: ClientIdentity?
    /// The name that the certificate must be for, and that TLS asks for, where it is not the URL's host.
    package var serverName: String?
    /// Private, link-local or loopback ranges that may be connected to.
    package var networks: [NetworkPrefix]
    /// Whether `http://` is sent to as well as `https://`.
    package var allowsPlainHTTP: Bool
    /// `http://HOST:PORT` or `https://HOST:PORT`; none by default, whatever the environment says, since behind a proxy the
    /// addresses of sockets say nothing.
    package var proxy: String?
    /// For one connection to stand.
    package var connectTime: Duration
    /// For one request, redirects included.
    package var requestTime: Duration
    package var maxRedirects: Int
    /// Connections that are open at once; further requests wait for one.
    package var maxConnections: Int

    package init(
        caFile: String? = nil, networks: [NetworkPrefix] = [], allowsPlainHTTP: Bool = false, proxy: String? = nil,
        connectTime: Duration = .seconds(5), requestTime: Duration = .seconds(10), maxRedirects: Int = 5,
        maxConnections: Int = 8
    ) {
        self.caFile = caFile
        self.networks = networks
        self.allowsPlainHTTP = allowsPlainHTTP
        self.proxy = proxy
        self.connectTime = connectTime
        self.requestTime = requestTime
        self.maxRedirects = maxRedirects
        self.maxConnections = maxConnections
    }
}

/// A client's certificate and its key, both PEM.
package struct ClientIdentity: Sendable, Hashable {
    package var certificate: [UInt8]
    package var key: [UInt8]

    package init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }
}
