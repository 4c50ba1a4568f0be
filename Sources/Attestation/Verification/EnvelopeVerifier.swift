import KubernetesModel

/// Turns an envelope into a statement that somebody trusted has signed, or says why it is none.
///
/// Steps 4 to 8 of verification; nothing of them depends on the time or on a policy. `Envelope.parse` did 1 to 3, rules do
/// the rest.
package struct EnvelopeVerifier: Sendable {
    package let trustRoots: [TrustRoot]
    /// How many distinct keys must have signed.
    package let threshold: Int

    package init(trustRoots: [TrustRoot], threshold: Int = 1) {
        self.trustRoots = trustRoots
        self.threshold = max(threshold, 1)
    }

    package func verify(_ envelope: Envelope) -> Result<VerifiedStatement, Rejection> {
        do throws(Rejection) {
            try checkPayloadType(envelope)
            let signers = try signers(of: envelope)
            try checkThreshold(signers)
            let statement = try Statement.parse(envelope.payload, limits: envelope.limits)
            return .success(
                VerifiedStatement(
                    statement: statement, signers: signers, payloadDigest: ContentDigest.sha256(envelope.payload)))
        } catch {
            return .failure(error)
        }
    }

    func checkPayloadType(_ envelope: Envelope) throws(Rejection) {
        guard envelope.payloadType == Envelope.inTotoPayloadType else {
            throw Rejection(.payloadType, .invalid, wrongPayloadType(envelope.payloadType))
        }
    }

    /// Everybody who is trusted and has signed: each key once for every trust root that vouches for it.
    func signers(of envelope: Envelope) throws(Rejection) -> [Signer] {
        let message = SignedMessage(envelope.signedBytes)
        var signers: [Signer] = []
        var objections: [Rejection] = []
        for signature in envelope.signatures {
            let check = SignatureTrust(
                trustRoots: trustRoots, envelope: envelope, signature: signature, message: message)
            switch try check.signers(material: envelope.material) {
            case .success(let found): signers += found.filter { !signers.contains($0) }
            case .failure(let objection): objections.append(objection)
            }
        }
        guard signers.isEmpty else { return signers }
        // That the content was changed says more than that somebody else has signed, too.
        throw objections.first { $0.kind == .invalid } ?? objections.first
            ?? Rejection(.signature, .untrusted, nobody)
    }

    /// Distinct keys, never signatures: one key that signs twice counts once.
    func checkThreshold(_ signers: [Signer]) throws(Rejection) {
        let keys = Set(signers.map(\.keyDigest)).count
        guard keys >= threshold else { throw Rejection(.threshold, .untrusted, tooFew(keys, threshold)) }
    }
}

// MARK: - What the user reads

private let nobody = "nobody who is trusted has signed it"
private func wrongPayloadType(_ type: String) -> String {
    "its payloadType is \(quoted(type, limit: 100)), not \(Envelope.inTotoPayloadType)"
}
private func tooFew(_ found: Int, _ wanted: Int) -> String {
    "\(wanted) distinct trusted keys must have signed it, and \(found) did"
}
