/// Entries as parameters, and rows as entries. Nothing of a row is believed.
enum PostgresRows {
    /// In the order of `PostgresQueries.append`: a list for each column.
    static func values(_ entries: [SealedEntry]) -> [PostgresValue] {
        let models = entries.flatMap { entry in
            entry.columns.models.enumerated().map { (entry.place, Int64($0.offset), $0.element) }
        }
        return [
            .texts(entries.map(\.place.writer)), .integers(entries.map(\.place.sequence)),
            .integers(entries.map(\.time)), .texts(entries.map(\.kind)), .texts(entries.map(\.columns.namespace)),
            .texts(entries.map(\.columns.group)), .texts(entries.map(\.columns.kind)),
            .texts(entries.map(\.columns.name)), .texts(entries.map(\.columns.uid)),
            .texts(entries.map(\.columns.verdict)), .blobs(entries.map(\.body)), .blobs(entries.map(\.previous)),
            .blobs(entries.map(\.hash)),
            .texts(models.map(\.0.writer)), .integers(models.map(\.0.sequence)), .integers(models.map(\.1)),
            .texts(models.map(\.2.identity)), .texts(models.map(\.2.value)), .texts(models.map(\.2.digest)),
        ]
    }

    /// In the order of `PostgresQueries.hashes` and `models`.
    static func places(_ entries: [SealedEntry]) -> [PostgresValue] {
        [.texts(entries.map(\.place.writer)), .integers(entries.map(\.place.sequence))]
    }

    static func spans(_ rows: PostgresResult) throws(LogFailure) -> [ChainSpan] {
        var spans: [ChainSpan] = []
        for row in 0..<rows.rowCount {
            spans.append(
                ChainSpan(
                    writer: try rows.text(row, 0), first: try rows.integer(row, 1), last: try rows.integer(row, 2),
                    hash: try rows.bytes(row, 3)))
        }
        return spans
    }

    /// In the order of `PostgresQueries.columns`; their models are added afterwards.
    static func entries(_ rows: PostgresResult) throws(LogFailure) -> [SealedEntry] {
        var entries: [SealedEntry] = []
        entries.reserveCapacity(rows.rowCount)
        for row in 0..<rows.rowCount {
            let columns = EntryColumns(
                namespace: try rows.optionalText(row, 4), group: try rows.optionalText(row, 5),
                kind: try rows.optionalText(row, 6), name: try rows.optionalText(row, 7),
                uid: try rows.optionalText(row, 8), verdict: try rows.optionalText(row, 9))
            entries.append(
                SealedEntry(
                    place: ChainPlace(writer: try rows.text(row, 0), sequence: try rows.integer(row, 1)),
                    time: try rows.integer(row, 2), kind: try rows.text(row, 3), columns: columns,
                    body: try rows.bytes(row, 10), previous: try rows.bytes(row, 11), hash: try rows.bytes(row, 12)))
        }
        return entries
    }

    /// In the order of `PostgresQueries.models`.
    static func add(_ rows: PostgresResult, to entries: inout [SealedEntry]) throws(LogFailure) {
        guard rows.rowCount > 0 else { return }
        var models: [ChainPlace: [EntryColumns.Model]] = [:]
        for row in 0..<rows.rowCount {
            let place = ChainPlace(writer: try rows.text(row, 0), sequence: try rows.integer(row, 1))
            let model = EntryColumns.Model(
                value: try rows.text(row, 2), identity: try rows.text(row, 3), digest: try rows.optionalText(row, 4))
            models[place, default: []].append(model)
        }
        for index in entries.indices { entries[index].columns.models = models[entries[index].place] ?? [] }
    }
}
