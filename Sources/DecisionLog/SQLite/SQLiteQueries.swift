import GRDB

/// The statements of the SQLite store.
enum SQLiteQueries {
    static let columns =
        "writer, sequence, time, kind, namespace, object_group, object_kind, name, object_uid, verdict, body, previous, "
        + "hash"

    static let insertEntry = "INSERT INTO entries (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    static let insertModel =
        "INSERT INTO entry_models (writer, sequence, ordinal, identity, value, digest) VALUES (?, ?, ?, ?, ?, ?)"

    /// Leaps from chain to chain by the primary key; a GROUP BY would read every entry.
    static let chains = """
        WITH RECURSIVE writers (writer) AS (
            SELECT min(writer) FROM entries
            UNION ALL
            SELECT (SELECT min(writer) FROM entries WHERE writer > writers.writer) FROM writers
            WHERE writers.writer IS NOT NULL)
        SELECT writer,
            (SELECT min(sequence) FROM entries e WHERE e.writer = w.writer),
            (SELECT max(sequence) FROM entries e WHERE e.writer = w.writer),
            (SELECT hash FROM entries e WHERE e.writer = w.writer ORDER BY sequence DESC LIMIT 1)
        FROM writers w WHERE writer IS NOT NULL
        """

    static let chain = "SELECT \(columns) FROM entries WHERE writer = ? AND sequence > ? ORDER BY sequence LIMIT ?"
    static let models = """
        SELECT sequence, value, identity, digest FROM entry_models
        WHERE writer = ? AND sequence >= ? AND sequence <= ? ORDER BY sequence, ordinal
        """

    static let removeEntries = "DELETE FROM entries WHERE writer = ? AND sequence <= ?"
    static let removeModels = "DELETE FROM entry_models WHERE writer = ? AND sequence <= ?"

    /// The statement that answers `query`, and its arguments.
    static func find(_ query: EntryQuery) -> (sql: String, arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        func add(_ condition: String, _ values: [any DatabaseValueConvertible]) {
            conditions.append(condition)
            arguments += values
        }
        if !query.kinds.isEmpty {
            add("kind IN (\(query.kinds.map { _ in "?" }.joined(separator: ", ")))", query.kinds)
        }
        for (column, text) in [
            ("namespace", query.namespace), ("object_kind", query.objectKind), ("name", query.name),
            ("object_uid", query.uid), ("verdict", query.verdict),
        ] {
            if let text { add("\(column) = ?", [EntryColumns.searchable(text)]) }
        }
        if let model = query.model.map(EntryColumns.searchable) {
            let places = ["identity", "value", "digest"].map {
                "SELECT writer, sequence FROM entry_models WHERE \($0) = ?"
            }
            add("(writer, sequence) IN (\(places.joined(separator: " UNION ")))", [model, model, model])
        }
        if let from = query.from { add("time >= ?", [from]) }
        if let before = query.before { add("time < ?", [before]) }
        if let after = query.after {
            add("(time, writer, sequence) > (?, ?, ?)", [after.time, after.place.writer, after.place.sequence])
        }
        let condition = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        let sql = "SELECT \(columns) FROM entries\(condition) ORDER BY time, writer, sequence LIMIT ?"
        return (sql, StatementArguments(arguments + [max(query.limit, 0)]))
    }
}
