import Attestation
import KubernetesModel
import PolicyEngine

/// One envelope, parsed and verified.
struct CheckedEnvelope: Sendable {
    var digest: Digest
    var claims: EvidenceItem.Claims
    var outcome: Result<VerifiedStatement, Rejection>

    init(digest: Digest, claims: EvidenceItem.Claims, outcome: Result<VerifiedStatement, Rejection>) {
        self.digest = digest
        self.claims = claims
        self.outcome = outcome
    }

    init(_ item: EvidenceItem) {
        self.init(digest: item.digest, claims: item.claims, outcome: item.outcome)
    }

    /// Why nobody can even say what it is about; nil where it says so, believed or not.
    var unreadable: String? {
        guard case .failure(let rejection) = outcome, claims.subjects.isEmpty else { return nil }
        return rejection.reason
    }
}

/// Verifies envelopes for one set of trust roots; those that were seen before are not verified again.
struct EnvelopeVerification: Sendable {
    private let verifier: EnvelopeVerifier
    private let known: [Digest: CheckedEnvelope]

    init(roots: [TrustRoot], known: [Digest: CheckedEnvelope], limits: StoreLimits) {
        verifier = EnvelopeVerifier(trustRoots: roots)
        self.known = known
    }

    func check(_ bytes: [UInt8]) -> CheckedEnvelope {
        let digest = ContentDigest.sha256(bytes)
        if let seen = known[digest] { return seen }
        let envelope: Envelope
        do throws(Rejection) {
            envelope = try Envelope.parse(bytes)
        } catch {
            return CheckedEnvelope(digest: digest, claims: EvidenceItem.Claims(), outcome: .failure(error))
        }
        let outcome = verifier.verify(envelope)
        switch outcome {
        case .success(let verified):
            // The same arrays, so that an index of thousands holds each subject once.
            let claims = EvidenceItem.Claims(
                predicateType: verified.statement.predicateType, subjects: verified.statement.subjects)
            return CheckedEnvelope(digest: digest, claims: claims, outcome: outcome)
        case .failure:
            let claims = envelope.claims()
            return CheckedEnvelope(
                digest: digest,
                claims: EvidenceItem.Claims(predicateType: claims.predicateType, subjects: claims.subjects),
                outcome: outcome)
        }
    }
}
