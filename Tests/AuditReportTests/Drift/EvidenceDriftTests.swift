import DecisionLog
import EvidenceTesting
import FoundationEssentials
import KubernetesModel
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("Evidence that counts no longer")
struct EvidenceDriftTests {
    private let runner: Party
    private let stranger: Party
    private let statement = Statements.evaluation(
        subject: Statements.subject(uri: Live.version, sha256: String(repeating: "4", count: 64)), metrics: [])

    init() throws {
        runner = try Party("eval-runner")
        stranger = try Party("stranger")
    }

    private func policies(_ trusted: Party? = nil, maxAge: String = "30d", rules: String? = nil) throws -> PolicySet {
        let rules = rules ?? "evaluation: {signedBy: [eval-runner], maxAge: \(maxAge), metrics: [{name: f1, min: 0.9}]}"
        let text = """
            apiVersion: pedigree.dev/v1alpha1
            kind: ModelProvenancePolicy
            metadata: {name: production}
            spec:
              validationActions: [Warn]
              rules:
                pinnedModel: {allow: [pinned, versioned], sources: [{uri: "s3://ml-models-prod/", immutable: true}]}
                \(rules)
            ---

            """
        let root = (trusted ?? runner).trustRoot().replacing("name: stranger", with: "name: eval-runner")
        let documents = PolicyDocument.parse(Array((text + root + EvidenceShelf.source).utf8), file: "p.yaml")
        let lint = PolicyLint(documents.compactMap { try? $0.get() })
        return try #require(lint.set, "\(lint.errors)")
    }

    private func drift(
        _ policies: PolicySet, shelf: EvidenceShelf, former: Digest, today: [UsedEvidence] = [],
        at time: String = "2026-11-21T12:00:00Z", asked: [String] = ["production"], source: String = "git"
    ) throws -> [Drift] {
        let evidence = Decision.Evidence(
            rule: "evaluation", model: Live.version, source: source, place: "eval.json", digest: former.description)
        let search = EvidenceDrift(
            policies: policies, index: try shelf.index(for: policies), time: try #require(Timestamp(time)?.date))
        let workload = Live.workload(
            AuditedModel(reference: Live.reference(), evidence: today), policies: asked)
        return search.drift(of: workload, Live.admitted(evidence: [evidence]))
    }

    private func shelf() throws -> (EvidenceShelf, Digest) {
        var shelf = EvidenceShelf()
        try shelf.add("eval.json", statement, signedBy: runner)
        let item = try #require(try shelf.index(for: try policies()).items.first)
        return (shelf, item.digest)
    }

    @Test("what counts as it did is no drift")
    func counts() throws {
        let (shelf, digest) = try shelf()
        #expect(try drift(try policies(), shelf: shelf, former: digest).isEmpty)
    }

    @Test("what is gone from its source is drift; what is gone from one that cannot be read is not")
    func gone() throws {
        let (_, digest) = try shelf()
        let found = try drift(try policies(), shelf: EvidenceShelf(), former: digest)
        #expect(found.map(\.kind) == [.evidence] && found.first?.path == "spec.model")
        let message = try #require(found.first?.message)
        for part in ["evaluation", "git: eval.json", digest.description, "gone", "2026-11-21T"] {
            #expect(message.contains(part), "\(part)")
        }
        var unreadable = EvidenceShelf()
        unreadable.failure = "no answer"
        #expect(try drift(try policies(), shelf: unreadable, former: digest).isEmpty)
        #expect(
            try drift(try policies(), shelf: EvidenceShelf(), former: digest, source: "old").first?.message
                .contains("no policy names this source") == true)
    }

    @Test("a key that nobody trusts any more is drift")
    func untrusted() throws {
        let (shelf, digest) = try shelf()
        #expect(try drift(try policies(stranger), shelf: shelf, former: digest).count == 1)
    }

    @Test("what has become too old is drift, and a day before it is none")
    func tooOld() throws {
        let (shelf, digest) = try shelf()
        let late = try drift(try policies(), shelf: shelf, former: digest, at: "2026-12-21T00:00:00Z")
        #expect(late.first?.message.contains("too old from 2026-12-20T12:00:00Z") == true)
        #expect(try drift(try policies(), shelf: shelf, former: digest, at: "2026-12-20T00:00:00Z").isEmpty)
        // A stale statement is still the one that was looked at.
        let used = [Live.evidence(digest: digest)]
        #expect(
            try drift(try policies(), shelf: shelf, former: digest, today: used, at: "2026-12-21T00:00:00Z").count == 1)
    }

    @Test("where newer evidence counts in its place nothing has drifted")
    func superseded() throws {
        let newer = [Live.evidence(digest: Live.digest("f"))]
        #expect(try drift(try policies(), shelf: EvidenceShelf(), former: Live.digest("e"), today: newer).isEmpty)
    }

    @Test("where nobody asks for it any more nothing has drifted")
    func unasked() throws {
        let (_, digest) = try shelf()
        #expect(try drift(try policies(rules: ""), shelf: EvidenceShelf(), former: digest).isEmpty)
        #expect(try drift(try policies(), shelf: EvidenceShelf(), former: digest, asked: []).isEmpty)
    }

    @Test("what the log has from outside is told on one line")
    func hostile() throws {
        let evidence = Decision.Evidence(
            rule: "evaluation", model: Live.version, source: "git", place: "a\n\u{1b}[2Jb\u{202e}", digest: "sha256:\n")
        let set = try policies()
        let search = EvidenceDrift(policies: set, index: try EvidenceShelf().index(for: set), time: Live.admission)
        let found = search.drift(
            of: Live.workload(AuditedModel(reference: Live.reference())), Live.admitted(evidence: [evidence]))
        let message = try #require(found.first?.message)
        #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
    }
}
