import DecisionLog
import KubernetesModel
import ModelReferences
import PolicyEngine

/// One version of data that a live model rests on.
struct DataUse: Hashable {
    /// The field of the model; empty where the workload as a whole names it.
    var path: String
    /// `lineage`, `evaluation`; `dataset` for what the workload itself declares.
    var rule: String
    var name: String
    var reference: String
    var digest: String?

    /// All that a workload rests on: by the evidence that counts today, by what let it in, and by its own word. Each once.
    static func all(of workload: AuditedWorkload, _ admitted: AdmittedState?) -> [DataUse] {
        var uses: [DataUse] = []
        var seen: Set<[String?]> = []
        func add(_ use: DataUse) {
            guard !use.reference.isEmpty, seen.insert([use.reference, use.digest]).inserted else { return }
            uses.append(use)
        }
        for model in workload.models {
            for evidence in model.evidence {
                for data in evidence.datasets {
                    add(
                        DataUse(
                            path: model.reference.path.description, rule: evidence.rule, name: data.name,
                            reference: data.reference, digest: data.digest))
                }
            }
            for reference in model.declaredDatasets {
                add(
                    DataUse(
                        path: model.reference.path.description, rule: DatasetRule.name, name: "", reference: reference,
                        digest: nil))
            }
        }
        for data in admitted?.datasets ?? [] {
            add(DataUse(path: "", rule: "", name: data.name, reference: data.reference, digest: data.digest))
        }
        return uses
    }

    /// Of its bytes, as the reference says it or what stands beside it.
    private var content: Digest? {
        Digest(in: DatasetReference(reference)) ?? digest.flatMap { Digest(written: $0) }
    }

    /// What its store can be asked; nil where it names no version.
    func question() throws(StoreQuestion.Unaskable) -> StoreQuestion? {
        try StoreQuestion(data: reference, digest: content)
    }

    /// What the answer means for this very version: an object whose bytes are others is not it.
    func meaning(of answer: StoreAnswer) -> StoreAnswer {
        guard case .there(let state) = answer, let wanted = content, case .object? = try? question()
        else { return answer }
        guard let content = state.digest, content.algorithm == wanted.algorithm else {
            return .unknown(state.isFolder ? folder : noDigest)
        }
        guard content != wanted else { return answer }
        return state.keepsVersions ? .unknown(olderVersion(content)) : .gone(otherBytes(content))
    }

    /// - Parameter reason: why it is gone.
    func drift(_ reason: String) -> Drift { Drift(.dataset, path: path, gone(self, reason)) }

    /// For notes.
    var title: String {
        let name = name.isEmpty ? "" : "\(quoted(name, limit: 80)) "
        return "\(name)\(printable(reference, limit: 160))"
    }
}

// What an auditor reads.

private let folder = "something lies there, and nobody can tell whether it is the same"
private let noDigest = "the object is there, and its store keeps no SHA-256 to compare with"
private func olderVersion(_ content: Digest) -> String {
    "the object has the bytes \(content) now; an older version of it may have those that are meant: name its versionId"
}
private func otherBytes(_ content: Digest) -> String { "the object has the bytes \(content) now" }
private func gone(_ use: DataUse, _ reason: String) -> String {
    let loss =
        use.rule == EvaluationRule.name ? "the model could not be evaluated again" : "the model could not be rebuilt"
    return
        "the dataset \(use.title) no longer resolves: \(printable(reason, limit: 300)); \(loss): bring this version back, "
        + "or train and evaluate on one that is kept"
}
