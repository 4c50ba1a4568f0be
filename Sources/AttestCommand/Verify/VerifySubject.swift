import Attestation
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Step 10: the model that a statement must be about.
struct VerifySubject: Sendable {
    private let text: String
    private let subject: ModelSubject

    init(_ text: String) throws(AttestError) {
        self.text = text
        if let digest = Self.digest(text) {
            subject = .content(digest)
            return
        }
        let explained = Explainer.explain(text, consumer: .any)
        guard let reference = explained.references.first, explained.references.count == 1 else {
            throw AttestError("--subject", noReference(text))
        }
        guard let subject = ModelSubject(naming: reference) else {
            throw AttestError("--subject", cannotBind(text, explained.reason))
        }
        self.subject = subject
    }

    func outcome(_ statement: Statement) throws(Rejection) -> VerificationReport.Outcome {
        var reasons: [String] = []
        for candidate in statement.subjects {
            switch subject.match(candidate) {
            case .same(let digest): return .passed(digest.description)
            case .unbound(let reason): reasons.append(reason)
            case .other: reasons.append(described(candidate))
            }
        }
        throw Rejection(.subject, .invalid, otherModel(text, reasons))
    }

    private static func digest(_ text: String) -> Digest? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let algorithm = Digest.Algorithm(rawValue: String(parts[0])), algorithm != .gitCommit,
            algorithm.isHex(String(parts[1]))
        else { return nil }
        return Digest(algorithm, hex: String(parts[1]))
    }
}

// MARK: - What the user reads

private func noReference(_ text: String) -> String {
    "\(quoted(text)) is neither sha256:… with 64 lower-case hex digits nor one reference to a model"
}
private func cannotBind(_ text: String, _ reason: String) -> String {
    "\(quoted(text)) is \(reason), so that no statement can be about what it loads"
}
private func described(_ subject: ResourceDescriptor) -> String {
    let digests = subject.digests.sorted { $0.key < $1.key }.prefix(2).map { "\($0.key):\($0.value)" }
    let what = ([subject.uri ?? subject.name].compactMap { $0 } + digests).joined(separator: " ")
    return what.isEmpty ? "a subject without name and digest" : printable(what, limit: 200)
}
private func otherModel(_ text: String, _ reasons: [String]) -> String {
    "it is not about \(printable(text)): \(reasons.prefix(4).joined(separator: "; "))\(reasons.count > 4 ? "; …" : "")"
}
