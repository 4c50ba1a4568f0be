import FoundationEssentials
import PolicyEngine

extension RecordIndex {
    /// Reads the whole log, the oldest entries first. Until it has, nothing can be known.
    ///
    /// - Parameter onProgress: called after each batch, on the calling thread.
    package func load(
        from store: any DecisionStore, onProgress: ((RecordStatus.Progress) -> Void)? = nil
    ) throws(LogFailure) {
        do throws(LogFailure) {
            try read(store, onProgress)
        } catch {
            updateHealth { $0.loadFailure = error.reason }
            throw error
        }
        updateHealth { health in
            health.isLoaded = true
            health.loadFailure = nil
        }
    }

    private func read(
        _ store: any DecisionStore, _ onProgress: ((RecordStatus.Progress) -> Void)?
    ) throws(LogFailure) {
        let chains = try store.chains()
        let total = chains.reduce(Int64(0)) { $0 &+ ($1.last &- $1.first &+ 1) }
        var progress = RecordStatus.Progress(read: 0, total: total)
        var query = EntryQuery()
        query.limit = Self.batch
        while true {
            let entries = try store.find(query)
            try absorb(entries)
            progress.read += Int64(entries.count)
            updateHealth { [progress] in $0.progress = progress }
            onProgress?(progress)
            guard entries.count == Self.batch, let last = entries.last else { break }
            query.after = EntryQuery.Cursor(time: last.time, place: last.place)
        }
        // An entry that was written meanwhile, by a clock that runs behind, stands before where the reading was by then:
        // all that came after the beginning is read once more.
        updateHealth { health in
            health.positions = Dictionary(chains.map { ($0.writer, $0.last) }, uniquingKeysWith: max)
        }
        try catchUp(store, except: "")
    }

    /// Reads what other writers have written since it was read last.
    func catchUp(_ store: any DecisionStore, except own: String) throws(LogFailure) {
        let chains = try store.chains()
        var positions = updateHealth { $0.positions }
        for chain in chains where chain.writer != own {
            var position = positions[chain.writer] ?? 0
            while position < chain.last {
                let entries = try store.entries(of: chain.writer, after: position, limit: Self.batch)
                guard let last = entries.last else { break }
                try absorb(entries)
                position = last.place.sequence
                updateHealth { [position] in $0.positions[chain.writer] = position }
            }
        }
        let writers = Set(chains.map(\.writer))
        positions = updateHealth { $0.positions }.filter { writers.contains($0.key) }
        updateHealth { [positions] in $0.positions = positions }
    }

    private func absorb(_ entries: [SealedEntry]) throws(LogFailure) {
        var bodies: [(ChainPlace, Date, EntryBody)] = []
        bodies.reserveCapacity(entries.count)
        for entry in entries where Self.kinds.contains(entry.kind) {
            do throws(LogFailure) {
                let body = try EntryBody.decode(kind: entry.kind, entry.body)
                bodies.append((entry.place, LogTime.date(entry.time), body))
            } catch {
                throw LogFailure(error.kind, unreadable(entry.place, error.reason))
            }
        }
        absorb(bodies)
    }

    private static let batch = 1000
    /// The others say nothing about what ran.
    private static let kinds: Set<String> = ["reviewed", "live", "gone", "carried"]
}

func unreadable(_ place: ChainPlace, _ reason: String) -> String {
    "entry \(place.sequence) of writer \(place.writer): \(reason)"
}
