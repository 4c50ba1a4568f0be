import Attestation
import HTTPTransport
import KubernetesModel
import RemoteServices

/// A key of a transit engine that signs, as `--key openbao://MOUNT/KEY` names it; cosign's `hashivault://KEY` is the same
/// key in the engine at `transit`.
package struct TransitSigner: Sendable {
    package let name: String
    private let client: TransitClient

    /// nil where `text` is no reference of this kind, so that it is the name of a file.
    ///
    /// - Parameter environment: the value of a variable; nil where it is not set or empty.
    package init?(_ text: String, environment: (String) -> String?) throws(ServiceFailure) {
        let isOpenBao = text.hasPrefix("openbao://")
        guard isOpenBao || text.hasPrefix("hashivault://") else { return nil }
        let path = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst(2)
            .map { String(decoding: $0, as: UTF8.self) }
        guard let name = path.last, path.allSatisfy(Self.isName), path.count >= (isOpenBao ? 2 : 1),
            isOpenBao || path.count == 1
        else { throw ServiceFailure(.credentials, badReference(text)) }
        func either(_ name: String) -> String? { environment("BAO_\(name)") ?? environment("VAULT_\(name)") }
        guard let address = either("ADDR") else { throw ServiceFailure(.credentials, noAddress) }
        var tokens = [SecretSource.environment("BAO_TOKEN"), .environment("VAULT_TOKEN")]
        if let home = environment("HOME") { tokens.append(.file("\(home)/.vault-token")) }
        let mount =
            isOpenBao
            ? path.dropLast().joined(separator: "/") : environment("TRANSIT_SECRET_ENGINE_PATH") ?? "transit"
        self.name = name
        client = TransitClient(
            address: address, mount: mount, namespace: either("NAMESPACE"), .token(tokens),
            HTTPSettings(
                caFile: either("CACERT"), networks: Self.everywhere, allowsPlainHTTP: address.hasPrefix("http://"),
                requestTime: .seconds(30)))
    }

    /// Signs `payload`, and writes it as a DSSE envelope. Blocks.
    package func envelope(of payload: [UInt8]) throws(ServiceFailure) -> (bytes: [UInt8], keyDigest: String) {
        let message = Envelope.preAuthenticationEncoding(payload, type: Envelope.inTotoPayloadType)
        let (signature, key) = try client.sign(message, with: name, by: .after(.seconds(60)))
        return (Envelope.write(payload: payload, signature: signature, of: key), key.digest)
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.hasPrefix(".") && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Whoever signs has named the server himself, wherever it stands.
    private static let everywhere = ["0.0.0.0/0", "::/0"].compactMap { NetworkPrefix($0) }
}

// What a user reads.

private let noAddress = "name the server by BAO_ADDR or VAULT_ADDR, such as https://bao.corp.example:8200"
private func badReference(_ text: String) -> String {
    "\(quoted(text, limit: 120)) is no key of a transit engine, expected openbao://MOUNT/KEY or hashivault://KEY"
}
