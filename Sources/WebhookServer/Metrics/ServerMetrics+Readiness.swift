import EvidenceStores
import FoundationEssentials
import PolicyEngine

extension ServerMetrics {
    /// How each part stands.
    func readiness(at time: Date) -> Readiness {
        let (certificate, judging, keeper) = state.withLockedValue { ($0.certificate, $0.judging, $0.keeper) }
        var others: [HealthCheck] = []
        for source in judging?.summary.sources ?? [] {
            others.append(HealthCheck(source))
        }
        if let exceptions = judging?.current?.reviewer.policies.exceptions, !exceptions.isEmpty {
            others.append(Self.check(exceptions, at: time))
        }
        if let keeper {
            others.append(Self.check(keeper.logStatus.failure.map { "\($0.reason)" }, keeper.logStatus.lost))
        }
        if let certificate { others += Self.checks(certificate, at: Int(time.timeIntervalSince1970)) }
        return Readiness(sources, isDraining: isDraining, others: others)
    }

    private static func check(_ exceptions: [PolicyException], at time: Date) -> HealthCheck {
        let ended = exceptions.count { $0.isExpired(at: time) }
        let ending = exceptions.filter { !$0.isExpired(at: time) && $0.isExpired(at: time + soon) }
        guard let first = ending.min(by: { $0.expires < $1.expires }) else {
            return HealthCheck("exceptions", .ok, "ok: \(exceptions.count - ended) hold, \(ended) have ended")
        }
        return HealthCheck("exceptions", .warning, endSoon(ending.count, first.name, first.expiresText))
    }

    private static let soon: TimeInterval = 7 * 86_400

    private static func check(_ failure: String?, _ lost: Int) -> HealthCheck {
        if let failure { return HealthCheck("log", .warning, "ok: entries wait, as \(oneLine(failure))") }
        return lost > 0
            ? HealthCheck("log", .warning, "ok: \(lost) decisions were lost") : HealthCheck("log", .ok, "ok")
    }

    private static func checks(_ certificate: ServerCertificate, at now: Int) -> [HealthCheck] {
        var checks: [HealthCheck] = []
        let terms = certificate.terms
        for role in CertificateRole.allCases {
            guard let term = terms[role] else { continue }
            let left = CertificateWarnings.left(term, at: now)
            checks.append(
                HealthCheck(
                    "certificate/\(role.rawValue)", term.urgency(at: now) == .none ? .ok : .warning, "ok: \(left)"))
        }
        guard certificate.isCAGiven else { return checks }
        let foreign = certificate.foreign.map { "ok: API servers that trust --tls-ca refuse it, as \(oneLine($0))" }
        checks.append(HealthCheck("certificate/signed-by-ca", foreign == nil ? .ok : .warning, foreign ?? "ok"))
        return checks
    }
}

extension HealthCheck {
    fileprivate init(_ source: EvidenceSummary.Source) {
        let name = "evidence/\(source.name)"
        if let failure = source.failure {
            self.init(name, .warning, "\(source.isLoaded ? stays : unknown), as \(oneLine(failure))")
        } else {
            let problems = source.problemCount
            self.init(name, problems > 0 ? .warning : .ok, known(source.verified, problems))
        }
    }
}

// What an operator reads.

private let stays = "ok: what was read before stays"
private let unknown = "ok: what it holds is not known"
private func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: "; ") }
private func known(_ verified: Int, _ problems: Int) -> String {
    problems > 0 ? "ok: \(verified) verified, \(problems) cannot be used" : "ok: \(verified) verified"
}
private func endSoon(_ count: Int, _ name: String, _ time: String) -> String {
    "ok: \(count) \(count == 1 ? "ends" : "end") within 7 days, first \(name) at \(time)"
}
