import Attestation
import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// Step 11: whether those who signed may sign this kind of statement, and their certificates are valid now.
struct SignerCheck {
    let roots: [TrustRoot]
    let request: VerifyRequest

    func outcome(_ verified: VerifiedStatement) throws(Rejection) -> VerificationReport.Outcome {
        let type = verified.statement.predicateType
        var keys: Set<String> = []
        var objections: [String] = []
        for signer in verified.signers {
            if let objection = objection(to: signer, type) {
                objections.append(objection)
            } else {
                keys.insert(signer.keyDigest)
            }
        }
        guard keys.count >= request.threshold else {
            throw Rejection(.signer, .untrusted, objections.joined(separator: "; "))
        }
        return .passed(validity(verified.signers))
    }

    private func objection(to signer: Signer, _ predicateType: String) -> String? {
        let mayItself = roots.filter { $0.name == signer.trustRoot }
            .contains { $0.predicateTypes.isEmpty || $0.predicateTypes.contains(predicateType) }
        guard mayItself else { return mayNotSign(signer.trustRoot, predicateType) }
        guard let validity = signer.validity, !validity.contains(request.time) else { return nil }
        let isTimed = roots.contains { $0.name == signer.trustRoot && $0.sigstore != nil }
        return isTimed
            ? ended(signer.trustRoot, validity, request.time) : outside(signer.trustRoot, validity, request.time)
    }

    private func validity(_ signers: [Signer]) -> String? {
        signers.compactMap(\.validity?.upperBound).min().map(until)
    }
}

// MARK: - What the user reads

private func mayNotSign(_ root: String, _ type: String) -> String {
    "\(printable(root)) may not sign statements of type \(quoted(type, limit: 100))"
}
private func outside(_ root: String, _ validity: ClosedRange<Date>, _ time: Date) -> String {
    let range = "from \(Timestamp.string(validity.lowerBound)) until \(Timestamp.string(validity.upperBound))"
    return
        "\(printable(root)): the certificates are valid \(range), not at \(Timestamp.string(time)), and no trusted time says when it was signed"
}
private func ended(_ root: String, _ validity: ClosedRange<Date>, _ time: Date) -> String {
    let range = "from \(Timestamp.string(validity.lowerBound)) until \(Timestamp.string(validity.upperBound))"
    return "\(printable(root)): it was signed and its trusted root is valid \(range), not at \(Timestamp.string(time))"
}
private func until(_ end: Date) -> String { "what vouches for it is valid until \(Timestamp.string(end))" }
