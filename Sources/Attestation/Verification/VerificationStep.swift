/// The steps of verification, in their order; one that fails ends it.
package enum VerificationStep: String, Sendable, Hashable, CaseIterable {
    case size, json, base64, payloadType, signature, threshold, payload, statementType, predicateType, subject, signer,
        predicate
}

/// Why an envelope proves nothing.
package struct Rejection: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// It is malformed, or its signature does not fit its content.
        case invalid
        /// It is well formed, and nobody who is trusted has signed it.
        case untrusted
    }

    package var step: VerificationStep
    package var kind: Kind
    /// A half-sentence that can follow "rejected:".
    package var reason: String

    package init(_ step: VerificationStep, _ kind: Kind, _ reason: String) {
        self.step = step
        self.kind = kind
        self.reason = reason
    }
}
