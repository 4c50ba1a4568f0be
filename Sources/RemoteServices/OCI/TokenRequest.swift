import Attestation
import HTTPTransport
import KubernetesModel

/// A request for a token, as a registry's challenge asks for it (distribution's docs/spec/auth/token.md and oauth.md).
struct TokenRequest {
    let http: HTTPRequest
    /// Of the token service, for messages.
    let host: String

    init(
        _ challenge: AuthenticationChallenge, _ repository: OCIRepository, _ access: RegistryAccess,
        _ credential: RegistryCredential
    ) throws(ServiceFailure) {
        guard let realm = challenge.parameters["realm"], let host = Self.host(of: realm),
            !realm.utf8.contains(UInt8(ascii: "#"))
        else { throw ServiceFailure(.malformed, badRealm(repository.endpoint)) }
        var fields = [("service", challenge.parameters["service"] ?? "")].filter { !$0.1.isEmpty }
        fields += Self.scopes(challenge, repository, access).map { ("scope", $0) }
        self.host = host
        // Not redirected: what is sent is meant for the realm alone.
        switch credential {
        case .identityToken(let token):
            fields += [("grant_type", "refresh_token"), ("client_id", "pedigree"), ("refresh_token", token)]
            http = HTTPRequest(
                .post, realm, headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")],
                body: Array(Self.form(fields).utf8), maxBytes: Self.mostBytes, followsRedirects: false)
        case .password, .none, .registryToken, .helper:
            let joint = realm.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
            http = HTTPRequest(
                .get, "\(realm)\(joint)\(Self.form(fields))", headers: Self.authorization(credential),
                maxBytes: Self.mostBytes, followsRedirects: false)
        }
    }

    private static func authorization(_ credential: RegistryCredential) -> [HTTPHeader] {
        guard case .password(let user, let password) = credential else { return [] }
        return [HTTPHeader("Authorization", "Basic \(StrictBase64.encode(Array("\(user):\(password)".utf8)))")]
    }

    /// What the challenge asks for where that is no more than is needed; a read never asks for the right to write.
    private static func scopes(
        _ challenge: AuthenticationChallenge, _ repository: OCIRepository, _ access: RegistryAccess
    ) -> [String] {
        let own = ["repository:\(repository.name):\(access.actions.joined(separator: ","))"]
        let asked = (challenge.parameters["scope"] ?? "").split(separator: " ").map(String.init)
        guard (1...4).contains(asked.count), asked.allSatisfy({ isModest($0, access) }) else { return own }
        return asked
    }

    /// Whether `scope` is `repository:NAME:ACTIONS` with no other actions than `access` needs.
    private static func isModest(_ scope: String, _ access: RegistryAccess) -> Bool {
        let parts = scope.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "repository", scope.utf8.count <= 512, let actions = parts.last else {
            return false
        }
        return actions.split(separator: ",", omittingEmptySubsequences: false).allSatisfy {
            access.actions.contains(String($0))
        }
    }

    private static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0.0)=\(PercentEncoding.segment($0.1))" }.joined(separator: "&")
    }

    /// nil for what is no URL with a host. What may be connected to is decided when it is sent.
    private static func host(of realm: String) -> String? {
        guard let scheme = ["https://", "http://"].first(where: realm.lowercased().hasPrefix) else { return nil }
        let host = String(realm.dropFirst(scheme.utf8.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" })
        return host.isEmpty || host.contains("@") ? nil : printable(host, limit: 100)
    }

    private static let mostBytes = 256 << 10
}

/// A token that a registry takes.
struct RegistryToken {
    let text: String
    let lifetime: Duration

    init(_ body: [UInt8], from host: String) throws(ServiceFailure) {
        let limits = ParseLimits(bytes: 256 << 10, depth: 16, nodes: 1_000)
        guard let root = try? JSONParser.parse(body, limits: limits, tellsPlaces: false).root,
            let text = (root["token"] ?? root["access_token"])?.nonEmptyString,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw ServiceFailure(.malformed, noToken(host)) }
        self.text = text
        // token.md: 60 seconds where nothing is said. Given up early, so that none runs out on its way.
        let seconds = min(max(root["expires_in"]?.int ?? 60, 0), 3600)
        lifetime = .seconds(max(seconds - 10, seconds / 2))
    }
}

// What an operator reads.

private func badRealm(_ host: String) -> String { "\(host) asks for a token and names no URL to get it from" }
private func noToken(_ host: String) -> String { "\(host) answered a request for a token with something else" }
