import FoundationEssentials
import KubernetesModel
import ModelReferences

/// Names what will bite: policies that match nothing, exceptions that end soon or waive nothing, certificates near
/// their end.
package struct Doctor: Sendable {
    /// One thing to look at, in one line.
    package struct Concern: Sendable, Hashable, Comparable {
        package enum Urgency: String, Sendable, Hashable {
            /// It bites already.
            case now
            case soon
            /// It does nothing; somebody may think that it does.
            case idle
        }

        package var urgency: Urgency
        /// `PolicyException legacy`, `certificate tls.crt`.
        package var subject: String
        package var message: String
        package var origin: PolicyOrigin

        package init(_ urgency: Urgency, _ subject: String, _ message: String, origin: PolicyOrigin = PolicyOrigin()) {
            self.urgency = urgency
            self.subject = subject
            self.message = message
            self.origin = origin
        }

        package static func < (left: Concern, right: Concern) -> Bool {
            (left.rank, left.subject, left.message) < (right.rank, right.subject, right.message)
        }

        private var rank: Int {
            switch urgency {
            case .now: 0
            case .soon: 1
            case .idle: 2
            }
        }
    }

    /// A certificate, as far as its end goes.
    package struct Certificate: Sendable, Hashable {
        package var name: String
        package var expires: Date

        package init(name: String, expires: Date) {
            self.name = name
            self.expires = expires
        }
    }

    package let policies: PolicySet
    package let time: Date

    package init(policies: PolicySet, time: Date) {
        self.policies = policies
        self.time = time
    }

    /// - Parameter objects: what the policies are to judge; nil where nobody has shown any, and then nothing is said of
    ///   what goes unused.
    package func examine(certificates: [Certificate] = [], objects: [Subject]? = nil) -> [Concern] {
        var concerns = policies.exceptions.compactMap(ending) + certificates.compactMap(ending)
        concerns += policies.policies.compactMap(toothless)
        if let objects { concerns += unused(objects) }
        return concerns.sorted()
    }

    private func ending(_ exception: PolicyException) -> Concern? {
        let subject = "PolicyException \(exception.name)"
        if exception.isExpired(at: time) {
            return Concern(.now, subject, hasExpired(exception), origin: exception.origin)
        }
        let left = exception.expires.timeIntervalSince(time)
        if left < Self.warningTime {
            return Concern(.soon, subject, expires(exception, left), origin: exception.origin)
        }
        if left > Self.longestException { return Concern(.idle, subject, tooLong(exception), origin: exception.origin) }
        return nil
    }

    private func ending(_ certificate: Certificate) -> Concern? {
        let left = certificate.expires.timeIntervalSince(time)
        let subject = "certificate \(printable(certificate.name))"
        if left <= 0 { return Concern(.now, subject, certificateExpired(certificate)) }
        return left < Self.warningTime ? Concern(.soon, subject, certificateExpires(certificate, left)) : nil
    }

    private func toothless(_ policy: ModelProvenancePolicy) -> Concern? {
        guard policy.action == .audit else { return nil }
        return Concern(.idle, "ModelProvenancePolicy \(policy.name)", onlyAudits, origin: policy.origin)
    }

    /// Policies and exceptions that are about none of the objects.
    private func unused(_ objects: [Subject]) -> [Concern] {
        let judgements = objects.map { policies.judge($0, at: time) }
        let matched = Set(judgements.flatMap(\.policies))
        let waiving = Set(judgements.flatMap(\.exceptions))
        let idlePolicies = policies.policies.filter { !matched.contains($0.name) }.map { policy in
            Concern(.idle, "ModelProvenancePolicy \(policy.name)", matchesNothing, origin: policy.origin)
        }
        let live = policies.exceptions.filter { !$0.isExpired(at: time) && !waiving.contains($0.name) }
        return idlePolicies
            + live.map { Concern(.idle, "PolicyException \($0.name)", waivesNothing, origin: $0.origin) }
    }

    /// Thirty days: what ends within them is to be seen to.
    package static let warningTime: Double = 30 * 86_400
    private static let longestException: Double = 366 * 86_400
}

// What an operator reads.

private let matchesNothing = "it matches none of the objects that were looked at"
private let waivesNothing = "it waives nothing for any of the objects that were looked at; delete it"
private let onlyAudits = "it only records; nobody is warned and nothing is refused"

private func days(_ seconds: Double) -> String {
    let days = Int((seconds / 86_400).rounded(.down))
    return days == 0 ? "in less than a day" : days == 1 ? "in 1 day" : "in \(days) days"
}

private func contact(_ exception: PolicyException) -> String {
    "ask \(printable(exception.owner, limit: 80)) (\(printable(exception.ticket, limit: 80)))"
}

private func hasExpired(_ exception: PolicyException) -> String {
    "it expired on \(exception.expiresText) and waives nothing any more; delete it, or \(contact(exception))"
}

private func expires(_ exception: PolicyException, _ left: Double) -> String {
    "it expires \(days(left)), on \(exception.expiresText); \(contact(exception))"
}

private func tooLong(_ exception: PolicyException) -> String {
    "it holds until \(exception.expiresText), more than a year from now: is that an exception?"
}

private func certificateExpired(_ certificate: Doctor.Certificate) -> String {
    "it expired on \(Timestamp.string(certificate.expires)): API servers refuse to talk to the webhook"
}

private func certificateExpires(_ certificate: Doctor.Certificate, _ left: Double) -> String {
    "it expires \(days(left)), on \(Timestamp.string(certificate.expires))"
}
