import Logging

/// What the log says of certificates that end soon, or that their CA did not sign: when it begins, and once a day.
struct CertificateWarnings: Sendable {
    /// What a warning is about.
    private enum Subject: Hashable {
        case term(CertificateRole)
        case issuer
    }

    struct Line: Sendable, Hashable {
        var level: Logger.Level
        var message: String
        var certificate: String
        var detail: String
    }

    private var told: [Subject: (urgency: CertificateTerm.Urgency, at: Int)] = [:]

    /// What there is to say now.
    mutating func lines(_ terms: [CertificateRole: CertificateTerm], foreign: String?, at now: Int) -> [Line] {
        var lines: [Line] = []
        for role in CertificateRole.allCases {
            let urgency = terms[role]?.urgency(at: now) ?? .none
            guard isDue(.term(role), urgency, at: now), let term = terms[role] else { continue }
            lines.append(
                Line(
                    level: urgency == .over ? .error : .warning, message: urgency == .over ? isOver : endsSoon,
                    certificate: role.rawValue, detail: Self.left(term, at: now)))
        }
        guard isDue(.issuer, foreign == nil ? .none : .over, at: now), let foreign else { return lines }
        lines.append(Line(level: .error, message: notSigned, certificate: "leaf", detail: foreign))
        return lines
    }

    private mutating func isDue(_ subject: Subject, _ urgency: CertificateTerm.Urgency, at now: Int) -> Bool {
        guard urgency > .none else {
            told[subject] = nil
            return false
        }
        if let last = told[subject], last.urgency == urgency, now - last.at < CertificateTerm.day, now >= last.at {
            return false
        }
        told[subject] = (urgency, now)
        return true
    }

    /// `3 days`, `5 hours`; what is over says since when.
    static func left(_ term: CertificateTerm, at now: Int) -> String {
        let seconds = term.end - now
        let (amount, unit) =
            abs(seconds) < 2 * CertificateTerm.day
            ? (abs(seconds) / 3600, "hours")
            : (
                abs(seconds) / CertificateTerm.day, "days"
            )
        return seconds > 0 ? "\(amount) \(unit) left" : "over for \(amount) \(unit)"
    }
}

// What an operator reads.

private let endsSoon = "a certificate ends soon: renew it"
private let isOver = "a certificate has ended: API servers refuse this webhook, and what it guards is not admitted"
private let notSigned =
    "the CA of --tls-ca has not signed the server's certificate: API servers that trust it refuse this webhook"
