import Attestation
import PolicyEngine

/// How the sources stand, in numbers and names: for logs, metrics, `/readyz?verbose`, doctor and check.
package struct EvidenceSummary: Sendable, Hashable {
    package var sources: [Source] = []
    /// Whether each source on the network was looked at once, well or not.
    package var wasTried = true

    package struct Source: Sendable, Hashable {
        package var name: String
        package var place: String
        /// Why its newest state is not known; nil where it is.
        package var failure: String?
        /// Whether its contents were ever read.
        package var isLoaded: Bool
        /// Whether it lies on the network.
        package var isRemote = false
        /// Envelopes whose signature holds and whose signer is trusted.
        package var verified = 0
        /// Envelopes that are well formed, but that nobody who is trusted has signed.
        package var untrusted = 0
        /// Envelopes that are malformed, or whose signature does not fit.
        package var invalid = 0
        /// What tools wrote down without signing it.
        package var unsigned = 0
        /// Files and records that could not be used, in the order of their places; at most the first thousand.
        package var problems: [EvidenceProblem] = []
        package var problemCount = 0

        package init(name: String, place: String, failure: String? = nil, isLoaded: Bool) {
            self.name = name
            self.place = place
            self.failure = failure
            self.isLoaded = isLoaded
        }
    }

    package init() {}

    package var isLoaded: Bool { sources.allSatisfy(\.isLoaded) }
    /// Whether decisions can begin: files are read, and services were asked, whatever they answered.
    package var isReady: Bool { wasTried && sources.allSatisfy { $0.isLoaded || $0.isRemote } }
    package var failures: [Source] { sources.filter { $0.failure != nil } }
}

extension EvidenceSummary.Source {
    init(_ store: any EvidenceStore, _ contents: SourceContents) {
        name = store.name
        place = store.place
        failure = contents.failure
        isLoaded = contents.hasBeenRead
        isRemote = store.remote != nil
        for entry in contents.all {
            unsigned += entry.records.count
            for item in entry.items { count(item.outcome) }
        }
        let problems = contents.problems
        problemCount = problems.count
        self.problems = Array(problems.prefix(StoreLimits.standard.problems))
    }

    private mutating func count(_ outcome: Result<VerifiedStatement, Rejection>) {
        switch outcome {
        case .success: verified += 1
        case .failure(let rejection):
            switch rejection.kind {
            case .untrusted: untrusted += 1
            case .invalid: invalid += 1
            }
        }
    }

    /// Everything that is in use.
    package var total: Int { verified + untrusted + invalid + unsigned }

    /// `3 verified, 1 untrusted, 0 invalid envelopes, 2 unsigned records`.
    package var counts: String {
        "\(verified) verified, \(untrusted) untrusted and \(invalid) invalid envelopes, \(unsigned) unsigned records"
    }
}
