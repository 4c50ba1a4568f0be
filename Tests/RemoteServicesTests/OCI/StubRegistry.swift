import Attestation
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import Testing

@testable import RemoteServices

/// One repository of a registry that answers as a test says.
struct StubRegistry {
    let server: MisbehavingServer
    let repository: OCIRepository

    init(_ server: MisbehavingServer? = nil) throws {
        self.server = try server ?? .shared()
        let host = self.server.origin.dropFirst("https://".utf8.count)
        repository = try #require(OCIRepository("\(host)/t\(UUID().uuidString.lowercased())"))
    }

    var host: String { repository.host }
    var path: String { "/v2/\(repository.name)/" }
    static var soon: Deadline { .after(.seconds(120)) }

    /// - Parameter config: what the file of credentials holds.
    func client(config: String = "{}", caFile: String? = nil) throws -> RegistryClient {
        let file = NSTemporaryDirectory() + "pedigree-docker-\(UUID().uuidString).json"
        try config.write(toFile: file, atomically: true, encoding: .utf8)
        let loopback = try #require(NetworkPrefix("127.0.0.1/32"))
        return RegistryClient(
            HTTPSettings(caFile: caFile ?? server.caFile, networks: [loopback], requestTime: .seconds(60)),
            credentials: RegistryCredentials(file: file))
    }

    func config(_ user: String, _ password: String) -> String {
        #"{"auths": {"\#(host)": {"username": "\#(user)", "password": "\#(password)"}}}"#
    }

    func answer(
        _ method: String = "GET", _ what: String, authorization: String? = nil, status: Int = 200,
        headers: [String: String] = [:], _ body: String = ""
    ) throws {
        try server.answer(
            method, path + what, authorization: authorization, status: status, headers: headers, Array(body.utf8))
    }

    /// Puts a manifest under a tag, if any, and under its digest.
    @discardableResult
    func put(_ text: String, tag: String? = nil, authorization: String? = nil) throws -> Digest {
        let digest = ContentDigest.sha256(Array(text.utf8))
        for reference in [digest.description] + (tag.map { [$0] } ?? []) {
            try answer("GET", "manifests/\(reference)", authorization: authorization, text)
        }
        return digest
    }

    /// Everything below the repository is answered with 401 unless it is authorized.
    func demand(_ challenge: String, of what: String...) throws {
        for what in what { try answer("GET", what, status: 401, headers: ["WWW-Authenticate": challenge]) }
    }

    func requests(_ what: String = "") throws -> [MisbehavingServer.Request] { try server.requests(path + what) }
}
