import FoundationEssentials
import ModelReferences
import PolicyEngine

// Words that more than one format says.

extension Drift.Kind {
    /// `other bytes`.
    package var title: String {
        switch self {
        case .changedBytes: "changed bytes"
        case .evidence: "evidence that counts no longer"
        case .dataset: "data that can no longer be read"
        case .admission: "let in by nobody"
        }
    }

    var meaning: String {
        switch self {
        case .changedBytes: "Other bytes lie under a reference than when it was let in."
        case .evidence: "Evidence that let a model in counts no longer."
        case .dataset: "A version of a model's data can no longer be read: the model could not be rebuilt."
        case .admission: "The cluster holds an object that was refused, or that nobody was asked about."
        }
    }

    var remedy: String {
        switch self {
        case .changedBytes: "Find out who replaced them; bring back the former bytes, or publish a new version."
        case .evidence: "Have the evidence made again, or take the model out of service."
        case .dataset: "Restore that version of the data, or train the model on data that is kept."
        case .admission: "Remove it, or mend what is found about it and apply it again."
        }
    }
}

extension AuditedException.State {
    /// What it does today: a half-sentence.
    var words: String {
        switch self {
        case .live: "waives something"
        case .expiring: "waives something, and ends within 30 days"
        case .unused: "waives nothing"
        case .expired: "has ended"
        }
    }
}

extension AuditedException {
    /// `the exception legacy-churn waives nothing; it ends on 2027-01-31 (growth@corp.example, ML-877)`.
    var sentence: String {
        let verb = state == .expired ? "ended" : "ends"
        let whose = "\(exception.owner), \(exception.ticket)"
        return "the exception \(exception.name) \(state.words); it \(verb) on \(exception.expiresText) (\(whose))"
    }
}

extension AuditedWorkload.Standing {
    /// What is said of a workload: `would be refused today`.
    package var words: String {
        switch self {
        case .denied: "would be refused today"
        case .undecided: "could not be judged"
        case .drift: "is not as it was let in"
        case .warned: "is warned about"
        case .excepted: "stands by an exception"
        case .uncovered: "is covered by no policy"
        case .allowed: "has nothing against it"
        }
    }
}

extension AuditedWorkload {
    /// `ml-prod/fraud-detector`.
    var shortName: String {
        [identity.namespace, identity.name ?? "(unnamed)"].compactMap { $0 }.joined(separator: "/")
    }

    /// Why it stands where it stands, each in one line; the reason why nobody could judge it first.
    var reasons: [String] {
        var lines: [String] = []
        if case .undecided(let reason) = judgement { lines.append(reason) }
        lines += findings.map { "\($0.action.word) (\($0.policy)): \($0.line)" }
        lines += drift.map { drift in
            let path = drift.path.isEmpty ? "" : "\(drift.path): "
            return "\(drift.kind.title): \(path)\(drift.message)"
        }
        if isUncovered { lines.append(noPolicy) }
        return lines
    }

    /// `since 2026-11-20T13:30:00Z, by ci@corp.example`; nil of a manifest that nothing is known to be live of.
    var sinceAndBy: String? {
        let since =
            switch presence.knownBy {
            case .log: presence.since.map { "since \(Timestamp.string($0))" }
            case .creation: presence.since.map { "created \(Timestamp.string($0))" }
            case .nothing: String?.none
            }
        let parts = [since, presence.user.map { "by \($0)" }, gitOps.map { "applied by \($0)" }].compactMap { $0 }
        guard parts.isEmpty else { return parts.joined(separator: ", ") }
        return file == nil ? unknownSince : nil
    }
}

extension AuditedModel {
    /// `s3://… (sha256:4bf5122f3445…)`.
    var title: String {
        let value = [reference.value, reference.revision].compactMap { $0 }.joined(separator: " at ")
        guard let digest, !reference.value.contains(digest.hex) else { return value }
        return "\(value) (\(LineageText.short(digest)))"
    }

    /// Names of its data: of what evidence names, then of what the manifest does.
    var datasetNames: [String] {
        let names = datasets.map { data in
            data.name.isEmpty ? (data.reference.isEmpty ? data.digest ?? "" : data.reference) : data.name
        }
        return names.map { $0.hasPrefix("dataset:") ? String($0.dropFirst(8)) : $0 }
            + unproven.map { "\($0) (declared)" }
    }

    /// What the manifest names and no evidence does.
    private var unproven: [String] {
        let known = Set(datasets.compactMap(\.digest)).union(datasets.map(\.reference))
        return declaredDatasets.filter { text in
            let digests = DatasetReference(text).digests.map { "\($0.key):\($0.value)" }
            return !known.contains(text) && !digests.contains(where: known.contains)
        }
    }

    /// `f1_score 0.931`, `f1_score of region=apac 0.902`.
    var metricTexts: [String] {
        metrics.map { metric in
            [metric.name, metric.slice.map { "of \($0)" }, metric.value].compactMap { $0 }.joined(separator: " ")
        }
    }
}

extension ValidationAction {
    /// `denied`, `warning`, `audit`.
    var word: String {
        switch self {
        case .deny: "denied"
        case .warn: "warning"
        case .audit: "audit"
        }
    }
}

extension Int {
    /// `48,211`.
    var grouped: String {
        let digits = String(magnitude)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return self < 0 ? "-\(text)" : text
    }
}

/// `1 model`, `2 models`.
func counted(_ count: Int, _ noun: String) -> String { "\(count.grouped) \(noun)\(count == 1 ? "" : "s")" }

private let noPolicy = "it serves models, and no policy is about it"
private let unknownSince = "since when and by whom is not known"
