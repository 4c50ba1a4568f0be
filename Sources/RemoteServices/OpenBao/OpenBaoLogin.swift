import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers

/// How a server of OpenBao or Vault learns who asks.
package enum OpenBaoLogin: Sendable, Hashable {
    /// The first of these that holds a token.
    case token([SecretSource])
    /// A role of the Kubernetes authentication at `mount`, for a pod whose token stands in a file.
    case kubernetes(role: String, mount: String, token: SecretSource)
}

/// Requests to one server, with the token that each of them carries.
final class OpenBaoSession: Sendable {
    let endpoint: ServiceEndpoint
    private let namespace: String?
    private let login: OpenBaoLogin
    /// What a login gave, until shortly before it ends.
    private let lease = NIOLockedValueBox<Lease?>(nil)

    private struct Lease {
        var token: String
        var end: ContinuousClock.Instant
    }

    init(_ endpoint: ServiceEndpoint, namespace: String?, _ login: OpenBaoLogin) {
        self.endpoint = endpoint
        self.namespace = namespace
        self.login = login
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8] = [], by deadline: Deadline
    ) throws(ServiceFailure) -> HTTPResponse {
        let token = try token(by: deadline)
        let response = try request(method, path, token: token, body: body, by: deadline)
        // A lease may be revoked before its end.
        if response.status == 403 { lease.withLockedValue { $0 = nil } }
        return response
    }

    private func request(
        _ method: HTTPRequest.Method, _ path: String, token: String?, body: [UInt8], by deadline: Deadline
    ) throws(ServiceFailure) -> HTTPResponse {
        var headers = [HTTPHeader("X-Vault-Request", "true")]
        if let token { headers.append(HTTPHeader("X-Vault-Token", token)) }
        if let namespace { headers.append(HTTPHeader("X-Vault-Namespace", namespace)) }
        if !body.isEmpty { headers.append(HTTPHeader("Content-Type", "application/json")) }
        return try endpoint.send(
            method, path, headers: headers, body: body, maxBytes: Self.largest, by: deadline)
    }

    func json(_ response: HTTPResponse) throws(ServiceFailure) -> Node {
        try endpoint.json(endpoint.whole(response), limits: ParseLimits(bytes: Self.largest, depth: 32, nodes: 100_000))
    }

    private func token(by deadline: Deadline) throws(ServiceFailure) -> String {
        switch login {
        case .token(let sources): return try Self.first(of: sources)
        case .kubernetes(let role, let mount, let source):
            if let lease = lease.withLockedValue({ $0 }), lease.end > .now { return lease.token }
            return try logIn(role, mount, jwt: try source.read(), by: deadline)
        }
    }

    private static func first(of sources: [SecretSource]) throws(ServiceFailure) -> String {
        var failure: ServiceFailure?
        for source in sources {
            do throws(ServiceFailure) {
                return try source.read()
            } catch {
                failure = failure ?? error
            }
        }
        guard sources.count > 1 || failure == nil else { throw failure ?? ServiceFailure(.credentials, noToken([])) }
        throw ServiceFailure(.credentials, noToken(sources.map(\.description)))
    }

    /// OpenBao's API, "Kubernetes auth method": POST auth/MOUNT/login.
    private func logIn(
        _ role: String, _ mount: String, jwt: String, by deadline: Deadline
    ) throws(ServiceFailure) -> String {
        var body = JSONWriter()
        body.object { body in
            body.member("role", role)
            body.member("jwt", jwt)
        }
        let path = "/v1/auth/\(PercentEncoding.path(mount))/login"
        let response = try request(.post, path, token: nil, body: body.bytes, by: deadline)
        guard response.status == 200 else {
            guard [400, 403, 404].contains(response.status) else { throw ServiceFailure(response, from: endpoint.host) }
            throw ServiceFailure(.unauthorized, notLoggedIn(endpoint.host, response.status, role, mount))
        }
        let auth = try json(response)["auth"]
        guard let token = auth?["client_token"]?.nonEmptyString, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw ServiceFailure(.malformed, noLease(endpoint.host)) }
        let seconds = min(max(0, auth?["lease_duration"]?.int ?? 0), 86_400)
        let lease = Lease(token: token, end: .now.advanced(by: .seconds(seconds * 2 / 3)))
        self.lease.withLockedValue { $0 = lease }
        return token
    }

    private static let largest = 4 << 20
}

// What an operator reads.

private func noToken(_ places: [String]) -> String {
    "there is no token for OpenBao: looked for in \(places.joined(separator: ", "))"
}
private func notLoggedIn(_ host: String, _ status: Int, _ role: String, _ mount: String) -> String {
    "\(host) answered \(status) to a login at \(quoted(mount, limit: 80)) as the role \(quoted(role, limit: 80)): is the role bound to "
        + "this service account?"
}
private func noLease(_ host: String) -> String { "\(host) answered a login without a token" }
