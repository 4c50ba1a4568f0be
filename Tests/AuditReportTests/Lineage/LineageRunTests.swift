import Attestation
import CheckCommand
import DecisionLog
import EvidenceTesting
import Foundation
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("pedigree lineage")
struct LineageRunTests {
    private let scene: LogScene

    /// Policies with two parties' keys, and the fixture's evidence in a directory.
    init() throws {
        scene = try LogScene()
        let trainer = try Party("trainer")
        let runner = try Party("eval-runner")
        var shelf = EvidenceShelf()
        try FixtureEvidence(trainer: trainer, runner: runner).fill(&shelf)
        for (place, bytes) in shelf.envelopes {
            try Self.write(bytes, to: scene.file("policies/evidence/\(place)"))
        }
        let policies = FixtureStory.policies + trainer.trustRoot() + runner.trustRoot() + EvidenceShelf.source
        try Self.write(Array(policies.utf8), to: scene.file("policies/policies.yaml"))
        try Self.write(Array(fraud("v47").utf8), to: scene.file("deploy/fraud.yaml"))
    }

    private static func write(_ bytes: [UInt8], to file: String) throws {
        let url = URL(fileURLWithPath: file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    private func run(_ text: String, manifests: [String] = [], hasLog: Bool = false) -> LineageRun.Outcome {
        let place: AuditOptions.Source? =
            manifests.isEmpty ? (hasLog ? .log : nil) : .manifests(manifests.map { scene.file($0) }, commit: nil)
        var options = AuditOptions(place ?? .log, time: AuditFixture.time)
        options.policyDirectories = [scene.file("policies")]
        options.log = hasLog ? scene.place : nil
        return LineageRun(LineageQuery(text), place: place, options: options).run()
    }

    private func boxes(_ outcome: LineageRun.Outcome, _ kind: LineageGraph.Kind) -> [String]? {
        guard case .found(let graph) = outcome.answer else { return nil }
        return graph.nodes.filter { $0.kind == kind }.map { "\($0.title), \($0.subtitle)" }
    }

    @Test("evidence alone is drawn where no workloads are named")
    func evidence() {
        let outcome = run(FixtureEvidence.v47)
        #expect(boxes(outcome, .model) == ["fraud-detector v47, sha256:444444444444…"])
        #expect(boxes(outcome, .workload) == [])
        #expect(outcome.problems.isEmpty)
    }

    @Test("a workload of a manifest is drawn with what it serves")
    func manifests() {
        let outcome = run("fraud", manifests: ["deploy"])
        #expect(boxes(outcome, .workload) == ["fraud, InferenceService in ml-prod"])
        #expect(boxes(outcome, .evaluation) == ["f1_score 0.931, finished 2026-11-20"])
        #expect(run("fraud").answer == .unknown)
    }

    @Test("a log says what serves a model, and what served it once")
    func log() throws {
        try scene.serve(try .init(fraud("v47"), at: 0), at: 0)
        try scene.serve(try .init(fraud("v48"), "UPDATE", generation: 2, at: 86_400), at: 86_400)
        #expect(boxes(run("fraud", hasLog: true), .model) == ["fraud-detector v48, sha256:888888888888…"])
        #expect(boxes(run(FixtureEvidence.v47, hasLog: true), .workload) == ["fraud, until 2026-10-02"])
        #expect(boxes(run(FixtureEvidence.v48, hasLog: true), .workload) == ["fraud, InferenceService in ml-prod"])
    }

    @Test("what is gone is found by its name, as it was at last")
    func gone() throws {
        let decision = try Decision(fraud("v47"), at: 0)
        try scene.serve(decision, at: 0)
        try scene.write(.gone(decision.seen), at: 172_800)
        let outcome = run("ml-prod/fraud", hasLog: true)
        #expect(boxes(outcome, .workload) == ["fraud, until 2026-10-03"])
        #expect(boxes(outcome, .run)?.count == 1)
    }

    @Test("what cannot be read is told, and hides nothing else")
    func problems() {
        let outcome = run("fraud", manifests: ["deploy", "nowhere"])
        #expect(outcome.problems.count == 1)
        #expect(boxes(outcome, .workload)?.count == 1)
    }

    @Test("without policies that can be read nothing is drawn")
    func noPolicies() {
        var options = AuditOptions(.log, time: AuditFixture.time)
        options.policyDirectories = [scene.file("nowhere")]
        let outcome = LineageRun(LineageQuery("fraud"), place: nil, options: options).run()
        #expect(outcome.answer == .unknown && !outcome.problems.isEmpty)
    }
}
