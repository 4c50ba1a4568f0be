import KubernetesModel
import ModelReferences
import PolicyEngine

/// What to run so that a lineage is no longer incomplete.
struct LineageMend: Sendable, Hashable {
    private let subject: String?
    private let otherwise: String

    /// - Parameter content: what the model is known to hold.
    init(_ reference: ModelReference, _ model: SoughtModel, content: Digest?) {
        otherwise = reference.suggestion ?? nameOne
        guard let known = model.subject else {
            subject = nil
            return
        }
        var words = EvidenceWords.subject(reference, known)
        if let digest = [content, model.digest].compactMap({ $0 }).first(where: { $0.algorithm == .sha256 }) {
            words = words.replacing("sha256:DIGEST", with: digest.description)
        }
        subject = words
    }

    init(_ model: SoughtModel) {
        otherwise = nameOne
        subject = model.digest.map(\.description)
    }

    var lineage: String { command("lineage", "--git . --dataset NAME=REFERENCE") }
    var evaluation: String { command("evaluation", "--metrics FILE --dataset NAME=REFERENCE") }

    private func command(_ what: String, _ options: String) -> String {
        guard let subject else { return otherwise }
        return "pedigree attest \(what) --subject \(subject) \(options) --key KEY --output evidence/"
    }
}

private let nameOne = "name one version by what cannot change, then attest it; `pedigree explain REFERENCE` says how"
