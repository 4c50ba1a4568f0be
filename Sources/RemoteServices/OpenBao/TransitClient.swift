import Attestation
import HTTPTransport
import KubernetesModel

/// Asks a transit engine of OpenBao or Vault for public keys and for signatures. Private keys never leave it.
///
/// The API is that of https://openbao.org/api-docs/secret/transit/; all of it that is used here Vault has, too.
package struct TransitClient: Sendable {
    private let session: OpenBaoSession
    private let mount: String

    /// - Parameter address: `https://HOST[:PORT]`.
    package init(
        address: String, mount: String, namespace: String?, _ login: OpenBaoLogin, _ settings: HTTPSettings
    ) {
        let base = address.withoutFinalSlash
        session = OpenBaoSession(ServiceEndpoint(base, settings), namespace: namespace, login)
        self.mount = mount
    }

    package func keys(_ name: String, by deadline: Deadline) throws(ServiceFailure) -> TransitPublicKeys {
        let response = try session.send(.get, path("keys", name), by: deadline)
        guard response.status == 200 else { throw failure(response, "keys", name, capability: "read") }
        guard let data = try session.json(response)["data"], data.isObject else {
            throw ServiceFailure(.malformed, notOpenBao(host))
        }
        return try TransitPublicKeys(data, named: name)
    }

    /// Signs as the key's type is usually used, with its latest version, and checks what came back.
    package func sign(
        _ message: [UInt8], with name: String, by deadline: Deadline
    ) throws(ServiceFailure) -> (signature: [UInt8], key: PublicKey) {
        var keys = try keys(name, by: deadline)
        guard let scheme = keys.newest?.type.schemes.first else { throw ServiceFailure(.malformed, notOpenBao(host)) }
        let body = Self.body(message, scheme)
        let response = try session.send(.post, path("sign", name), body: body, by: deadline)
        guard response.status == 200 else { throw failure(response, "sign", name, capability: "update") }
        let signed = try session.json(response)["data"]?["signature"]?.string.flatMap(Self.signature)
        guard let signed else { throw ServiceFailure(.malformed, notOpenBao(host)) }
        // The key may have been rotated between the two requests.
        if keys.versions[signed.version] == nil { keys = try self.keys(name, by: deadline) }
        guard let key = keys.versions[signed.version], key.verify(signed.bytes, over: message, by: scheme) else {
            throw ServiceFailure(.mismatch, wrongSignature(host, name))
        }
        return (signed.bytes, key)
    }

    private static func body(_ message: [UInt8], _ scheme: SignatureScheme) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object { body in
            guard let hash = scheme.digest else {
                body.member("input", StrictBase64.encode(message))
                return
            }
            var hasher = ContentHasher(hash)
            hasher.update(message)
            body.member("input", StrictBase64.encode(hasher.finishBytes()))
            body.member("prehashed", true)
            body.member("hash_algorithm", hash.transitName)
            body.member("marshaling_algorithm", "asn1")
            body.member("signature_algorithm", "pss")
            body.member("salt_length", "hash")
        }
        return writer.bytes
    }

    /// `vault:v3:BASE64`, OpenBao's word included.
    private static func signature(_ text: String) -> (version: Int, bytes: [UInt8])? {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].first == UInt8(ascii: "v"),
            let version = Int(String(parts[1].dropFirst()) ?? ""),
            let bytes = String(parts[2]).flatMap({ StrictBase64.decode($0) }), !bytes.isEmpty
        else { return nil }
        return (version, bytes)
    }

    private func path(_ operation: String, _ name: String) -> String {
        "/v1/\(PercentEncoding.path(mount))/\(operation)/\(PercentEncoding.segment(name))"
    }

    private var host: String { session.endpoint.host }

    private func failure(
        _ response: HTTPResponse, _ operation: String, _ name: String, capability: String
    ) -> ServiceFailure {
        let place = "\(mount)/\(operation)/\(name)"
        switch response.status {
        case 403: return ServiceFailure(.forbidden, forbidden(host, place, capability))
        case 404: return ServiceFailure(.notFound, noKey(host, mount, name))
        case 503:
            let failure = ServiceFailure(response, from: host)
            return ServiceFailure(failure.kind, "\(failure.reason): is it sealed?", retryAfter: failure.retryAfter)
        default: return ServiceFailure(response, from: host)
        }
    }
}

extension SignatureScheme {
    /// What is signed instead of the message; nil where the message itself is.
    fileprivate var digest: HashAlgorithm? {
        switch self {
        case .ecdsa(let hash), .rsaPKCS1(let hash), .rsaPSS(let hash, _, _): hash
        case .ed25519: nil
        }
    }
}

extension HashAlgorithm {
    fileprivate var transitName: String {
        switch self {
        case .sha256: "sha2-256"
        case .sha384: "sha2-384"
        case .sha512: "sha2-512"
        }
    }
}

// What an operator reads.

private func forbidden(_ host: String, _ place: String, _ capability: String) -> String {
    "\(host) answered 403: the token is not valid, or may not \(capability) \(quoted(place, limit: 160)) there"
}
private func noKey(_ host: String, _ mount: String, _ name: String) -> String {
    "\(host) answered 404: there is no key \(quoted(name, limit: 80)) in a transit engine at \(quoted(mount, limit: 80))"
}
private func notOpenBao(_ host: String) -> String { "\(host) answered with JSON that is not OpenBao's" }
private func wrongSignature(_ host: String, _ name: String) -> String {
    "what \(host) gave is no signature of the key \(quoted(name, limit: 80)) over what was to be signed"
}
