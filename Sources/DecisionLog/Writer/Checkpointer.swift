import Attestation
import FoundationEssentials

/// Says when a checkpoint is due, and makes it: of its own chain, and of those that others have written to since the last.
///
/// The writer's first entry names all chains, and its own last hash vouches for that; old ones are not listed each minute.
struct Checkpointer: Sendable {
    private let settings: LogSettings
    private var known: [String: Int64] = [:]
    private var last: Date
    private var entries = 0

    init(_ settings: LogSettings, at now: Date) {
        self.settings = settings
        last = now
    }

    mutating func wrote(_ count: Int) { entries += count }

    func isDue(at now: Date) -> Bool {
        guard settings.key != nil, entries > 0 else { return false }
        // A clock that was set back must not keep them away until it is where it was.
        return entries >= settings.checkpointEntries || now < last
            || now.timeIntervalSince(last) >= settings.checkpointSeconds
    }

    /// - Returns: the checkpoint, or one without a signature and why the key would not sign.
    mutating func make(
        _ appender: ChainAppender, at now: Date
    ) throws(LogFailure) -> (checkpoint: EntryBody.Checkpoint, complaint: String?) {
        var chains = [appender.head.span]
        if appender.store.isShared {
            chains += try appender.store.chains().filter { span in
                span.writer != appender.head.writer && known[span.writer] != span.last
            }
        }
        do throws(KeyError) {
            return (try EntryBody.Checkpoint(chains, at: now, key: settings.key), nil)
        } catch {
            return (EntryBody.Checkpoint(chains: chains, envelope: nil), cannotSign(error.reason))
        }
    }

    /// That the checkpoint is in the store.
    mutating func wrote(_ checkpoint: EntryBody.Checkpoint, at now: Date) {
        for span in checkpoint.chains { known[span.writer] = span.last }
        (last, entries) = (now, 0)
    }
}

// MARK: - What the user reads

private func cannotSign(_ reason: String) -> String { "a checkpoint of the decision log cannot be signed: \(reason)" }
