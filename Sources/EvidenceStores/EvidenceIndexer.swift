import Attestation
import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers
import PolicyEngine

/// Makes the index of what stores hold, and makes it anew when something changes: only what is new is read, and only
/// what was never seen is verified.
package final class EvidenceIndexer: Sendable {
    /// What became of a look at the stores.
    package struct Outcome: Sendable {
        package var index: EvidenceIndex
        package var summary: EvidenceSummary
        /// Whether something is other than at the last look.
        package var isNew: Bool
    }

    fileprivate struct State {
        var outcome: Outcome?
        var sources: [SourceKey: SourceContents] = [:]
        /// By the digest of the envelope's bytes; valid for `trust` alone.
        var verified: [Digest: EvidenceItem] = [:]
        var trust: String?
    }

    private let state: NIOLockedValueBox<State>
    /// Held while stores are read, so that two looks never cross.
    private let looking = NIOLock()
    private let limits: StoreLimits

    package convenience init(limits: StoreLimits = .standard) { self.init(State(), limits) }

    private init(_ state: State, _ limits: StoreLimits) {
        self.state = NIOLockedValueBox(state)
        self.limits = limits
    }

    /// Another one that knows what this one knows, to look elsewhere with.
    package func fork() -> EvidenceIndexer {
        var known = state.withLockedValue { $0 }
        known.outcome = nil
        return EvidenceIndexer(known, limits)
    }

    /// Looks at the stores. Blocks while it reads and verifies.
    package func look(at stores: [any EvidenceStore], trustRoots: [TrustRoot]) -> Outcome {
        looking.withLock {
            let before = state.withLockedValue { $0 }
            let trust = Self.key(of: trustRoots)
            var after = State(trust: trust)
            let verifier = EnvelopeVerification(
                roots: trustRoots, known: before.trust == trust ? before.verified : [:])
            for store in stores {
                let key = SourceKey(store)
                let known = before.sources[key] ?? SourceContents()
                after.sources[key] = known.refreshed(
                    from: store, isTrustNew: before.trust != trust, verifier: verifier, limits: limits,
                    by: .after(.seconds(300)))
            }
            let isUnchanged =
                before.trust == trust && before.sources.count == after.sources.count
                && after.sources.allSatisfy { key, contents in before.sources[key]?.isSame(as: contents) ?? false }
            if isUnchanged, var outcome = before.outcome {
                outcome.isNew = false
                return outcome
            }
            let contents = stores.map { ($0, after.sources[SourceKey($0)] ?? SourceContents()) }
            for (_, contents) in contents { contents.collect(into: &after.verified) }
            let outcome = Outcome(contents)
            after.outcome = outcome
            let done = after
            state.withLockedValue { $0 = done }
            return outcome
        }
    }

    /// What decides whom to believe: two sets of trust roots with one key say the same of every envelope.
    private static func key(of roots: [TrustRoot]) -> String {
        roots.map { "\($0.name)=\($0.digest)" }.sorted().joined(separator: "\n")
    }
}

/// Stores are known by name and place: one that looks elsewhere is another one.
private struct SourceKey: Hashable {
    var name: String
    var place: String

    init(_ store: any EvidenceStore) {
        name = store.name
        place = store.place
    }
}

extension EvidenceIndexer.Outcome {
    fileprivate init(_ contents: [(any EvidenceStore, SourceContents)]) {
        var items: [EvidenceItem] = []
        var records: [UnsignedRecord] = []
        var summary = EvidenceSummary()
        for (store, contents) in contents {
            for entry in contents.entries {
                items += entry.items
                records += entry.records
            }
            summary.sources.append(EvidenceSummary.Source(store, contents))
        }
        index = EvidenceIndex(
            sources: contents.map { store, contents in
                EvidenceIndex.Source(name: store.name, place: store.place, failure: contents.failure)
            }, items: items, records: records)
        self.summary = summary
        isNew = true
    }
}
