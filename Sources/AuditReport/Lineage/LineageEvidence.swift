import Attestation
import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// Everything that an index holds about one model, as a drawing wants it.
struct LineageEvidence: Sendable {
    /// What one envelope or record says, and who says it.
    struct Said<Content: Sendable>: Sendable {
        var content: Content
        /// Where it lies: `git: lineage.dsse.json`.
        var place: String
        /// Of the envelope; nil of a record.
        var digest: Digest?
        var signers: [Signer]
        /// Whether a rule of today's policies counted it; nil where none was asked.
        var counts: Bool?
        var finished: Timestamp?

        var trust: LineageGraph.Trust { signers.isEmpty ? .recorded : .signed }
        /// What tells it from all else that is said.
        var key: String { digest?.description ?? place }
    }

    /// The one that counts; without one the latest.
    private(set) var lineage: Said<Lineage>?
    /// Those that count; without any the latest.
    private(set) var evaluations: [Said<Evaluation>] = []
    private(set) var signature: Said<ModelManifest>?
    /// Of the model's content, as what was found says it.
    private(set) var content: Digest?
    /// Why envelopes about the model are believed by nobody; at most a few.
    private(set) var rejected: [String] = []

    /// - Parameter used: what today's policies counted; nil where none were asked.
    init(about model: SoughtModel, in index: EvidenceIndex, used: [UsedEvidence]?) {
        var lineages: [Said<Lineage>] = []
        var evaluations: [Said<Evaluation>] = []
        var signatures: [Said<ModelManifest>] = []
        let counted = used.map { Set($0.map(\.digest)) }
        for item in index.items(digest: model.digest, uri: model.uri) {
            guard let subject = item.claims.subjects.first(where: model.isMeant) else { continue }
            guard case .success(let verified) = item.outcome else {
                if case .failure(let rejection) = item.outcome, rejected.count < Self.mostRejected {
                    rejected.append("\(item.source): \(item.place): \(rejection.reason)")
                }
                continue
            }
            content = content ?? subject.digest(.sha256)
            func said<Content>(_ content: Content, _ finished: Timestamp?) -> Said<Content> {
                Said(
                    content: content, place: "\(item.source): \(item.place)", digest: item.digest,
                    signers: verified.signers, counts: counted?.contains(item.digest), finished: finished)
            }
            switch item.content {
            case .lineage(let lineage): lineages.append(said(lineage, lineage.finishedOn))
            case .evaluation(let evaluation): evaluations.append(said(evaluation, evaluation.finishedOn))
            case .modelSignature(let manifest): signatures.append(said(manifest, nil))
            case .malformed, .other: continue
            }
        }
        lineage = Self.best(of: lineages).first ?? Self.record(of: model, in: index)
        self.evaluations = Array(Self.best(of: evaluations).prefix(Self.mostEvaluations))
        signature = Self.best(of: signatures).first
    }

    private static let mostRejected = 5
    private static let mostEvaluations = 16

    /// Those that count, the latest first; the latest alone where none does.
    private static func best<Content>(of all: [Said<Content>]) -> [Said<Content>] {
        let sorted = all.sorted { left, right in
            let (first, second) = (left.finished?.date ?? .distantPast, right.finished?.date ?? .distantPast)
            return first == second ? left.key < right.key : first > second
        }
        let counting = sorted.filter { $0.counts == true }
        return counting.isEmpty ? Array(sorted.prefix(1)) : counting
    }

    /// What a tool wrote down of it; of several records the one that says most.
    private static func record(of model: SoughtModel, in index: EvidenceIndex) -> Said<Lineage>? {
        let records = index.records(digest: model.digest, uri: model.uri).filter { record in
            record.subjects.contains(where: model.isNamed)
        }
        let all = records.map { record in
            Said(
                content: Lineage(record), place: "\(record.source): \(record.place)", digest: nil, signers: [],
                counts: nil, finished: nil)
        }
        return all.max { $0.content.dependencies.count < $1.content.dependencies.count }
    }
}
