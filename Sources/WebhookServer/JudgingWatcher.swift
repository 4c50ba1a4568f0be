import Dispatch
import EvidenceStores
import FoundationEssentials
import NIOConcurrencyHelpers
import PolicyEngine
import PolicyFiles
import Reviewer

/// Keeps the newest good policies with the evidence that they judge by, and swaps both as one.
///
/// A new policy set takes over only when its evidence is indexed: there is no moment at which it judges by the
/// evidence, or the trust roots, of another one.
package final class JudgingWatcher: Sendable {
    /// What became of one look.
    package struct Look: Sendable {
        /// Of the policies on disk; nil where they were not read.
        package var policies: PolicyWatcher.Status?
        /// Of the policies that took over; nil where none did.
        package var digest: String?
        /// How the sources stand, where something about them changed.
        package var evidence: EvidenceSummary?
        /// Keys of transit engines that could not be fetched, where something about them changed.
        package var keys: [TransitKeyring.Trouble]?
        /// Why newer policies are not in force; nil where they are.
        package var refusal: String?

        package var isNews: Bool { policies != nil || digest != nil || evidence != nil || keys != nil }
    }

    private struct State {
        var policies = ReloadStatus(name: "policies", isLoaded: false, loadedAt: nil, generation: 0)
        var trustRoots = ReloadStatus(name: "trust-roots", isLoaded: false, loadedAt: nil, generation: 0)
        var evidence = ReloadStatus(name: "evidence", isLoaded: false, loadedAt: nil, generation: 0)
        var summary = EvidenceSummary()
        var keys: [TransitKeyring.Trouble] = []
        var refusal: String?
        /// News that the next look has to tell.
        var untold: EvidenceSummary?
    }

    /// Who looks at the sources of the policies in force, and who at those of newer ones that are not in force yet.
    private struct Indexers {
        var inForce = EvidenceIndexer(.inBackground)
        var candidate: (digest: String, indexer: EvidenceIndexer)?
    }

    private let policies: PolicyWatcher
    private let allowsDemo: Bool
    private let evidenceCache: String?
    private let hasRecord: Bool
    private let keys = TransitKeyring(.inBackground)
    private let indexers = NIOLockedValueBox(Indexers())
    private let judging = NIOLockedValueBox<JudgingState?>(nil)
    private let state = NIOLockedValueBox(State())
    private let known = NIOLockedValueBox<[EvidenceSource: any EvidenceStore]>([:])
    /// Held while files are read, so that two looks never cross.
    private let looking = NIOLock()

    /// - Parameter allowsDemo: whether trust roots whose private keys everybody has may vouch.
    /// - Parameter evidenceCache: a directory that keeps what lies on the network; nil for none.
    /// - Parameter hasRecord: whether rules that ask what ran have somebody to ask.
    package init(
        _ policies: PolicyWatcher, allowsDemo: Bool = false, evidenceCache: String? = nil, hasRecord: Bool = true
    ) {
        self.hasRecord = hasRecord
        self.policies = policies
        self.allowsDemo = allowsDemo
        self.evidenceCache = evidenceCache
    }

    /// What to judge by; nil until the first good policies and all of their evidence were read.
    package var current: JudgingState? { judging.withLockedValue { $0 } }

    /// For `/readyz?verbose` and metrics: policies, trust roots, evidence.
    package var statuses: [ReloadStatus] {
        state.withLockedValue { [$0.policies, $0.trustRoots, $0.evidence] }
    }

    package var summary: EvidenceSummary { state.withLockedValue { $0.summary } }

    /// When all of each evidence source was read last.
    package var lastReads: [String: Date] { indexers.withLockedValue { $0.inForce }.lastReads }

    /// Looks whether policies or evidence have changed, and takes over what is good. Blocks while it reads.
    @discardableResult
    package func look(at time: Date) -> Look {
        looking.withLock {
            var look = Look()
            let before = policies.status.attemptedAt
            policies.poll(at: time)
            if policies.status.attemptedAt != before { look.policies = policies.status }
            guard let newest = policies.current else { return look }
            if let set = believing(newest, &look) {
                take(set, at: time, &look)
            } else {
                refresh(current?.reviewer.policies, at: time, &look)
            }
            let refusal = look.refusal ?? policies.status.lastError
            let untold = state.withLockedValue { state in
                state.policies.error = refusal
                defer { state.untold = nil }
                return state.untold
            }
            look.evidence = look.evidence ?? untold
            return look
        }
    }

    /// The set with the keys that it names in transit engines; nil, with a refusal, where it may not take over.
    private func believing(_ set: PolicySet, _ look: inout Look) -> PolicySet? {
        let resolution = keys.resolve(set)
        let isNew = state.withLockedValue { state in
            defer { state.keys = resolution.troubles }
            state.trustRoots.error = resolution.troubles.isEmpty ? nil : words(resolution.troubles)
            return state.keys != resolution.troubles
        }
        if isNew { look.keys = resolution.troubles }
        guard allowsDemo || set.demoTrustRoots.isEmpty else {
            look.refusal = Self.demo(set.demoTrustRoots)
            return nil
        }
        guard hasRecord || set.needingRecord.isEmpty else {
            look.refusal = Self.needsRecord(set.needingRecord)
            return nil
        }
        if resolution.set == nil { look.refusal = words(resolution.troubles) }
        return resolution.set
    }

    /// What is in force, with what the stores on the network have learned by now: without looking at files.
    package func absorb(at time: Date) -> JudgingState? {
        looking.withLock {
            guard let set = current?.reviewer.policies else { return nil }
            var look = Look()
            refresh(set, at: time, isLocal: false, &look)
            if let summary = look.evidence { state.withLockedValue { $0.untold = summary } }
            return current
        }
    }

    /// Puts `set` in force, with the evidence that is there now.
    private func take(_ set: PolicySet, at time: Date, _ look: inout Look) {
        guard let old = current?.reviewer, old.policies.digest != set.digest else {
            return refresh(set, at: time, &look)
        }
        let indexer = candidate(for: set)
        let outcome = indexer.look(at: stores(of: set), trustRoots: set.trustRoots)
        guard outcome.summary.isLoaded else {
            // INVARIANT: a set whose evidence nobody could read never replaces one that could decide.
            look.refusal = waitsFor(outcome.summary.failures)
            return refresh(old.policies, at: time, &look)
        }
        indexers.withLockedValue { $0 = Indexers(inForce: indexer) }
        note(outcome.summary, at: time, &look)
        force(set, outcome.index, at: time, &look)
    }

    /// Keeps the policies that are in force, or takes the first ones, with the evidence that is there now.
    private func refresh(_ set: PolicySet?, at time: Date, isLocal: Bool = true, _ look: inout Look) {
        guard let set else { return }
        let indexer = indexers.withLockedValue { $0.inForce }
        let outcome = indexer.look(at: stores(of: set), trustRoots: set.trustRoots, isLocal: isLocal)
        guard outcome.isNew else { return }
        note(outcome.summary, at: time, &look)
        // Before everything was looked at once nothing is decided: evidence that is there would count as missing. A
        // service that does not answer keeps nobody waiting who needs nothing of it: it counts as unreachable.
        guard current != nil || outcome.summary.isReady else { return }
        force(set, outcome.index, at: time, &look)
    }

    private func force(_ set: PolicySet, _ index: EvidenceIndex, at time: Date, _ look: inout Look) {
        let old = current?.reviewer.policies.digest
        let desk = indexers.withLockedValue { $0.inForce }.desk
        judging.withLockedValue { $0 = JudgingState(Reviewer(policies: set, evidence: index), desk: desk) }
        guard old != set.digest else { return }
        look.digest = set.digest
        state.withLockedValue { state in
            state.policies.take(set.digest, at: time)
            state.trustRoots.take(nil, at: time)
        }
    }

    private func candidate(for set: PolicySet) -> EvidenceIndexer {
        indexers.withLockedValue { indexers in
            if let known = indexers.candidate, known.digest == set.digest { return known.indexer }
            let indexer = indexers.inForce.fork()
            indexers.candidate = (set.digest, indexer)
            return indexer
        }
    }

    private func note(_ summary: EvidenceSummary, at time: Date, _ look: inout Look) {
        look.evidence = summary
        let failures = summary.failures
        state.withLockedValue { state in
            state.summary = summary
            if failures.isEmpty || (summary.isReady && !state.evidence.isLoaded) { state.evidence.take(nil, at: time) }
            state.evidence.error = failures.isEmpty ? nil : failures.map(words).joined(separator: "; ")
        }
    }

    /// Evidence that no policy asks for is not read.
    private func stores(of set: PolicySet) -> [any EvidenceStore] {
        guard set.asksForEvidence else { return [] }
        // A store that is kept keeps its connections, and what it knows of things that cannot change.
        return known.withLockedValue { known in
            let stores = set.evidenceSources.map { source in
                known[source] ?? evidenceCache.map { source.store(cachedIn: $0) } ?? source.store
            }
            known = Dictionary(zip(set.evidenceSources, stores)) { first, _ in first }
            return stores
        }
    }

    /// Looks until the task is cancelled; `changed` hears of every look that found something new.
    package func run(every interval: Duration, changed: @Sendable (Look) -> Void = { _ in }) async {
        while !Task.isCancelled {
            let start = ContinuousClock.now
            let look = await Self.blocking { self.look(at: Date()) }
            if look.isNews { changed(look) }
            // A walk over tens of thousands of files must not become the server's main work.
            let usual = current == nil ? min(interval, Self.firstPause) : interval
            let pause = min(max(usual, (ContinuousClock.now - start) * Self.idlePart), Self.longestPause)
            try? await Task.sleep(for: pause)
        }
    }

    private static let idlePart = 20
    /// While services on the network are asked for the first time, and nothing is decided.
    private static let firstPause = Duration.milliseconds(50)
    /// But what took long once, such as the first look, must not make the next one late.
    private static let longestPause = Duration.seconds(10)

    /// Reading files must not hold a thread that others wait for.
    private static func blocking<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: body()) }
        }
    }
}

extension JudgingWatcher {
    /// Why a set with trust roots for demonstrations is refused.
    static func demo(_ names: [String]) -> String {
        "TrustRoot \(names.joined(separator: ", ")) is for demonstrations: everybody has its private key, so that its "
            + "signatures prove nothing; name keys of your own, or say --allow-demo-trust-root"
    }
}

extension JudgingWatcher {
    /// Why a set with rules that ask what ran is refused where nothing is kept.
    static func needsRecord(_ names: [String]) -> String {
        "the policies \(names.joined(separator: ", ")) ask what ran before (rollback, baseline.window), and this server keeps "
            + "no record of it: say --log and --cluster, or leave these rules out"
    }
}

extension ReloadStatus {
    fileprivate mutating func take(_ digest: String?, at time: Date) {
        isLoaded = true
        loadedAt = time.timeIntervalSince1970
        generation += 1
        self.digest = digest
    }
}

// What an operator reads.

private func words(_ troubles: [TransitKeyring.Trouble]) -> String {
    troubles.map(\.description).joined(separator: "; ")
}
private func words(_ source: EvidenceSummary.Source) -> String {
    "EvidenceSource \(source.name): \(source.place): \(source.failure ?? "it was not read yet")"
}
private func waitsFor(_ sources: [EvidenceSummary.Source]) -> String {
    "newer policies wait for evidence that cannot be read: \(sources.map(words).joined(separator: "; "))"
}
