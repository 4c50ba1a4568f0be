import EvidenceTesting
import Foundation
import KubernetesModel
import PolicyEngine
import PolicyFiles
import Testing

@testable import CheckCommand

@Suite("check and evidence")
struct CheckEvidenceTests {
    private static let rule = """
        evaluation: {signedBy: [runner], metrics: [{name: f1, min: 0.9}], dataset: "sha256:\(Statements.evalData)", \
        model: "s3://ml-models-prod/**"}
        """
    private let model = "s3://ml-models-prod/fraud-detector/v47/"

    /// Policies, keys and evidence in a directory that goes away with the test.
    private final class Site {
        let path = NSTemporaryDirectory() + "pedigree-\(UUID().uuidString)"
        let runner: Party

        init(rules: String = CheckEvidenceTests.rule) throws {
            runner = try Party("runner")
            try write(
                """
                apiVersion: pedigree.dev/v1alpha1
                kind: ModelProvenancePolicy
                metadata: {name: production}
                spec:
                  rules:
                    pinnedModel: {allow: [pinned, versioned], sources: [{uri: "s3://ml-models-prod/", immutable: true}]}
                    \(rules)
                ---

                """ + EvidenceShelf.source + runner.trustRoot(), to: "policies/production.yaml")
            try write(
                """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: fraud-detector, namespace: ml-prod}
                spec: {predictor: {model: {modelFormat: {name: sklearn}, storageUri: "s3://ml-models-prod/fraud-detector/v47/"}}}

                """, to: "isvc.yaml")
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

        func write(_ bytes: [UInt8], to name: String) throws {
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }

        func evidence(_ value: String, to name: String) throws {
            let statement = Statements.evaluation(
                subject: Statements.subject(
                    uri: "s3://ml-models-prod/fraud-detector/v47/", sha256: Statements.evalData),
                metrics: [Statements.metric("f1", value)])
            var shelf = EvidenceShelf()
            try shelf.add(name, statement, signedBy: runner)
            for envelope in shelf.envelopes { try write(envelope.bytes, to: name) }
        }

        func check(evidence: [String] = []) throws -> CheckReport {
            let time = try #require(Timestamp("2026-11-21T00:00:00Z")).date
            return Check(
                options: CheckOptions(
                    paths: ["\(path)/isvc.yaml"], policyDirectories: ["\(path)/policies"],
                    evidence: EvidenceOptions(directories: evidence.map { "\(path)/\($0)" }), time: time)
            ).run()
        }
    }

    private func codes(_ report: CheckReport) -> [String] {
        report.objects.flatMap { $0.findings.map(\.finding.code.rawValue) }
    }

    @Test("evidence is read from where the policies say it lies, and the report tells what was relied on")
    func reads() throws {
        let site = try Site()
        try site.write("{}", to: "policies/evidence/other.json")
        #expect(codes(try site.check()) == ["evaluation.missing"])
        try site.evidence("0.95", to: "policies/evidence/eval.dsse.json")
        let report = try site.check()
        #expect(report.objects.map(\.verdictName) == ["allowed"], "\(codes(report))")
        #expect(report.objects.first?.review?.evidence.map(\.place) == ["eval.dsse.json"])
        #expect(report.evidence.map(\.verified) == [1])
        let json = ReportFormat.json.write(report, ReportOptions())
        #expect(json.contains("\"place\": \"eval.dsse.json\"") && json.contains("\"verified\": 1"))
        let text = ReportFormat.text.write(report, ReportOptions(showsReferences: true))
        #expect(text.contains("evidence (evaluation) of \(model): git: eval.dsse.json (sha256:"))
        #expect(ReportFormat.sarif.write(report, ReportOptions()).contains("git: eval.dsse.json"))
    }

    @Test("--evidence adds a directory, and does not widen what is believed")
    func adds() throws {
        let site = try Site()
        try site.write("{}", to: "policies/evidence/other.json")
        try site.evidence("0.95", to: "mine/eval.dsse.json")
        #expect(try site.check(evidence: ["mine"]).objects.map(\.verdictName) == ["allowed"])
        let stranger = try Site()
        try stranger.evidence("0.95", to: "eval.dsse.json")
        let foreign = try Data(contentsOf: URL(fileURLWithPath: "\(stranger.path)/eval.dsse.json"))
        try site.write(Array(foreign), to: "theirs/eval.dsse.json")
        #expect(codes(try site.check(evidence: ["theirs"])) == ["evaluation.untrusted"])
    }

    @Test("a source that cannot be read makes the check undecided, and a note says why")
    func unreadable() throws {
        let report = try Site().check()
        #expect(report.objects.map(\.verdictName) == ["undecided"])
        #expect(report.outcome() == .undecided)
        #expect(report.notes.contains { $0.hasPrefix("EvidenceSource git could not be read: directory ") })
    }

    @Test("a file that cannot be used is a note, and the others count")
    func badFile() throws {
        let site = try Site()
        try site.evidence("0.95", to: "policies/evidence/eval.dsse.json")
        try site.write("{", to: "policies/evidence/broken.json")
        let report = try site.check()
        #expect(report.objects.map(\.verdictName) == ["allowed"])
        #expect(report.notes.contains { $0.hasPrefix("evidence git: broken.json: it is no JSON") })
    }

    @Test("--evidence where no policy asks for any says that it has no effect")
    func notAsked() throws {
        let site = try Site(rules: "")
        let report = try site.check(evidence: ["mine"])
        #expect(report.notes.contains { $0.contains("--evidence has no effect") })
        #expect(report.evidence.isEmpty)
    }

    @Test("doctor names sources that cannot be read, that hold nothing, and files that cannot be used")
    func doctor() throws {
        let site = try Site()
        func concerns() throws -> [String] {
            let time = try #require(Timestamp("2026-11-21T00:00:00Z")).date
            return Examination(policyDirectories: ["\(site.path)/policies"], time: time).run().concerns
                .map { "\($0.urgency.rawValue) \($0.subject): \($0.message)" }
        }
        #expect(try concerns().contains { $0.hasPrefix("now EvidenceSource git: directory ") })
        try site.write("{", to: "policies/evidence/broken.json")
        let found = try concerns()
        #expect(found.contains { $0.hasPrefix("idle EvidenceSource git: broken.json: it is no JSON") })
        #expect(found.contains { $0.contains("holds no evidence") })
        try site.evidence("0.95", to: "policies/evidence/broken.json")
        #expect(try concerns().filter { $0.contains("EvidenceSource") }.isEmpty)
    }
}
