import Attestation
import FoundationEssentials
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

    /// How stores on the network are read.
    package enum Mode: Sendable, Hashable {
        /// With each look, which waits for all of them: for a command that ends.
        case atOnce
        /// On queues of their own at their own intervals; a look takes what they know and waits for none.
        case inBackground
    }

    fileprivate struct State {
        var outcome: Outcome?
        var sources: [SourceKey: SourceContents] = [:]
        var refreshers: [SourceKey: SourceRefresher] = [:]
        /// Of what refreshers knew: a look that finds the same numbers compares nothing else of theirs.
        var generations: [SourceKey: Int] = [:]
        /// By the digest of the envelope's bytes; valid for `trust` alone.
        var verified: [Digest: EvidenceItem] = [:]
        var trust: String?
        /// When all of a source was read last.
        var readAt: [SourceKey: Date] = [:]
    }

    private let state: NIOLockedValueBox<State>
    /// Held while stores are read, so that two looks never cross.
    private let looking = NIOLock()
    private let limits: StoreLimits
    private let mode: Mode

    package convenience init(_ mode: Mode = .atOnce, limits: StoreLimits = .standard) {
        self.init(State(), mode, limits)
    }

    private init(_ state: State, _ mode: Mode, _ limits: StoreLimits) {
        self.state = NIOLockedValueBox(state)
        self.mode = mode
        self.limits = limits
    }

    /// Another one that knows what this one knows, to look elsewhere with.
    package func fork() -> EvidenceIndexer {
        var known = state.withLockedValue { $0 }
        known.outcome = nil
        return EvidenceIndexer(known, mode, limits)
    }

    /// Looks at the stores. Blocks while it reads and verifies.
    ///
    /// - Parameter isLocal: whether what lies on this machine is looked at too; without, only what stores on the network have
    ///   learned since is taken.
    package func look(
        at stores: [any EvidenceStore], trustRoots: [TrustRoot], isLocal: Bool = true
    ) -> Outcome {
        looking.withLock {
            let before = state.withLockedValue { $0 }
            var after = State(trust: Self.key(of: trustRoots))
            after.readAt = before.readAt
            let isTrustNew = before.trust != after.trust
            let verifier = EnvelopeVerification(roots: trustRoots, known: isTrustNew ? [:] : before.verified)
            let watched = mode == .inBackground ? stores.filter { $0.remote != nil } : []
            for store in watched {
                let key = SourceKey(store)
                let known = isTrustNew ? nil : before.refreshers[key]
                let refresher = known ?? refresher(of: store, trustRoots)
                after.refreshers[key] = refresher
                let snapshot = refresher.snapshot
                after.sources[key] = snapshot.contents
                after.generations[key] = snapshot.generation
            }
            var read = stores.filter { after.refreshers[SourceKey($0)] == nil }
            if !isLocal, !isTrustNew {
                for store in read { after.sources[SourceKey(store)] = before.sources[SourceKey(store)] }
                read.removeAll { before.sources[SourceKey($0)] != nil }
            }
            let limits = limits
            let contents = concurrentMap(read, width: read.contains { $0.remote != nil } ? read.count : 1) { store in
                (before.sources[SourceKey(store)] ?? SourceContents()).refreshed(
                    SourceReading(
                        store: store, verifier: verifier, limits: limits, deadline: .after(.seconds(300)),
                        isTrustNew: isTrustNew))
            }
            for (store, contents) in zip(read, contents) {
                after.sources[SourceKey(store)] = contents
                if contents.failure == nil { after.readAt[SourceKey(store)] = Date() }
            }
            after.readAt = after.readAt.filter { after.sources[$0.key] != nil }
            return publish(after, stores, replacing: before)
        }
    }

    /// When all of each source was read last, by its name; those that never were are left out.
    package var lastReads: [String: Date] {
        let state = state.withLockedValue { $0 }
        var reads: [String: Date] = [:]
        for key in state.sources.keys {
            reads[key.name] = state.refreshers[key]?.snapshot.readAt ?? state.readAt[key]
        }
        return reads
    }

    /// Asks stores on the network about single subjects, after a look at them. Blocks while it reads and verifies.
    package func ask(
        _ subjects: [Digest], at stores: [any EvidenceStore], trustRoots: [TrustRoot]
    ) -> Outcome {
        looking.withLock {
            let before = state.withLockedValue { $0 }
            var after = before
            let verifier = EnvelopeVerification(roots: trustRoots, known: before.verified)
            let asked = stores.filter { $0.remote != nil }
            let limits = limits
            let contents = concurrentMap(asked, width: asked.count) { store in
                let known = before.sources[SourceKey(store)] ?? SourceContents()
                // A source that could not be listed is not known, whatever it says of a subject.
                guard known.failure == nil else { return known }
                let reading = SourceReading(
                    store: store, verifier: verifier, limits: limits, deadline: .after(.seconds(300)))
                var lookups = SubjectLookups()
                lookups.refresh(subjects, reading, at: .now)
                let found = known.adding(lookups.entries)
                return lookups.failure.map { found.failing($0) } ?? found
            }
            for (store, contents) in zip(asked, contents) { after.sources[SourceKey(store)] = contents }
            return publish(after, stores, replacing: before)
        }
    }

    private func refresher(of store: any EvidenceStore, _ roots: [TrustRoot]) -> SourceRefresher {
        let refresher = SourceRefresher(
            store, store.remote ?? RemotePlan(refresh: .seconds(60)), roots: roots, limits: limits)
        refresher.start()
        return refresher
    }

    private func publish(_ state: State, _ stores: [any EvidenceStore], replacing before: State) -> Outcome {
        var after = state
        let isUnchanged =
            before.trust == after.trust && before.sources.count == after.sources.count
            && before.generations == after.generations
            && after.sources.allSatisfy { key, contents in
                after.generations[key] != nil || before.sources[key]?.isSame(as: contents) ?? false
            }
            && after.isTried == before.outcome?.summary.wasTried
        if isUnchanged, var outcome = before.outcome {
            let reads = after.readAt
            self.state.withLockedValue { $0.readAt = reads }
            outcome.isNew = false
            return outcome
        }
        let contents = stores.map { ($0, after.sources[SourceKey($0)] ?? SourceContents()) }
        for (_, contents) in contents { contents.collect(into: &after.verified) }
        var outcome = Outcome(contents)
        outcome.summary.wasTried = after.isTried
        after.outcome = outcome
        let done = after
        self.state.withLockedValue { $0 = done }
        return outcome
    }

    /// What decides whom to believe: two sets of trust roots with one key say the same of every envelope.
    private static func key(of roots: [TrustRoot]) -> String {
        roots.map { "\($0.name)=\($0.digest)" }.sorted().joined(separator: "\n")
    }

    /// Those who can be asked for what is not known yet.
    package var desk: EvidenceDesk { EvidenceDesk(state.withLockedValue { Array($0.refreshers.values) }) }
}

extension EvidenceIndexer.State {
    /// Whether each store on the network was looked at once, well or not.
    fileprivate var isTried: Bool { refreshers.values.allSatisfy(\.snapshot.wasTried) }
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
            for entry in contents.all {
                items += entry.items
                records += entry.records
            }
            summary.sources.append(EvidenceSummary.Source(store, contents))
        }
        index = EvidenceIndex(
            sources: contents.map { store, contents in
                EvidenceIndex.Source(
                    name: store.name, place: store.place,
                    failure: contents.failure ?? (contents.hasBeenRead ? nil : notYet))
            }, items: items, records: records)
        self.summary = summary
        isNew = true
    }
}

private let notYet = "it has not been read yet"
