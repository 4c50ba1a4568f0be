/// Writes entries of a store as JSON Lines, oldest first, a page at a time.
package struct LogExport: Sendable {
    package var query: EntryQuery

    package init(_ query: EntryQuery) {
        self.query = query
        self.query.limit = Self.page
    }

    /// - Parameter write: takes some lines, each with its line break.
    /// - Returns: how many entries there were.
    package func run(
        _ store: any DecisionStore, write: ([UInt8]) throws(LogFailure) -> Void
    ) throws(LogFailure) -> Int {
        var query = query
        var count = 0
        while true {
            let page = try store.find(query)
            guard let last = page.last else { return count }
            var lines: [UInt8] = []
            for entry in page {
                lines += ExportLine.write(entry)
                lines.append(0x0A)
            }
            try write(lines)
            count += page.count
            query.after = .init(time: last.time, place: last.place)
        }
    }

    private static let page = 500
}
