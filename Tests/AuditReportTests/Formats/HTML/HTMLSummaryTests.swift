import CheckCommand
import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("The first screen of the HTML report")
struct HTMLSummaryTests {
    private func section(_ audit: Audit) -> String {
        HTMLSummary(audit: audit, counts: AuditCounts(audit)).section.source
    }

    private func answer(_ audit: Audit) throws -> String {
        let head = try #require(section(audit).components(separatedBy: "<h1 id=\"answer\">").last)
        let text = try #require(head.components(separatedBy: "</h1>").first)
        return text.replacing("<span>", with: "").replacing("</span>", with: "")
    }

    private func audit(_ source: Audit.Source, _ workloads: [AuditedWorkload]) -> Audit {
        var audit = Audit(
            subject: "here", source: source, time: AuditFixture.time,
            policies: CheckReport.PolicySource(origin: "policies/", names: ["p"], digest: "sha256:00"))
        audit.workloads = workloads
        return audit
    }

    private func workload(_ uri: String, _ judgement: AuditedWorkload.Judgement = .allowed) -> AuditedWorkload {
        let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        var workload = AuditedWorkload(identity: ObjectIdentity(gvk: gvk, name: uri), judgement: judgement)
        let reference = ModelReference(
            value: uri, path: FieldPath(), position: SourcePosition(line: 1, column: 1), consumer: .kserve,
            pinning: .mutable("a name"))
        workload.models = [AuditedModel(reference: reference)]
        return workload
    }

    @Test("one and many are told as people would")
    func numbers() throws {
        #expect(try answer(audit(.cluster, [])) == "No workload serves a model.")
        #expect(
            try answer(audit(.cluster, [workload("a")]))
                == "1 model is live in 1 workload. None of it would be refused today.")
        #expect(
            try answer(audit(.manifests, [workload("a"), workload("a", .denied)]))
                == "1 model is served by 2 workloads. 1 would be refused today.")
        #expect(
            try answer(audit(.log, [workload("a"), workload("b", .undecided("?"))]))
                == "2 models were live in 2 workloads. None of it would be refused today. 1 workload could not be judged."
        )
    }

    @Test("what could not be looked at stands first; without problems nothing says so")
    func problems() throws {
        var audit = audit(.cluster, [workload("a")])
        #expect(!section(audit).contains("Not everything could be looked at"))
        audit.problems = (0..<5).map { InputProblem(file: "file\($0)", message: "cannot be read") }
        let text = section(audit)
        #expect(text.contains("Not everything could be looked at") && text.contains("2 more problems"))
        #expect(text.contains("file2") && !text.contains("file3"))
    }

    @Test("a tile counts what its link shows")
    func links() throws {
        let audit = try AuditFixture().audit()
        let counts = AuditCounts(audit)
        let marks = audit.workloads.map { HTMLFilters.marks($0).source }
        for (word, count) in [
            ("denied", counts.denied), ("undecided", counts.undecided), ("drift", counts.drifted),
            ("uncovered", counts.uncovered),
        ] {
            let shown = marks.count { mark in
                let standing = mark.components(separatedBy: "data-standing=\"").last ?? ""
                return standing.prefix { $0 != "\"" }.split(separator: " ").contains(Substring(word))
            }
            #expect(shown == count && count > 0, "\(word)")
            #expect(section(audit).contains("data-show=\"standing=\(word)\""))
        }
    }
}

@Suite("An audit in numbers")
struct AuditCountsTests {
    private func model(_ uri: String, _ pinning: Pinning, evidence rules: [String] = []) -> AuditedModel {
        let reference = ModelReference(
            value: uri, path: FieldPath(), position: SourcePosition(line: 1, column: 1), consumer: .kserve,
            pinning: pinning)
        let digest = Digest(.sha256, hex: FixtureEvidence.hex("a"))
        let used = rules.map {
            UsedEvidence(rule: $0, reference: uri, source: "s", place: "p", digest: digest)
        }
        return AuditedModel(reference: reference, evidence: used)
    }

    private func counts(_ models: [AuditedModel]) -> AuditCounts {
        var audit = Audit(
            subject: "", source: .cluster, time: AuditFixture.time,
            policies: CheckReport.PolicySource(origin: "", names: [], digest: ""))
        let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        audit.workloads = models.enumerated().map { place, model in
            var workload = AuditedWorkload(
                identity: ObjectIdentity(gvk: gvk, name: "w\(place)"), judgement: .allowed)
            workload.models = [model]
            return workload
        }
        return AuditCounts(audit)
    }

    @Test("a model that is served twice is one, and known where it is known in both places")
    func once() {
        let known = model("s3://a/v1/", .versioned("by its path"), evidence: ["lineage", "evaluation", "dataset"])
        var counts = counts([known, known])
        #expect((counts.models, counts.workloads, counts.versioned) == (1, 2, 1))
        #expect((counts.withLineage, counts.withEvaluation, counts.withDataset) == (1, 1, 1))
        counts = self.counts([known, model("s3://a/v1/", .versioned("by its path"))])
        #expect((counts.models, counts.withLineage, counts.withEvaluation, counts.withDataset) == (1, 0, 0, 0))
    }

    @Test("what is loaded beside a model is none")
    func beside() {
        var tokenizer = model("hf://a/b", .mutable("a branch"))
        tokenizer.reference.role = .tokenizer
        #expect(counts([tokenizer]).models == 0)
        #expect(counts([tokenizer]).workloads == 1)
    }
}
