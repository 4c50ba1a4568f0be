import Attestation
import Foundation
import PolicyEngine
import PolicyFiles
import Testing

@testable import WebhookServer

@Suite("Policies and evidence, swapped as one")
struct JudgingWatcherTests {
    private let uri = "s3://ml-models-prod/fraud-detector/v47/"

    private func verified(_ watcher: JudgingWatcher) -> Int? {
        watcher.current?.reviewer.evidence.items(digest: nil, uri: uri).filter { (try? $0.outcome.get()) != nil }.count
    }

    @Test("policies, trust roots and evidence are in force together, and readiness tells each")
    func loads() throws {
        let site = try Site()
        try site.writePolicies()
        try site.writeEvidence(uri)
        let watcher = site.watcher()
        #expect(watcher.current == nil)
        #expect(watcher.statuses.map(\.name) == ["policies", "trust-roots", "evidence"])
        #expect(watcher.statuses.allSatisfy { !$0.isLoaded })
        let look = watcher.look(at: Date())
        #expect(look.isNews && look.digest != nil && look.evidence != nil && look.refusal == nil)
        #expect(verified(watcher) == 1)
        #expect(watcher.statuses.allSatisfy { $0.isLoaded && $0.error == nil })
        #expect(!watcher.look(at: Date()).isNews)
    }

    @Test("nothing is decided before the evidence was read once")
    func comesLate() throws {
        let site = try Site()
        try site.writePolicies()
        let watcher = site.watcher()
        watcher.look(at: Date())
        #expect(watcher.current == nil)
        let evidence = try #require(watcher.statuses.last)
        #expect(!evidence.isLoaded && evidence.error?.contains("EvidenceSource git") == true)
        try site.writeEvidence(uri)
        watcher.look(at: Date())
        #expect(verified(watcher) == 1)
        #expect(watcher.statuses.allSatisfy { $0.isLoaded && $0.error == nil })
    }

    @Test("new evidence is taken over, and evidence that cannot be read any more stays")
    func changes() throws {
        let site = try Site()
        try site.writePolicies()
        try site.writeEvidence(uri)
        let watcher = site.watcher()
        watcher.look(at: Date())
        let before = try #require(watcher.current)
        try site.writeEvidence(uri, to: "second.json")
        #expect(watcher.look(at: Date()).evidence != nil)
        #expect(verified(watcher) == 2)
        // Who holds the old state sees it whole.
        #expect(before.reviewer.evidence.items.count == 1)
        let generation = watcher.statuses.last?.generation
        try site.directory.remove("evidence")
        watcher.look(at: Date())
        #expect(verified(watcher) == 2)
        let status = try #require(watcher.statuses.last)
        #expect(status.isLoaded && status.error != nil && status.generation == generation)
        #expect(watcher.current?.reviewer.evidence.sources.first?.failure != nil)
    }

    @Test("when a source was read last is told, and stands still while it cannot be read")
    func lastReads() throws {
        let site = try Site()
        try site.writePolicies()
        let watcher = site.watcher()
        watcher.look(at: Date())
        #expect(watcher.lastReads.isEmpty)
        try site.writeEvidence(uri)
        watcher.look(at: Date())
        let first = try #require(watcher.lastReads["git"])
        // Nothing is new, and it was read all the same.
        watcher.look(at: Date())
        let second = try #require(watcher.lastReads["git"])
        #expect(second > first)
        try site.directory.remove("evidence")
        watcher.look(at: Date())
        watcher.look(at: Date())
        #expect(watcher.lastReads["git"] == second)
        try site.writeEvidence(uri)
        watcher.look(at: Date())
        #expect(try #require(watcher.lastReads["git"]) > second)
    }

    @Test("new trust roots and the evidence that they believe come in one step")
    func trust() throws {
        let site = try Site()
        try site.writePolicies()
        try site.writeEvidence(uri)
        let watcher = site.watcher()
        watcher.look(at: Date())
        #expect(verified(watcher) == 1)
        let other = try PrivateKey.generate(.ecdsaP256)
        try site.writePolicies(key: other)
        #expect(watcher.look(at: Date()).digest != nil)
        #expect(verified(watcher) == 0)
        #expect(watcher.current?.reviewer.policies.trustRoots.first?.keys.first?.digest == other.publicKey.digest)
    }

    @Test("policies whose evidence cannot be read never replace those that can decide")
    func waits() throws {
        let site = try Site()
        try site.writePolicies()
        try site.writeEvidence(uri)
        let watcher = site.watcher()
        watcher.look(at: Date())
        let digest = watcher.current?.reviewer.policies.digest
        try site.writePolicies(evidence: "../elsewhere")
        let look = watcher.look(at: Date())
        #expect(look.refusal?.contains("newer policies wait for evidence") == true)
        #expect(watcher.current?.reviewer.policies.digest == digest)
        #expect(watcher.statuses.first?.error?.contains("elsewhere") == true)
        // The old ones are looked after meanwhile.
        try site.writeEvidence(uri, to: "second.json")
        watcher.look(at: Date())
        #expect(verified(watcher) == 2)
        try site.directory.write("{}", to: "elsewhere/other.json")
        #expect(watcher.look(at: Date()).refusal == nil)
        #expect(watcher.current?.reviewer.policies.digest != digest)
        #expect(watcher.statuses.first?.error == nil)
        #expect(verified(watcher) == 0)
    }

    @Test("bad policies leave the old ones and their evidence in force")
    func badPolicies() throws {
        let site = try Site()
        try site.writePolicies()
        try site.writeEvidence(uri)
        let watcher = site.watcher()
        watcher.look(at: Date())
        try site.directory.write("kind: Nonsense\n", to: "policies/bad.yaml")
        let look = watcher.look(at: Date())
        #expect(look.policies?.lastError != nil)
        #expect(watcher.statuses.first?.error != nil)
        #expect(verified(watcher) == 1)
    }

    @Test("a trust root for demonstrations does not vouch, unless that is allowed")
    func demo() throws {
        let site = try Site()
        try site.writePolicies()
        try site.writeEvidence(uri)
        let (strict, lenient) = (site.watcher(), site.watcher(allowsDemo: true))
        strict.look(at: Date())
        lenient.look(at: Date())
        let digest = strict.current?.reviewer.policies.digest
        try site.writePolicies(isDemo: true)
        #expect(strict.look(at: Date()).refusal?.contains("TrustRoot eval-runner is for demonstrations") == true)
        #expect(strict.current?.reviewer.policies.digest == digest)
        #expect(strict.statuses.first?.error?.contains("--allow-demo-trust-root") == true)
        #expect(lenient.look(at: Date()).refusal == nil)
        #expect(lenient.current?.reviewer.policies.digest != digest)
    }

    @Test("evidence that no policy asks for is not read")
    func notAsked() throws {
        let site = try Site()
        try site.writePolicies(rule: "pinnedModel: {allow: [pinned]}")
        let watcher = site.watcher()
        watcher.look(at: Date())
        #expect(watcher.current?.reviewer.evidence.sources.isEmpty == true)
        #expect(watcher.statuses.allSatisfy { $0.isLoaded })
    }

    @Test("metrics tell what the evidence is")
    func metrics() throws {
        let site = try Site()
        try site.writePolicies()
        try site.writeEvidence(uri)
        try site.directory.write("not JSON", to: "evidence/broken.json")
        let watcher = site.watcher()
        watcher.look(at: Date())
        let metrics = ServerMetrics()
        metrics.watch(watcher)
        let text = metrics.text()
        #expect(text.contains(#"pedigree_evidence_records{source="git",outcome="verified"} 1"#))
        #expect(text.contains(#"pedigree_evidence_records{source="git",outcome="untrusted"} 0"#))
        #expect(text.contains(#"pedigree_evidence_problems{source="git"} 1"#))
        #expect(text.contains(#"pedigree_evidence_source_up{source="git"} 1"#))
        #expect(text.contains(#"pedigree_reload_successful{source="evidence"} 1"#))
    }
}

/// A directory of policies and evidence, and the key that signs.
private final class Site {
    let directory: TemporaryDirectory
    private let key: PrivateKey

    init() throws {
        directory = try TemporaryDirectory()
        key = try PrivateKey.generate(.ecdsaP256)
    }

    func watcher(allowsDemo: Bool = false) -> JudgingWatcher {
        JudgingWatcher(PolicyWatcher(["\(directory.path)/policies"]), allowsDemo: allowsDemo)
    }

    func writePolicies(
        key: PrivateKey? = nil, evidence: String = "../evidence", isDemo: Bool = false,
        rule: String = "evaluation: {signedBy: [eval-runner]}"
    ) throws {
        let pem = (key ?? self.key).publicKey.pem
        try directory.write(pem, to: "policies/keys/eval-runner.pub")
        let labels = isDemo ? ", labels: {\(PolicyTrustRoot.demoLabel): \"true\"}" : ""
        try directory.write(
            """
            apiVersion: pedigree.dev/v1alpha1
            kind: ModelProvenancePolicy
            metadata: {name: production}
            spec: {validationActions: [Warn], rules: {\(rule)}}
            ---
            apiVersion: pedigree.dev/v1alpha1
            kind: TrustRoot
            metadata: {name: eval-runner\(labels)}
            spec: {keys: [{publicKeyFile: keys/eval-runner.pub}]}
            ---
            apiVersion: pedigree.dev/v1alpha1
            kind: EvidenceSource
            metadata: {name: git}
            spec: {directory: {path: \(evidence)}}

            """, to: "policies/production.yaml")
    }

    func writeEvidence(_ uri: String, to name: String = "eval.dsse.json") throws {
        let digest = String(repeating: "a", count: 64)
        let statement = """
            {"_type":"https://in-toto.io/Statement/v1","subject":[{"uri":"\(uri)","digest":{"sha256":"\(digest)"}}],\
            "predicateType":"https://pedigree.dev/attestations/model-eval/v1","predicate":{"result":"PASSED"}}
            """
        try directory.write(
            try Envelope.sign(payload: Array(statement.utf8), with: key), to: "evidence/\(name)")
    }
}
