import Attestation
import EvidenceStores
import KubernetesModel
import PolicyEngine

/// The evidence that a check judges by: what the policies name, and what the command line adds.
package struct CheckEvidence {
    package private(set) var index = EvidenceIndex.empty
    package private(set) var summary = EvidenceSummary()
    package private(set) var notes: [String] = []
    private let stores: [any EvidenceStore]
    private let trustRoots: [TrustRoot]
    private let indexer = EvidenceIndexer(.atOnce)

    /// Reads what is there. Evidence that no policy asks for is not read, unless somebody else asks for it.
    package init(_ policies: PolicySet, _ options: EvidenceOptions, isAskedFor: Bool = false) {
        trustRoots = policies.trustRoots
        guard policies.asksForEvidence || isAskedFor else {
            stores = []
            if !options.directories.isEmpty { notes.append(notAsked) }
            return
        }
        let added = options.directories.map { DirectoryStore(name: Self.addedName, path: $0) }
        let named = policies.evidenceSources.map { source in
            options.cache.map { source.store(cachedIn: $0, isOffline: options.isOffline) } ?? source.store
        }
        stores = named + added
        take(indexer.look(at: stores, trustRoots: trustRoots))
    }

    /// Asks stores on the network about models whose evidence was not found.
    ///
    /// - Returns: whether anything new came of it.
    package mutating func ask(_ sought: Set<Digest>) -> Bool {
        let subjects = sought.sorted { $0.description < $1.description }
        guard !subjects.isEmpty, stores.contains(where: { $0.remote != nil }) else { return false }
        let outcome = indexer.ask(subjects, at: stores, trustRoots: trustRoots)
        take(outcome)
        return outcome.isNew
    }

    private mutating func take(_ outcome: EvidenceIndexer.Outcome) {
        index = outcome.index
        summary = outcome.summary
        notes = summary.sources.flatMap(Self.notes)
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
    "\(source.place) holds no evidence; `pedigree attest \(source.isRemote ? "--push-source \(source.name)" : "--output")` "
        + "writes some"
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
