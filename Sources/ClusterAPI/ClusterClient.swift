import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers

/// Asks one API server. Several threads may use it at once; each blocks until it has its answer.
///
/// The address is the operator's own word, so it may be of any network; redirects are never followed, so that it stays the
/// only place to which credentials go.
package final class ClusterClient: Sendable {
    package let endpoint: ClusterEndpoint
    let limits: ClusterLimits
    /// The transport for what the files and plugins said last.
    private let transport = NIOLockedValueBox<(key: TransportKey, client: HTTPClient)?>(nil)
    private let answered = NIOLockedValueBox(0)
    let discovered = NIOLockedValueBox<[String: [ClusterResource]]>([:])

    private struct TransportKey: Hashable {
        var identity: ClientIdentity?
        var authority: [UInt8]?
    }

    package init(_ endpoint: ClusterEndpoint, limits: ClusterLimits = ClusterLimits()) {
        self.endpoint = endpoint
        self.limits = limits
    }

    /// Answers that the server has given so far, whatever they said.
    package var answers: Int { answered.withLockedValue { $0 } }

    /// One object, whole.
    package func object(
        _ resource: ClusterResource, namespace: String?, name: String, by deadline: Deadline
    ) throws(ClusterFailure) -> Document {
        try document(try resource.path(namespace: namespace, name: name), Form.object, by: deadline)
    }

    /// Forms of answers, as `Accept` names them.
    enum Form {
        static let object = "application/json"
        static let metadata = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
        static let metadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
    }

    func document(
        _ path: String, _ form: String, maxBytes: Int? = nil, by deadline: Deadline
    ) throws(ClusterFailure) -> Document {
        let response = try answer(path, form) { (client, request) throws(HTTPFailure) in
            var request = request
            request.maxBytes = maxBytes ?? limits.objectBytes
            return try client.send(request, by: deadline)
        }
        do throws(ParseError) {
            let limits = ParseLimits(bytes: max(response.body.count, 1), nodes: 4_000_000)
            return try JSONParser.parse(response.body, limits: limits, tellsPlaces: false)
        } catch {
            throw ClusterFailure(.unreachable, noAPIServer(endpoint.server))
        }
    }

    /// A success; what else the server says is a failure. After a 401 it is asked once more, as whoever we are then.
    func answer(
        _ path: String, _ form: String,
        _ send: (HTTPClient, HTTPRequest) throws(HTTPFailure) -> HTTPResponse
    ) throws(ClusterFailure) -> HTTPResponse {
        var hasAskedAgain = false
        while true {
            let access = try endpoint.credentials.access()
            let client = try client(access)
            var request = HTTPRequest(.get, endpoint.server + path, headers: [HTTPHeader("Accept", form)])
            request.followsRedirects = false
            if let text = access.authorization { request.headers.append(HTTPHeader("Authorization", text)) }
            let response: HTTPResponse
            do throws(HTTPFailure) {
                response = try send(client, request)
            } catch {
                if error.kind == .tls || error.kind == .settings { forget(access) }
                throw ClusterFailure(error, endpoint.server)
            }
            answered.withLockedValue { $0 += 1 }
            if response.isSuccess { return response }
            guard response.status == 401, !hasAskedAgain else {
                if response.status == 401 { forget(access) }
                throw ClusterFailure(response, endpoint)
            }
            forget(access)
            hasAskedAgain = true
        }
    }

    /// What was refused is read anew, the CA as well.
    private func forget(_ access: ClusterCredentials.Access) {
        endpoint.credentials.refused(access)
        transport.withLockedValue { $0 = nil }
    }

    private func client(_ access: ClusterCredentials.Access) throws(ClusterFailure) -> HTTPClient {
        let authority = try endpoint.authority?.read("\(endpoint.origin): certificate-authority")
        let key = TransportKey(identity: access.identity, authority: authority)
        if let kept = transport.withLockedValue({ $0 }), kept.key == key { return kept.client }
        var settings = HTTPSettings(
            networks: Self.everywhere, allowsPlainHTTP: endpoint.server.hasPrefix("http://"), proxy: endpoint.proxy,
            connectTime: limits.connectTime, requestTime: limits.requestTime, maxRedirects: 0)
        settings.caData = authority
        settings.caName = "certificate-authority of \(endpoint.origin)"
        settings.identity = access.identity
        settings.serverName = endpoint.serverName
        let client = HTTPClient(settings)
        transport.withLockedValue { $0 = (key, client) }
        return client
    }

    private static let everywhere = ["0.0.0.0/0", "::/0"].compactMap { NetworkPrefix($0) }
}

/// How much is read, and how long is waited.
package struct ClusterLimits: Sendable, Hashable {
    package var connectTime: Duration = .seconds(5)
    /// For one answer that is no watch.
    package var requestTime: Duration = .seconds(30)
    /// Of one object, or one document of discovery. etcd holds none above 1.5 MiB by default.
    package var objectBytes = 16 << 20
    /// Of one page of a list.
    package var pageBytes = 32 << 20
    /// Objects of one page.
    package var page = 500
    /// Pages of one list.
    package var pages = 20_000
    /// How often a list starts over because its beginning is too old.
    package var restarts = 3
    /// How often one page is asked for again that the server could not give just then.
    package var retries = 0
    /// Before the first of them; each waits twice as long as the one before, unless the server says how long.
    package var retryTime: Duration = .milliseconds(500)
    package var mostRetryTime: Duration = .seconds(10)
    /// Of one event of a watch.
    package var eventBytes = 4 << 20
    /// After which a watch is begun anew.
    package var watchTime: Duration = .seconds(300)

    package init() {}
}

// What an operator reads.

private func noAPIServer(_ server: String) -> String { "what answers at \(server) is no API server: it sends no JSON" }
