import Attestation
import Foundation
import KubernetesModel
import PolicyEngine
import Testing

@Suite("Trust roots of Sigstore in policies")
struct SigstoreTrustTests {
    private static let identity = "{issuer: \"https://issuer.corp.example\", subject: \"https://ci.corp.example/ml/*\"}"

    /// The fixture's certificate authority ends on 2030-01-01.
    private static func trustedRoot() throws -> [UInt8] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: tests.appendingPathComponent("Fixtures/sigstore/trusted_root.json")))
    }

    private func lint(
        identities: String = "[\(identity)]", file: [UInt8]? = nil, threshold: Int = 1
    ) throws -> PolicyLint {
        let yaml = """
            apiVersion: pedigree.dev/v1alpha1
            kind: ModelProvenancePolicy
            metadata: {name: production}
            spec: {rules: {modelSignature: {signedBy: [ci], threshold: \(threshold)}}}
            ---
            apiVersion: pedigree.dev/v1alpha1
            kind: TrustRoot
            metadata: {name: ci}
            spec: {sigstore: {trustedRootFile: trusted_root.json, identities: \(identities)}}
            ---
            apiVersion: pedigree.dev/v1alpha1
            kind: EvidenceSource
            metadata: {name: git}
            spec: {directory: {path: evidence/}}
            """
        let documents = try YAMLParser.parse(yaml).map { PolicyDocument(file: "policy.yaml", root: $0.root) }
        let contents = try file ?? Self.trustedRoot()
        return PolicyLint(
            documents.map { document in
                var document = document
                for path in document.attachedPaths { document.files[path] = .contents(contents) }
                return document
            })
    }

    @Test("identities and the trusted root are read, and belong to the set's digest")
    func read() throws {
        let set = try #require(try lint().set)
        let sigstore = try #require(set.trustRoots.first?.sigstore)
        #expect(
            sigstore.identities == [
                KeylessTrust.Identity(issuer: "https://issuer.corp.example", subject: "https://ci.corp.example/ml/*")
            ])
        #expect(sigstore.trustedRoot.certificateAuthorities.count == 1)
        let others = [
            try lint(identities: "[{issuer: \"https://other.example\", subject: \"https://ci.corp.example/ml/*\"}]"),
            try lint(file: Self.trustedRoot() + [0x20]),
        ]
        for other in others {
            let other = try #require(other.set)
            #expect(other.digest != set.digest && other.trustRoots.first?.digest != set.trustRoots.first?.digest)
        }
    }

    @Test(
        "what would believe nobody, or everybody of an issuer that nobody named, is an error",
        arguments: [
            ("[]", "the list is empty"), ("[{subject: a}]", "has no issuer"),
            ("[{issuer: \"https://a\"}]", "has no subject"),
            ("[{issuer: \"https://*\", subject: a}]", "compared exactly"),
            ("[{isuer: \"https://a\", subject: a}]", "did you mean issuer?"),
            ("[{issuer: \"\", subject: a}]", "it is empty"),
        ])
    func errors(identities: String, expected: String) throws {
        let lint = try lint(identities: identities)
        #expect(lint.set == nil && lint.errors.contains { $0.message.contains(expected) }, "\(lint.errors)")
    }

    @Test("everybody of an issuer is a warning")
    func everybody() throws {
        let lint = try lint(identities: "[{issuer: \"https://issuer.corp.example\", subject: \"**\"}]")
        #expect(lint.set != nil && lint.warnings.contains { $0.message.contains("everybody") })
    }

    @Test("a trusted root that cannot be used names what is wrong, at the field that names the file")
    func unusable() throws {
        let text = String(decoding: try Self.trustedRoot(), as: UTF8.self)
        let lint = try lint(file: Array(text.replacing("\"start\"", with: "\"from\"").utf8))
        let error = try #require(lint.errors.first)
        #expect(error.message.contains("validFor.start") && error.position?.line == 9)
    }

    @Test("any threshold may be met: how many identities there are, nobody knows")
    func threshold() throws { #expect(try lint(threshold: 3).errors == []) }

    @Test(
        "doctor names a trusted root before it ends, and says when it has ended",
        arguments: [
            ("2029-06-01T00:00:00Z", nil), ("2029-12-20T00:00:00Z", "ends on 2030-01-01"),
            ("2030-01-02T00:00:00Z", "ended on 2030-01-01"),
        ])
    func doctor(moment: String, expected: String?) throws {
        let doctor = Doctor(policies: try #require(try lint().set), time: try time(moment))
        let concerns = doctor.examine(EvidenceIndex.empty).map(\.message).filter { $0.contains("trusted root") }
        #expect(concerns.count == (expected == nil ? 0 : 1))
        #expect(concerns.allSatisfy { $0.contains(expected ?? "") })
    }
}
