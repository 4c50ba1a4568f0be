import EvidenceStores
import FoundationEssentials
import PolicyEngine

extension ServerMetrics {
    /// Everything, in Prometheus' text format.
    package func text() -> String {
        let state = state.withLockedValue { $0 }
        var text = PrometheusText()
        writeSelf(state, to: &text)
        writeDecisions(state, to: &text)
        writeReloads(sources, to: &text)
        writeExceptions(state.judging?.current?.reviewer.policies.exceptions ?? [], to: &text)
        writeEvidence(state.judging?.summary, state.judging?.lastReads ?? [:], to: &text)
        writeCertificate(state.certificate, to: &text)
        writeMemo(state.memo, to: &text)
        writeLookups(state.lookups, to: &text)
        if let keeper = state.keeper { RecordMetrics(keeper: keeper).write(to: &text) }
        writeTraffic(state, to: &text)
        process.write(to: &text)
        return text.text
    }

    private func writeSelf(_ state: State, to text: inout PrometheusText) {
        text.family("pedigree_build_info", .gauge, Help.build)
        text.sample("pedigree_build_info", [("version", version)], 1)
        text.family("pedigree_ready", .gauge, Help.ready)
        text.sample("pedigree_ready", [], readiness(at: Date()).isReady ? 1 : 0)
        guard let sink = state.sink else { return }
        text.family("pedigree_log_lines_dropped_total", .counter, Help.linesDropped)
        text.sample("pedigree_log_lines_dropped_total", [], sink.dropped)
    }

    private func writeDecisions(_ state: State, to text: inout PrometheusText) {
        text.family("pedigree_reviews_total", .counter, Help.reviews)
        for outcome in ReviewOutcome.allCases {
            text.sample("pedigree_reviews_total", [("outcome", outcome.rawValue)], count(of: outcome))
        }
        text.family("pedigree_decisions_total", .counter, Help.decisions)
        for (decision, count) in state.decisions.all {
            text.sample(
                "pedigree_decisions_total",
                [
                    ("verdict", decision.verdict), ("policy", decision.policy), ("code", decision.code),
                    ("kind", decision.kind),
                ], count)
        }
        text.family("pedigree_findings_total", .counter, Help.findings)
        for (finding, count) in state.findings.all {
            text.sample(
                "pedigree_findings_total",
                [
                    ("policy", finding.policy), ("code", finding.code), ("action", finding.action),
                    ("drift", "\(finding.isDrift)"),
                ], count)
        }
        text.family("pedigree_decision_duration_seconds", .histogram, Help.durations)
        durations.withLockedValue { $0 }.write("pedigree_decision_duration_seconds", to: &text)
        text.family("pedigree_review_duration_seconds", .histogram, Help.answerTimes)
        answerTimes.withLockedValue { $0 }.write("pedigree_review_duration_seconds", to: &text)
        text.family("pedigree_late_decisions_total", .counter, Help.late)
        text.sample("pedigree_late_decisions_total", [], lateDecisions.value)
        text.family("pedigree_not_judged_total", .counter, Help.notJudged)
        for reason in NotJudged.allCases {
            text.sample("pedigree_not_judged_total", [("reason", reason.rawValue)], state.notJudged[reason] ?? 0)
        }
    }

    private func writeReloads(_ sources: [ReloadStatus], to text: inout PrometheusText) {
        text.family("pedigree_reload_last_success_timestamp_seconds", .gauge, Help.reloadTime)
        for source in sources {
            guard let time = source.loadedAt else { continue }
            text.sample("pedigree_reload_last_success_timestamp_seconds", [("source", source.name)], time)
        }
        text.family("pedigree_reload_successful", .gauge, Help.reloadSuccess)
        for source in sources {
            let isGood = source.isLoaded && source.error == nil
            text.sample("pedigree_reload_successful", [("source", source.name)], isGood ? 1 : 0)
        }
        text.family("pedigree_reload_generation", .gauge, Help.generation)
        for source in sources {
            text.sample("pedigree_reload_generation", [("source", source.name)], source.generation)
        }
        text.family("pedigree_policy_set_info", .gauge, Help.digest)
        for source in sources {
            guard let digest = source.digest else { continue }
            text.sample("pedigree_policy_set_info", [("digest", digest)], 1)
        }
    }

    private func writeExceptions(_ exceptions: [PolicyException], to text: inout PrometheusText) {
        guard !exceptions.isEmpty else { return }
        text.family("pedigree_exception_expiry_timestamp_seconds", .gauge, Help.exceptions)
        for exception in exceptions {
            text.sample(
                "pedigree_exception_expiry_timestamp_seconds", [("exception", exception.name)],
                exception.expires.timeIntervalSince1970)
        }
    }

    private func writeEvidence(
        _ summary: EvidenceSummary?, _ reads: [String: Date], to text: inout PrometheusText
    ) {
        guard let sources = summary?.sources, !sources.isEmpty else { return }
        text.family("pedigree_evidence_records", .gauge, Help.records)
        for source in sources {
            let outcomes = [
                ("verified", source.verified), ("untrusted", source.untrusted), ("invalid", source.invalid),
                ("unsigned", source.unsigned),
            ]
            for (outcome, count) in outcomes {
                text.sample("pedigree_evidence_records", [("source", source.name), ("outcome", outcome)], count)
            }
        }
        text.family("pedigree_evidence_problems", .gauge, Help.problems)
        for source in sources {
            text.sample("pedigree_evidence_problems", [("source", source.name)], source.problemCount)
        }
        text.family("pedigree_evidence_source_up", .gauge, Help.sourceUp)
        for source in sources {
            text.sample("pedigree_evidence_source_up", [("source", source.name)], source.failure == nil ? 1 : 0)
        }
        text.family("pedigree_evidence_source_last_success_timestamp_seconds", .gauge, Help.sourceRead)
        for source in sources {
            guard let time = reads[source.name] else { continue }
            text.sample(
                "pedigree_evidence_source_last_success_timestamp_seconds", [("source", source.name)],
                time.timeIntervalSince1970)
        }
    }

    private func writeCertificate(_ certificate: ServerCertificate?, to text: inout PrometheusText) {
        guard let certificate else { return }
        let terms = certificate.terms
        text.family("pedigree_certificate_expiry_timestamp_seconds", .gauge, Help.expiry)
        for role in CertificateRole.allCases {
            guard let term = terms[role] else { continue }
            text.sample("pedigree_certificate_expiry_timestamp_seconds", [("type", role.rawValue)], term.end)
        }
        text.family("pedigree_certificate_start_timestamp_seconds", .gauge, Help.start)
        for role in CertificateRole.allCases {
            guard let term = terms[role] else { continue }
            text.sample("pedigree_certificate_start_timestamp_seconds", [("type", role.rawValue)], term.start)
        }
        guard certificate.isCAGiven else { return }
        text.family("pedigree_certificate_signed_by_ca", .gauge, Help.signed)
        text.sample("pedigree_certificate_signed_by_ca", [], certificate.foreign == nil ? 1 : 0)
    }

    private func writeMemo(_ memo: ReviewMemo?, to text: inout PrometheusText) {
        guard let memo else { return }
        text.family("pedigree_memo_lookups_total", .counter, Help.memoLookups)
        for (result, count) in [("hit", memo.hits), ("miss", memo.misses)] {
            text.sample("pedigree_memo_lookups_total", [("result", result)], count)
        }
        text.family("pedigree_memo_bytes", .gauge, Help.memoBytes)
        text.sample("pedigree_memo_bytes", [], memo.bytes)
    }

    private func writeLookups(_ lookups: EvidenceLookups?, to text: inout PrometheusText) {
        guard let lookups else { return }
        text.family("pedigree_evidence_lookups_total", .counter, Help.lookups)
        for outcome in EvidenceLookups.Outcome.allCases {
            text.sample(
                "pedigree_evidence_lookups_total", [("outcome", outcome.rawValue)], lookups.count(of: outcome))
        }
        text.family("pedigree_evidence_lookups_waiting", .gauge, Help.lookupsWaiting)
        text.sample("pedigree_evidence_lookups_waiting", [], lookups.waitingCount)
    }

    private func writeTraffic(_ state: State, to text: inout PrometheusText) {
        text.family("pedigree_reviews_in_flight", .gauge, Help.inFlight)
        text.sample("pedigree_reviews_in_flight", [], inFlight.load(ordering: .relaxed))
        text.family("pedigree_bodies_in_flight_bytes", .gauge, Help.bodies)
        text.sample("pedigree_bodies_in_flight_bytes", [], state.budget?.bytes ?? 0)
        text.family("pedigree_connections", .gauge, Help.connections)
        text.sample("pedigree_connections", [], state.registry?.count ?? 0)
        text.family("pedigree_connections_accepted_total", .counter, Help.accepted)
        text.sample("pedigree_connections_accepted_total", [], connections.load(ordering: .relaxed))
        text.family("pedigree_connections_cut_total", .counter, Help.closed)
        for reason in CloseReason.allCases {
            text.sample("pedigree_connections_cut_total", [("reason", reason.rawValue)], state.closed[reason] ?? 0)
        }
        text.family("pedigree_requests_rejected_total", .counter, Help.rejected)
        for refusal in Refusal.allCases {
            text.sample(
                "pedigree_requests_rejected_total", [("reason", refusal.rawValue)], state.rejected[refusal] ?? 0)
        }
    }
}

private enum Help {
    static let build = "The version that runs."
    static let ready = "Whether it decides (1), as /readyz says."
    static let linesDropped = "Lines for standard error that were dropped, as their reader was too slow."
    static let answerTimes = "Time from the header fields of a review to its answer, with all waiting."
    static let late = "Decisions that came when their reviews had been answered as undecided, as their time was over."
    static let exceptions = "When exceptions end."
    static let sourceRead = "When all of an EvidenceSource was read last."
    static let start = "From when the certificates are valid."
    static let signed = "Whether the CA that is given signed the server's certificate (1)."
    static let reviews =
        "Reviews by what became of them; undecided: by the server's or a service's fault, unreadable: by the caller's."
    static let decisions = "Reviews decided, by verdict and by the policy and reason code that decided it."
    static let findings = "What policies had against objects, those that did not deny included."
    static let durations = "Time from parsing a review to its answer."
    static let notJudged = "Reviews answered as undecided without having been judged, by reason."
    static let reloadTime = "When the content that is in force was loaded."
    static let reloadSuccess =
        "Whether the newest content on disk is in force (1), or was refused and the old one stays (0)."
    static let generation = "How often new content was loaded since the start."
    static let digest = "The digest of the policy set in force."
    static let expiry = "When the certificates end: the server's own, its CA's, and the CA for clients."
    static let records =
        "Envelopes and records of an EvidenceSource: verified, untrusted (nobody who is trusted signed), invalid, unsigned."
    static let problems = "Files and records of an EvidenceSource that could not be used; the log names them."
    static let sourceUp = "Whether an EvidenceSource could be read (1), or what it held before is used (0)."
    static let memoLookups =
        "Reviews looked up among those that were decided before, by whether the same one was found."
    static let lookups = "Reviews that missed evidence and asked the sources on the network, by what became of them."
    static let lookupsWaiting = "Reviews that wait for sources on the network."
    static let memoBytes = "Bytes of decisions that are remembered."
    static let inFlight = "Reviews that are being decided or wait for it."
    static let bodies = "Bytes of request bodies that are held."
    static let connections = "Open connections."
    static let accepted = "Connections accepted."
    static let closed = "Connections and streams that the server cut, by reason."
    static let rejected = "Requests answered with an HTTP error, since they were no AdmissionReview, by reason."
}
