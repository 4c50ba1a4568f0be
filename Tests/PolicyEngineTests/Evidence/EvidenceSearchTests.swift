import EvidenceTesting
import FoundationEssentials
import KubernetesModel
import ModelReferences
import Testing

@testable import Attestation
@testable import PolicyEngine

/// What only certificates show; the statements are made up, since signing with a certificate is tested where it is done.
@Suite("Signers of evidence")
struct EvidenceSearchTests {
    private func judgement(
        _ signers: [Signer], threshold: Int = 1, at moment: String
    ) throws -> Judgement {
        var gate = try Gate("lineage: {signedBy: [trainer], threshold: \(threshold)}")
        gate.documents = ""
        let payload = Array(Statements.lineage(subject: fraud).utf8)
        let statement = try Statement.parse(payload)
        let verified = VerifiedStatement(
            statement: statement, signers: signers, payloadDigest: ContentDigest.sha256(payload))
        let item = EvidenceItem(
            source: "git", place: "lineage.json", digest: ContentDigest.sha256(payload),
            claims: EvidenceItem.Claims(predicateType: statement.predicateType, subjects: statement.subjects),
            outcome: .success(verified))
        let set = try policySet(gate.yaml.replacing("threshold: \(threshold)", with: "threshold: 1"))
        var policies = set.policies
        policies[0].lineage?.demand.threshold = threshold
        let changed = PolicySet(
            policies: policies, exceptions: [], trust: set.trust, evidenceSources: set.evidenceSources, digest: "")
        let index = EvidenceIndex(
            sources: [EvidenceIndex.Source(name: "git", place: "directory evidence/")], items: [item], records: [])
        return changed.judge(
            subject(workload(reference(version47, immutableVersion)), namespace: "ml-prod"), evidence: index,
            at: try time(moment))
    }

    private func signer(_ key: String, _ identity: String, from start: String, to end: String) throws -> Signer {
        Signer(trustRoot: "trainer", keyDigest: key, identity: identity, validity: try time(start)...time(end))
    }

    @Test("a signature counts while its certificate is valid, and the answer holds until that ends")
    func validity() throws {
        let one = try signer("a", "https://ci/train", from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z")
        let valid = try judgement([one], at: "2026-11-21T00:00:00Z")
        #expect(valid.findings == [])
        #expect(valid.holdsUntil == (try time("2026-12-01T00:00:00Z")))
        let ended = try judgement([one], at: "2026-12-01T00:00:01Z")
        #expect(ended.findings.map(\.code) == [.lineageUntrusted])
        let text =
            "the certificate of trainer (https://ci/train) is valid from 2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z"
        #expect(ended.findings.first?.message.contains(text) == true, "\(ended.findings)")
        let early = try judgement([one], at: "2026-10-31T00:00:00Z")
        #expect(early.findings.map(\.code) == [.lineageUntrusted])
        #expect(early.holdsUntil == (try time("2026-11-01T00:00:00Z")))
    }

    @Test("one identity with two certificates is one signer, and one key under two identities is one, too")
    func distinct() throws {
        let (start, end) = ("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")
        func codes(_ first: (String, String), _ second: (String, String)) throws -> [ReasonCode] {
            let signers = try [first, second].map { try signer($0.0, $0.1, from: start, to: end) }
            return try judgement(signers, threshold: 2, at: "2026-11-21T00:00:00Z").findings.map(\.code)
        }
        #expect(try codes(("a", "x"), ("b", "x")) == [.lineageUntrusted])
        #expect(try codes(("a", "x"), ("a", "y")) == [.lineageUntrusted])
        #expect(try codes(("a", "x"), ("b", "y")) == [])
    }
}
