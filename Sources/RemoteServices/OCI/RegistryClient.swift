import Attestation
import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers

/// What is done with a repository, as token services call it.
package enum RegistryAccess: Sendable, Hashable {
    case pull
    case push

    var actions: [String] { self == .pull ? ["pull"] : ["pull", "push"] }
}

/// Speaks to registries: OCI distribution spec 1.1, and what Docker's registry did before it. Several threads may use it
/// at once; each blocks until it has its answer.
///
/// INVARIANT: whatever was asked for by digest is hashed here and compared (no header of an answer is believed), and every
/// request goes to the host of a repository that the caller named: neither a Link nor a Location leads to another one.
/// Only contents may come from elsewhere, by redirect, without credentials.
package final class RegistryClient: Sendable {
    private let http: HTTPClient
    private let credentials: RegistryCredentials
    private let known = NIOLockedValueBox<[Key: Authorization]>([:])

    package init(_ settings: HTTPSettings, credentials: RegistryCredentials = RegistryCredentials()) {
        http = HTTPClient(settings)
        self.credentials = credentials
    }

    private struct Key: Hashable {
        var repository: OCIRepository
        var access: RegistryAccess
    }

    /// How the last request was authorized.
    private enum Authorization {
        /// By what the file of credentials says, which is read at each use.
        case stored
        case token(String, until: ContinuousClock.Instant)
    }

    /// Fails where credentials stand that cannot be used, whether the registry asks for them or not: what can be read
    /// without them would hide that.
    package func checkCredentials(for repository: OCIRepository) throws(ServiceFailure) {
        _ = try credentials.credential(for: repository)
    }

    /// The answer, of any status but 401 from the registry itself.
    func send(
        _ request: HTTPRequest, to repository: OCIRepository, for access: RegistryAccess, by deadline: Deadline
    ) throws(ServiceFailure) -> HTTPResponse {
        let key = Key(repository: repository, access: access)
        let host = repository.endpoint
        let response = try once(request, try header(for: key), at: host, by: deadline)
        // INVARIANT: only the registry itself may ask for its credentials, never the storage that it redirects to.
        guard response.status == 401, isOwn(response.url, repository) else { return response }
        known.withLockedValue { $0[key] = nil }
        let header = try authorize(key, after: response, by: deadline)
        let second = try once(request, header, at: host, by: deadline)
        guard second.status == 401, isOwn(second.url, repository) else { return second }
        known.withLockedValue { $0[key] = nil }
        throw unauthorized(repository)
    }

    private func once(
        _ request: HTTPRequest, _ header: HTTPHeader?, at host: String, by deadline: Deadline
    ) throws(ServiceFailure) -> HTTPResponse {
        var request = request
        if let header { request.headers.append(header) }
        do throws(HTTPFailure) {
            return try http.send(request, by: deadline)
        } catch {
            throw ServiceFailure(error, from: host)
        }
    }

    /// What the next request says, where it is known.
    private func header(for key: Key) throws(ServiceFailure) -> HTTPHeader? {
        switch known.withLockedValue({ $0[key] }) {
        case nil: return nil
        case .token(let token, let end): return end > .now ? bearer(token) : nil
        case .stored: return try stored(for: key.repository)
        }
    }

    private func stored(for repository: OCIRepository) throws(ServiceFailure) -> HTTPHeader? {
        switch try credentials.credential(for: repository) {
        case .password(let user, let password): basic(user, password)
        case .registryToken(let token): bearer(token)
        case .identityToken, .helper, .none: nil
        }
    }

    private func authorize(
        _ key: Key, after response: HTTPResponse, by deadline: Deadline
    ) throws(ServiceFailure) -> HTTPHeader {
        let challenges = AuthenticationChallenge.all(in: response).filter { !$0.isAmbiguous }
        let credential = try credentials.credential(for: key.repository)
        if let challenge = challenges.first(where: { $0.scheme == "bearer" }) {
            if case .registryToken(let token) = credential {
                known.withLockedValue { $0[key] = .stored }
                return bearer(token)
            }
            let request = try TokenRequest(challenge, key.repository, key.access, credential)
            let token = try token(request, key.repository, by: deadline)
            known.withLockedValue { $0[key] = .token(token.text, until: .now.advanced(by: token.lifetime)) }
            return bearer(token.text)
        }
        guard challenges.contains(where: { $0.scheme == "basic" }) else {
            throw ServiceFailure(.unauthorized, otherScheme(key.repository.endpoint))
        }
        guard case .password(let user, let password) = credential else { throw unauthorized(key.repository) }
        known.withLockedValue { $0[key] = .stored }
        return basic(user, password)
    }

    private func token(
        _ request: TokenRequest, _ repository: OCIRepository, by deadline: Deadline
    ) throws(ServiceFailure) -> RegistryToken {
        let response = try once(request.http, nil, at: request.host, by: deadline)
        switch response.status {
        case 200: return try RegistryToken(response.body, from: request.host)
        case 401, 403:
            let advice = credentials.advice(about: repository)
            throw ServiceFailure(.unauthorized, noToken(request.host, response.status, repository, advice))
        default: throw ServiceFailure(response, from: request.host)
        }
    }

    private func basic(_ user: String, _ password: String) -> HTTPHeader {
        HTTPHeader("Authorization", "Basic \(StrictBase64.encode(Array("\(user):\(password)".utf8)))")
    }

    private func bearer(_ token: String) -> HTTPHeader { HTTPHeader("Authorization", "Bearer \(token)") }

    private func unauthorized(_ repository: OCIRepository) -> ServiceFailure {
        ServiceFailure(.unauthorized, refused(repository, 401, credentials.advice(about: repository)))
    }
}

extension RegistryClient {
    /// `https://registry.corp.example:5000`
    func origin(of repository: OCIRepository) -> String {
        "\(http.settings.allowsPlainHTTP ? "http" : "https")://\(repository.endpoint)"
    }

    /// `https://registry.corp.example:5000/v2/ml/fraud-detector/` and what follows.
    func url(_ repository: OCIRepository, _ path: String) -> String {
        "\(origin(of: repository))/v2/\(repository.name)/\(path)"
    }

    private func isOwn(_ url: String, _ repository: OCIRepository) -> Bool {
        url.hasPrefix("\(origin(of: repository))/")
    }

    /// Where a Link or a Location of the registry leads; nil where that is not the registry itself.
    func resolve(_ reference: String, _ repository: OCIRepository) -> String? {
        let origin = origin(of: repository)
        if reference.hasPrefix("/") { return reference.hasPrefix("//") ? nil : origin + reference }
        // The port that goes without saying may be said.
        let spelled = origin.hasPrefix("https") ? "\(origin):443" : "\(origin):80"
        for start in [origin, spelled] where reference.lowercased().hasPrefix("\(start)/") {
            return origin + reference.dropFirst(start.utf8.count)
        }
        return nil
    }

    /// What an answer that is no success means.
    func failure(_ response: HTTPResponse, _ repository: OCIRepository, _ what: String) -> ServiceFailure {
        switch response.status {
        case 403: ServiceFailure(.forbidden, refused(repository, 403, credentials.advice(about: repository)))
        case 404: absence(response, repository, what)
        default: ServiceFailure(response, from: repository.endpoint)
        }
    }

    /// Distribution spec, "Error Codes": these are about what the repository has, and none of the others is. A 404 without
    /// them may hide what this user may not see.
    private func absence(_ response: HTTPResponse, _ repository: OCIRepository, _ what: String) -> ServiceFailure {
        var failure = ServiceFailure(.notFound, absent(repository, what))
        let body = try? JSONParser.parse(response.body, limits: ParseLimits(bytes: 64 << 10, depth: 16))
        let codes = body?.root["errors"]?.elements.prefix(16).map { $0["code"]?.string ?? "" } ?? []
        failure.isAbsence = !codes.isEmpty && codes.allSatisfy { $0 == "MANIFEST_UNKNOWN" || $0 == "BLOB_UNKNOWN" }
        return failure
    }
}

// What an operator reads.

private func refused(_ repository: OCIRepository, _ status: Int, _ advice: String) -> String {
    "\(repository.endpoint) answered \(status) for \(repository.name): \(advice)"
}
private func noToken(_ host: String, _ status: Int, _ repository: OCIRepository, _ advice: String) -> String {
    "\(host) answered \(status) when asked for a token for \(repository): \(advice)"
}
private func otherScheme(_ host: String) -> String {
    "\(host) answered 401 and asks for neither a token of its own nor a password"
}
private func absent(_ repository: OCIRepository, _ what: String) -> String {
    "\(repository.endpoint) answered 404: it has no \(what)"
}
