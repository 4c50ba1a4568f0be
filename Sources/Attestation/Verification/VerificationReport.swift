/// How each step of a verification went.
package struct VerificationReport: Sendable {
    package enum Outcome: Sendable, Hashable {
        /// With what was found, where there is something to say.
        case passed(String?)
        case failed(String)
        /// Nothing was asked for that it could check.
        case notAsked
        /// A step before it failed.
        case notReached
    }

    package struct Step: Sendable, Hashable {
        package var step: VerificationStep
        package var outcome: Outcome
    }

    /// All twelve, in their order.
    package private(set) var steps: [Step]

    package init() { steps = VerificationStep.allCases.map { Step(step: $0, outcome: .notAsked) } }

    package subscript(step: VerificationStep) -> Outcome {
        get { steps.first { $0.step == step }?.outcome ?? .notAsked }
        set {
            for index in steps.indices where steps[index].step == step { steps[index].outcome = newValue }
        }
    }

    /// Whether nothing failed.
    package var isVerified: Bool { failure == nil }

    package var failure: (step: VerificationStep, reason: String)? {
        for step in steps {
            if case .failed(let reason) = step.outcome { return (step.step, reason) }
        }
        return nil
    }

    /// Ends the report at the step of `rejection`: those before it passed, those behind it were not reached.
    package mutating func reject(_ rejection: Rejection) {
        var isBefore = true
        for index in steps.indices {
            if steps[index].step == rejection.step {
                steps[index].outcome = .failed(rejection.reason)
                isBefore = false
            } else if !isBefore {
                steps[index].outcome = .notReached
            } else if steps[index].outcome == .notAsked, steps[index].step < .predicateType {
                steps[index].outcome = .passed(nil)
            }
        }
    }
}

extension VerificationStep: Comparable {
    package static func < (left: VerificationStep, right: VerificationStep) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}

extension EnvelopeVerifier {
    /// Verifies as `verify` does, and says of each step how it went. Steps 9 to 12 are not asked here.
    package func report(
        _ envelope: Envelope
    ) -> (report: VerificationReport, statement: VerifiedStatement?) {
        var report = VerificationReport()
        switch verify(envelope) {
        case .failure(let rejection):
            report.reject(rejection)
            return (report, nil)
        case .success(let statement):
            for step in VerificationStep.allCases where step < .predicateType { report[step] = .passed(nil) }
            report[.json] = .passed(envelope.carrier.rawValue)
            report[.payloadType] = .passed(envelope.payloadType)
            report[.signature] = .passed(statement.signers.map(described).joined(separator: "; "))
            report[.threshold] = .passed(keys(Set(statement.signers.map(\.keyDigest)).count, threshold))
            report[.statementType] = .passed(statement.statement.version.rawValue)
            return (report, statement)
        }
    }
}

// MARK: - What the user reads

private func described(_ signer: Signer) -> String {
    let who = signer.identity.map { "\(signer.trustRoot), \($0)" } ?? signer.trustRoot
    return "\(who) (key sha256:\(signer.keyDigest))"
}
private func keys(_ count: Int, _ threshold: Int) -> String {
    "\(count) distinct \(count == 1 ? "key" : "keys"), \(threshold) needed"
}
