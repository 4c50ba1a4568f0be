import Attestation
import EvidenceStores
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import Testing

@Suite("Keys of transit engines", .enabled(if: MisbehavingServer.isAvailable))
struct TransitKeyringTests {
    private let server: MisbehavingServer
    private let mount = "m\(UUID().uuidString)"
    private let keys: [PublicKey]
    private let keyring = TransitKeyring()

    init() throws {
        server = try MisbehavingServer.shared()
        keys = try (0..<2).map { _ in try PrivateKey.generate(.ed25519).publicKey }
    }

    private func policies(
        _ fields: String = "", evidence: String = "lineage: {signedBy: [runner]}", refresh: String = "1s"
    ) throws -> PolicySet {
        let file = try secretFile("t0ken")
        let text = """
            apiVersion: pedigree.dev/v1alpha1
            kind: ModelProvenancePolicy
            metadata: {name: production}
            spec: {rules: {pinnedModel: {}, \(evidence)}}
            ---
            apiVersion: pedigree.dev/v1alpha1
            kind: TrustRoot
            metadata: {name: runner}
            spec:
              keys:
                - transit: {address: "\(server.origin)", mount: \(mount), key: runner, caFile: "\(server.caFile)",
                    networks: [127.0.0.1], tokenFile: "\(file)", refresh: \(refresh)\(fields)}
            """
        let documents = try YAMLParser.parse(text).map { PolicyDocument(file: "p.yaml", root: $0.root) }
        let lint = PolicyLint(documents)
        return try #require(lint.set, "\(lint.errors)")
    }

    private func answer(_ versions: [Int: PublicKey] = [:], status: Int = 200) throws {
        try server.answer(
            "GET", "/v1/\(mount)/keys/runner", status: status, Array(TransitAnswers.keys(versions).utf8))
    }

    /// What the keyring comes to, as its looks in the background end.
    private func eventually(
        _ set: PolicySet, _ condition: (TransitKeyring.Resolution) -> Bool
    ) -> TransitKeyring.Resolution {
        var resolution = keyring.resolve(set)
        for _ in 0..<1000 where !condition(resolution) {
            usleep(10_000)
            resolution = keyring.resolve(set)
        }
        return resolution
    }

    private func digests(_ set: PolicySet?) -> [String]? { set?.trustRoots.first?.keys.map(\.digest) }

    @Test("a key is fetched before the set judges, and both digests know it")
    func fetches() throws {
        try answer([1: keys[0]])
        let set = try policies()
        let resolved = try #require(keyring.resolve(set).set)
        #expect(digests(resolved) == [keys[0].digest])
        #expect(resolved.digest != set.digest)
        #expect(resolved.trustRoots.first?.digest != set.trustRoots.first?.digest)
        #expect(try #require(TransitKeyring().resolve(set).set).digest == resolved.digest)
    }

    @Test("a rotation is noticed in the background, and what was signed before still counts")
    func rotation() throws {
        try answer([1: keys[0]])
        let set = try policies()
        let before = try #require(keyring.resolve(set).set)
        try answer([1: keys[0], 2: keys[1]])
        let after = eventually(set) { digests($0.set)?.count == 2 }
        #expect(digests(after.set) == keys.map(\.digest))
        #expect(after.set?.digest != before.digest)
    }

    @Test("latest believes the newest version alone")
    func latest() throws {
        try answer([1: keys[0], 2: keys[1]])
        #expect(digests(keyring.resolve(try policies(", versions: latest")).set) == [keys[1].digest])
    }

    @Test("while the service is away the last keys are believed on, and that is told", arguments: [403, 500, 503, 429])
    func away(status: Int) throws {
        try answer([1: keys[0]])
        let set = try policies()
        let before = try #require(keyring.resolve(set).set)
        try answer(status: status)
        let after = eventually(set) { !$0.troubles.isEmpty }
        #expect(after.set?.digest == before.digest)
        #expect(after.troubles.first?.isBelieved == true)
        #expect(after.troubles.first?.description.contains("believed on") == true)
        try answer([1: keys[0]])
        guard status == 500 || status == 403 else { return }
        #expect(eventually(set) { $0.troubles.isEmpty }.troubles.isEmpty)
    }

    @Test("a key that was deleted vouches for nothing any more")
    func deleted() throws {
        try answer([1: keys[0]])
        let set = try policies()
        #expect(digests(keyring.resolve(set).set)?.count == 1)
        try answer(status: 404)
        let after = eventually(set) { !$0.troubles.isEmpty }
        #expect(digests(after.set) == [])
        #expect(after.troubles.first?.isBelieved == false)
    }

    @Test("a set whose key was never fetched is none, and the key is named", arguments: [403, 404, 500])
    func never(status: Int) throws {
        try answer(status: status)
        let resolution = keyring.resolve(try policies())
        #expect(resolution.set == nil)
        let trouble = try #require(resolution.troubles.first)
        #expect(trouble.description.contains("TrustRoot runner: openbao://\(mount)/runner at \(server.origin)"))
        #expect(trouble.origin.file == "p.yaml" && !trouble.isBelieved)
    }

    @Test("a key that was just fetched, or just failed, is not asked for again")
    func patience() throws {
        try answer([1: keys[0]])
        let set = try policies(refresh: "1h")
        for _ in 0..<5 { _ = keyring.resolve(set) }
        #expect(try server.requests("/v1/\(mount)/").count == 1)
    }

    @Test("policies that ask for no evidence ask for no key")
    func noEvidence() throws {
        try answer(status: 500)
        let set = try policies(evidence: "")
        #expect(keyring.resolve(set).set?.digest == set.digest)
        #expect(try server.requests("/v1/\(mount)/").isEmpty)
    }
}
