import KubernetesModel
import PolicyEngine
import Reviewer

/// Something about an object that leaves its verdict as it is, and that no output may pass over.
struct Remark: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable {
        case uncovered, drift, exception
        case notEvaluated = "not evaluated"
    }

    var kind: Kind
    /// The policy or exception that it comes from.
    var source: String?
    var message: String
    var position: SourcePosition

    /// What stands in front of the message: `drift (baseline)`.
    var label: String { source.map { "\(kind.rawValue) (\($0))" } ?? kind.rawValue }

    /// Whether somebody should act on it.
    var isWarning: Bool { kind == .uncovered || kind == .notEvaluated }
}

extension CheckedObject {
    var remarks: [Remark] {
        var remarks: [Remark] = []
        if isUncovered { remarks.append(Remark(kind: .uncovered, message: uncovered, position: position)) }
        guard let review else { return remarks }
        // A rule without its input is never a pass.
        remarks += review.notEvaluated.map { rule in
            Remark(
                kind: .notEvaluated, source: rule.policy, message: "\(rule.rule): \(rule.reason)", position: position)
        }
        remarks += review.drift.map { finding in
            Remark(kind: .drift, source: finding.policy, message: finding.line, position: finding.position)
        }
        remarks += review.exceptions.map { name in
            Remark(kind: .exception, source: name, message: waives, position: position)
        }
        return remarks
    }
}

private let uncovered = "it refers to models, but no policy matches it"
private let waives = "it waives findings here"
