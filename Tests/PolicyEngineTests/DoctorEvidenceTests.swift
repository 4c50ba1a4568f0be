import Attestation
import EvidenceTesting
import FoundationEssentials
import KubernetesModel
import PolicyEngine
import Testing

@testable import Attestation

@Suite("Doctor and evidence")
struct DoctorEvidenceTests {
    private let uri = "s3://ml-models-prod/fraud-detector/v47/"

    private func policies(_ party: Party, rules: String = "evaluation: {signedBy: [runner], maxAge: 90d}") -> String {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: production}
        spec: {validationActions: [Warn], rules: {\(rules)}}
        ---

        """ + EvidenceShelf.source + party.trustRoot()
    }

    private func evaluation(finishedOn: String) -> String {
        Statements.evaluation(
            subject: Statements.subject(uri: uri, sha256: Statements.evalData),
            metrics: [Statements.metric("f1", "0.9")], finishedOn: finishedOn)
    }

    private func concerns(_ shelf: EvidenceShelf, _ yaml: String, at moment: String) throws -> [String] {
        let set = try policySet(yaml)
        return Doctor(policies: set, time: try time(moment)).examine(try shelf.index(for: set)).map {
            "\($0.urgency.rawValue) \($0.subject): \($0.message)"
        }
    }

    @Test(
        "the newest evaluation of a model is named before it is too old, and not long before",
        arguments: [("2026-12-01T00:00:00Z", 0), ("2027-01-25T00:00:00Z", 1), ("2027-03-01T00:00:00Z", 0)])
    func ageing(moment: String, count: Int) throws {
        let runner = try Party("runner")
        var shelf = EvidenceShelf()
        try shelf.add("eval.json", evaluation(finishedOn: "2026-11-20T12:00:00Z"), signedBy: runner)
        let found = try concerns(shelf, policies(runner), at: moment)
        #expect(found.count == count, "\(found)")
        guard let first = found.first else { return }
        #expect(
            first == "soon evaluation of \(uri): git: eval.json counts for the policy production until "
                + "2027-02-18T12:00:00Z (maxAge 90d); evaluate or attest it again")
    }

    @Test("what a newer evaluation has replaced, and what a stranger signed, is not named")
    func replaced() throws {
        let (runner, stranger) = (try Party("runner"), try Party("stranger"))
        var shelf = EvidenceShelf()
        try shelf.add("old.json", evaluation(finishedOn: "2026-11-20T12:00:00Z"), signedBy: runner)
        try shelf.add("new.json", evaluation(finishedOn: "2027-01-20T12:00:00Z"), signedBy: runner)
        #expect(try concerns(shelf, policies(runner), at: "2027-01-25T00:00:00Z") == [])
        var foreign = EvidenceShelf()
        try foreign.add("eval.json", evaluation(finishedOn: "2026-11-20T12:00:00Z"), signedBy: stranger)
        #expect(try concerns(foreign, policies(runner), at: "2027-01-25T00:00:00Z") == [])
    }

    @Test(
        "a signer's certificate is named a month before its end and after it",
        arguments: [
            ("2026-11-01T00:00:00Z", ""),
            ("2026-12-20T00:00:00Z", "soon TrustRoot runner: the certificate of \"ci@corp\" ends"),
            ("2027-01-02T00:00:00Z", "idle TrustRoot runner: the certificate of \"ci@corp\" ended"),
        ])
    func certificates(moment: String, expected: String) throws {
        let runner = try Party("runner")
        let statement = try Statement.parse(Array(evaluation(finishedOn: "2026-11-20T12:00:00Z").utf8))
        let validity = try time("2026-01-01T00:00:00Z")...(try time("2027-01-01T00:00:00Z"))
        let verified = VerifiedStatement(
            statement: statement,
            signers: [Signer(trustRoot: "runner", keyDigest: "k", identity: "ci@corp", validity: validity)],
            payloadDigest: Digest(.sha256, hex: Statements.evalData))
        let item = EvidenceItem(
            source: "git", place: "eval.json", digest: verified.payloadDigest,
            claims: EvidenceItem.Claims(subjects: statement.subjects), outcome: .success(verified))
        let set = try policySet(policies(runner, rules: "evaluation: {signedBy: [runner]}"))
        let found = Doctor(policies: set, time: try time(moment))
            .examine(EvidenceIndex(sources: [], items: [item], records: []))
            .map { "\($0.urgency.rawValue) \($0.subject): \($0.message)" }
        #expect(found.isEmpty == expected.isEmpty)
        #expect(found.first?.hasPrefix(expected) ?? true, "\(found)")
    }
}
