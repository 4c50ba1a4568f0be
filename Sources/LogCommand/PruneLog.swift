import Attestation
import DecisionLog
import FoundationEssentials
import KubernetesModel

/// Removes what is too old from a log.
package struct PruneLog: Sendable {
    package var place: LogPlace
    package var cutoff: Date
    package var isDryRun = false
    /// Signs that entries were removed for their age; without it `verify-log --key` does not believe it.
    package var key: PrivateKey?
    /// Of pedigree.
    package var version = ""
    /// The host that does it.
    package var host = ""

    package init(_ place: LogPlace, before cutoff: Date) {
        (self.place, self.cutoff) = (place, cutoff)
    }

    package struct Outcome: Sendable, Hashable {
        package var removed: Int64
        package var carried: Int
        package var chains: Int

        package init(removed: Int64, carried: Int, chains: Int) {
            (self.removed, self.carried, self.chains) = (removed, carried, chains)
        }
    }

    package func run(at now: Date) throws(LogFailure) -> Outcome {
        let retention = Retention(cutoff: cutoff)
        if isDryRun { return Outcome(try retention.plan(try place.openReading())) }
        let store = try place.open(writing: .beforeResponse)
        var settings = LogSettings()
        (settings.name, settings.version) = (host, version)
        try store.migrate()
        let plan = try retention.plan(store)
        guard plan.count > 0 else { return Outcome(plan) }
        var appender = ChainAppender(store)
        try appender.open(settings, at: now)
        for batch in plan.batches { _ = try appender.append(batch.map { ($0, now) }) }
        if key != nil { _ = try appender.append([(try checkpoint(appender.head.span, now), now)]) }
        _ = try plan.remove(from: store)
        return Outcome(plan)
    }

    private func checkpoint(_ span: ChainSpan, _ now: Date) throws(LogFailure) -> EntryBody {
        do throws(KeyError) {
            return .checkpoint(try EntryBody.Checkpoint([span], at: now, key: key))
        } catch {
            throw LogFailure(.settings, "--key: \(error.reason)")
        }
    }

    /// Reads a private key (PEM), with the password of an encrypted one.
    package static func key(_ file: String, _ bytes: [UInt8], password: String?) throws(LogFailure) -> PrivateKey {
        do throws(KeyError) {
            return try PrivateKey.parse(pem: bytes, password: password)
        } catch {
            throw LogFailure(.settings, "--key \(printable(file)): \(error.reason)")
        }
    }
}

extension PruneLog.Outcome {
    fileprivate init(_ plan: Retention.Plan) {
        self.init(removed: plan.count, carried: plan.carried.count, chains: plan.removed.count)
    }

    package func text(isDryRun: Bool) -> String {
        guard removed > 0 else { return nothing }
        let verb = isDryRun ? "would be removed" : "removed"
        return "\(removed) entries of \(chains) chains \(verb); \(carried) decisions about what is live carried over\n"
    }
}

// MARK: - What the user reads

private let nothing = "nothing is that old\n"
