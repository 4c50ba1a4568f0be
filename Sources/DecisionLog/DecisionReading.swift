/// The decisions that some entries hold, without reading more of the log than is near them.
package struct DecisionReading {
    private let store: any DecisionStore

    package init(_ store: any DecisionStore) { self.store = store }

    /// - Parameter each: told of every decision that is still there, in the order of its chain.
    package func read(
        _ places: some Sequence<ChainPlace>, each: (ChainPlace, Decision) throws(LogFailure) -> Void
    ) throws(LogFailure) {
        let wanted = Dictionary(grouping: Set(places), by: \.writer)
        for writer in wanted.keys.sorted() {
            try read(writer, (wanted[writer] ?? []).map(\.sequence).sorted(), each)
        }
    }

    private func read(
        _ writer: String, _ sequences: [Int64], _ each: (ChainPlace, Decision) throws(LogFailure) -> Void
    ) throws(LogFailure) {
        var rest = sequences[...]
        while let first = rest.first {
            // As many as stand near one another are read at once.
            let near = rest.prefix { $0 - first < Self.window }
            rest = rest.dropFirst(near.count)
            guard let last = near.last else { return }
            let wanted = Set(near)
            let entries = try store.entries(of: writer, after: first - 1, limit: Int(last - first) + 1)
            for entry in entries where wanted.contains(entry.place.sequence) {
                guard let decision = try entry.decoded().decision else { continue }
                try each(entry.place, decision)
            }
        }
    }

    private static let window: Int64 = 200
}

extension EntryBody {
    /// What it says was decided; nil where it is about something else.
    package var decision: Decision? {
        switch self {
        case .reviewed(let decision), .carried(let decision, _): decision
        default: nil
        }
    }
}
