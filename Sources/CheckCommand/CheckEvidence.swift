import EvidenceStores
import PolicyEngine

/// The evidence that a check judges by: what the policies name, and what the command line adds.
struct CheckEvidence {
    var index = EvidenceIndex.empty
    var summary = EvidenceSummary()
    var notes: [String] = []

    /// Reads what is there. Evidence that no policy asks for is not read.
    init(_ policies: PolicySet, directories: [String]) {
        guard policies.asksForEvidence else {
            if !directories.isEmpty { notes.append(notAsked) }
            return
        }
        let added = directories.map { DirectoryStore(name: Self.addedName, path: $0) }
        let stores = policies.evidenceSources.map(\.store) + added
        let outcome = EvidenceIndexer().look(at: stores, trustRoots: policies.trustRoots)
        index = outcome.index
        summary = outcome.summary
        notes += summary.sources.flatMap(Self.notes)
    }

    /// Problems are told, and decide nothing: what is missing is missing, and the findings say so.
    private static func notes(on source: EvidenceSummary.Source) -> [String] {
        if let failure = source.failure { return [unread(source, failure)] }
        let told = source.problems.prefix(mostProblems).map { "evidence \($0)" }
        return told + (source.problemCount > told.count ? [more(source, source.problemCount - told.count)] : [])
    }

    /// What `pedigree doctor` says of the sources.
    var concerns: [Doctor.Concern] {
        summary.sources.flatMap { source -> [Doctor.Concern] in
            let subject = "EvidenceSource \(source.name)"
            if let failure = source.failure { return [Doctor.Concern(.now, subject, "\(source.place): \(failure)")] }
            var concerns = source.problems.map { Doctor.Concern(.idle, subject, "\($0.place): \($0.reason)") }
            if source.total == 0 { concerns.append(Doctor.Concern(.idle, subject, holdsNothing(source))) }
            if source.untrusted > 0 { concerns.append(Doctor.Concern(.idle, subject, nobodyTrusts(source))) }
            if source.invalid > 0 { concerns.append(Doctor.Concern(.idle, subject, areInvalid(source))) }
            return concerns
        }
    }

    static let addedName = "--evidence"
    private static let mostProblems = 5
}

// What a user reads.

private let notAsked = "--evidence has no effect: no policy asks for evidence"
private func unread(_ source: EvidenceSummary.Source, _ failure: String) -> String {
    "EvidenceSource \(source.name) could not be read: \(source.place): \(failure)"
}
private func holdsNothing(_ source: EvidenceSummary.Source) -> String {
    "\(source.place) holds no evidence; `pedigree attest --output` writes some"
}
private func nobodyTrusts(_ source: EvidenceSummary.Source) -> String {
    "\(source.untrusted) of its envelopes are signed by nobody whom a TrustRoot names, and count nowhere"
}
private func areInvalid(_ source: EvidenceSummary.Source) -> String {
    "\(source.invalid) of its envelopes are malformed or changed since they were signed, and count nowhere"
}
private func more(_ source: EvidenceSummary.Source, _ count: Int) -> String {
    "evidence \(source.name): \(count) more that cannot be used; `pedigree doctor` names them"
}
