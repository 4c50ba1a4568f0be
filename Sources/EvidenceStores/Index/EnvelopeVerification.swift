import Attestation
import KubernetesModel
import PolicyEngine

extension EvidenceItem {
    /// Why nobody can even say what it is about; nil where it says so, believed or not.
    var unreadable: String? {
        guard case .failure(let rejection) = outcome, claims.subjects.isEmpty else { return nil }
        return rejection.reason
    }
}

/// Verifies envelopes for one set of trust roots; those that were seen before are not verified again.
struct EnvelopeVerification: Sendable {
    private let verifier: EnvelopeVerifier
    private let known: [Digest: EvidenceItem]

    init(roots: [TrustRoot], known: [Digest: EvidenceItem]) {
        verifier = EnvelopeVerifier(trustRoots: roots)
        self.known = known
    }

    /// What the bytes at `place` are worth.
    func item(_ bytes: [UInt8], source: String, place: String) -> EvidenceItem {
        let digest = ContentDigest.sha256(bytes)
        if var seen = known[digest] {
            seen.source = source
            seen.place = place
            return seen
        }
        let (claims, outcome) = check(bytes)
        return EvidenceItem(source: source, place: place, digest: digest, claims: claims, outcome: outcome)
    }

    private func check(_ bytes: [UInt8]) -> (EvidenceItem.Claims, Result<VerifiedStatement, Rejection>) {
        let envelope: Envelope
        do throws(Rejection) {
            envelope = try Envelope.parse(bytes)
        } catch {
            return (EvidenceItem.Claims(), .failure(error))
        }
        let outcome = verifier.verify(envelope)
        guard case .success(let verified) = outcome else {
            let claims = envelope.claims()
            return (EvidenceItem.Claims(predicateType: claims.predicateType, subjects: claims.subjects), outcome)
        }
        // The same arrays, so that an index of thousands holds each subject once.
        let statement = verified.statement
        return (EvidenceItem.Claims(predicateType: statement.predicateType, subjects: statement.subjects), outcome)
    }
}
