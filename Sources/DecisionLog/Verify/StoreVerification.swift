import Attestation

extension LogVerifier {
    /// Verifies all that a store holds now; what is written meanwhile is left for the next time.
    ///
    /// - Parameter progress: is told now and then how many entries were gone through.
    package static func verify(
        _ store: any DecisionStore, keys: [PublicKey] = [], progress: (Int64) -> Void = { _ in }
    ) throws(LogFailure) -> LogVerdict {
        var verifier = LogVerifier(keys: keys)
        for chain in try store.chains().sorted(by: { $0.writer < $1.writer }) {
            try verifier.walk(chain, store, progress)
        }
        for place in verifier.unconfirmed {
            for entry in try store.entries(of: place.writer, after: place.sequence - 1, limit: 1) {
                verifier.confirm(entry)
            }
        }
        return verifier.finish()
    }

    private mutating func walk(
        _ chain: ChainSpan, _ store: any DecisionStore, _ progress: (Int64) -> Void
    ) throws(LogFailure) {
        var last = chain.first - 1
        var limit = Self.page
        while last < chain.last {
            do throws(LogFailure) {
                let entries = try store.entries(of: chain.writer, after: last, limit: limit)
                guard !entries.isEmpty else { return }
                for entry in entries where entry.place.sequence <= chain.last { take(entry) }
                last = entries.last.map { max($0.place.sequence, last + 1) } ?? chain.last
                limit = Self.page
                progress(self.entries)
            } catch {
                guard error.kind == .damaged else { throw error }
                // Entry by entry, up to the one that cannot be read.
                if limit == 1 {
                    last += 1
                    damaged(ChainPlace(writer: chain.writer, sequence: last), error.reason)
                } else {
                    limit = 1
                }
            }
        }
    }

    private static let page = 500
}
