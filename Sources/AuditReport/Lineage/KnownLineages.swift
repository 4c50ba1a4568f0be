import Attestation
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Everything that a lineage can be asked for by.
struct KnownLineages: Sendable {
    struct Served: Sendable {
        var workload: AuditedWorkload
        var model: AuditedModel
        /// Of its content, as reference and evidence say it.
        var digests: [Digest]
        /// nil while the workload serves the model.
        var until: Date?
    }

    let served: [Served]
    private let evidence: EvidenceIndex
    /// Of models: those that are served, and those that evidence is about; sorted.
    let models: [Digest]
    /// What models are made from and evaluated on, each with the models.
    let parts: [Digest: Set<Digest>]

    /// - Parameter former: what served models once, and does so no longer.
    init(_ workloads: [AuditedWorkload], former: [FormerWorkload] = [], _ evidence: EvidenceIndex) {
        self.evidence = evidence
        let all = workloads.map { ($0, Date?.none) } + former.map { ($0.workload, $0.until) }
        served = all.flatMap { workload, until in
            workload.models.map { model in
                let said = LineageEvidence(about: SoughtModel(model), in: evidence, used: nil)
                let digests = [model.digest, said.content].compactMap { $0 }
                return Served(workload: workload, model: model, digests: digests, until: until)
            }
        }
        var models = Set(served.flatMap(\.digests))
        var parts: [Digest: Set<Digest>] = [:]
        for item in evidence.items {
            let subjects = item.claims.subjects.flatMap(Self.digests)
            models.formUnion(subjects)
            for part in Self.parts(of: item.content) { parts[part, default: []].formUnion(subjects) }
        }
        self.models = models.sorted { $0.description < $1.description }
        self.parts = parts
    }

    func graph(_ served: [Served], _ digests: [Digest]) -> LineageGraph {
        var builder = LineageBuilder(evidence)
        for one in served { builder.add(one.model, servedBy: one.workload, until: one.until) }
        for digest in digests { builder.add(digest) }
        return builder.graph
    }

    /// Digests of the models that evidence calls so, by URI or by name.
    func digests(called text: String) -> [Digest] {
        let all = evidence.items.flatMap(\.claims.subjects).filter { subject in
            subject.name == text || subject.uri.map { LineageQuery.isSame($0, text) } ?? false
        }
        return Set(all.compactMap { Self.digests(of: $0).first }).sorted { $0.description < $1.description }
    }

    private static func digests(of subject: ResourceDescriptor) -> [Digest] {
        subject.strongDigests + [subject.digest(.gitCommit)].compactMap { $0 }
    }

    private static func parts(of content: PredicateContent) -> [Digest] {
        switch content {
        case .lineage(let lineage): lineage.dependencies.flatMap(digests)
        case .evaluation(let evaluation): evaluation.datasets.flatMap(digests)
        case .modelSignature, .malformed, .other: []
        }
    }
}
