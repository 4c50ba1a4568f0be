/// The statements of the PostgreSQL store. None holds a value: these are parameters.
enum PostgresQueries {
    static let columns =
        "writer, sequence, time, kind, namespace, object_group, object_kind, name, object_uid, verdict, body, previous, "
        + "hash"

    /// How this session is to be treated, whatever the database's defaults are: commits are durable; a client that is gone
    /// loses its locks within a minute; no statement goes on for ever.
    static let session = """
        SELECT set_config('synchronous_commit',
                CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                ELSE current_setting('synchronous_commit') END, false),
            set_config('default_transaction_isolation', 'read committed', false),
            set_config('default_transaction_read_only', $1, false),
            set_config('lock_timeout', '5s', false),
            set_config('idle_in_transaction_session_timeout', '60s', false),
            set_config('tcp_keepalives_idle', '20', false),
            set_config('tcp_keepalives_interval', '10', false),
            set_config('tcp_keepalives_count', '3', false),
            current_setting('server_encoding'),
            obj_description(to_regclass('entries'), 'pg_class'),
            to_regclass('schema_version') IS NOT NULL OR to_regclass('entries') IS NOT NULL
        """
    static let mark = "SELECT obj_description(to_regclass('entries'), 'pg_class')"
    static let hasTables = "SELECT to_regclass('schema_version') IS NOT NULL"
    static let setVersion = "UPDATE schema_version SET version = $1"
    static let version = "SELECT version FROM schema_version"
    static let setTimeout = "SELECT set_config('statement_timeout', $1, false)"

    /// Two numbers: which lock, and of which schema.
    static let lockMigration =
        "SELECT pg_advisory_lock(hashtext('pedigree migration'), hashtext(current_schema()))"
    static let unlockMigration =
        "SELECT pg_advisory_unlock(hashtext('pedigree migration'), hashtext(current_schema()))"
    static let setLockTimeout = "SELECT set_config('lock_timeout', $1, false)"
    static let lockObserver =
        "SELECT pg_try_advisory_lock(hashtext('pedigree observer'), hashtext(current_schema()))"
    /// Ends what an earlier connection of the same store may still be at, and then waits until it is over.
    static let endFormer = """
        SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32) | objid::bigint = $1
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND pid <> pg_backend_pid() AND granted
        """
    static let lockStore = "SELECT pg_advisory_lock($1)"
    static let ping = "SELECT true"

    /// Entries and their models at once: one statement is one transaction.
    static let append = """
        WITH models AS (
            INSERT INTO entry_models (writer, sequence, ordinal, identity, value, digest)
            SELECT * FROM unnest($14::text[], $15::bigint[], $16::bigint[], $17::text[], $18::text[], $19::text[]))
        INSERT INTO entries (\(columns))
        SELECT * FROM unnest(
            $1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::bytea[], $12::bytea[], $13::bytea[])
        """
    /// Leaps from chain to chain by the primary key; a GROUP BY would read every entry.
    static let chains = """
        WITH RECURSIVE writers (writer) AS (
            (SELECT writer FROM entries ORDER BY writer LIMIT 1)
            UNION ALL
            SELECT (SELECT e.writer FROM entries e WHERE e.writer > w.writer ORDER BY e.writer LIMIT 1)
            FROM writers w WHERE w.writer IS NOT NULL)
        SELECT w.writer, first.sequence, last.sequence, last.hash FROM writers w
        CROSS JOIN LATERAL (
            SELECT sequence FROM entries e WHERE e.writer = w.writer ORDER BY sequence LIMIT 1) first
        CROSS JOIN LATERAL (
            SELECT sequence, hash FROM entries e WHERE e.writer = w.writer ORDER BY sequence DESC LIMIT 1) last
        """

    static let chain = "SELECT \(columns) FROM entries WHERE writer = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"
    static let models = """
        SELECT m.writer, m.sequence, m.value, m.identity, m.digest FROM entry_models m
        JOIN unnest($1::text[], $2::bigint[]) AS wanted (writer, sequence)
        ON m.writer = wanted.writer AND m.sequence = wanted.sequence
        ORDER BY m.writer, m.sequence, m.ordinal
        """
    static let remove = """
        WITH models AS (DELETE FROM entry_models WHERE writer = $1 AND sequence <= $2)
        DELETE FROM entries WHERE writer = $1 AND sequence <= $2
        """

    /// The statement that answers `query`, and its parameters.
    static func find(_ query: EntryQuery) -> (statement: String, values: [PostgresValue]) {
        var conditions: [String] = []
        var values: [PostgresValue] = []
        /// The place of a parameter in the statement.
        func parameter(_ value: PostgresValue) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        if !query.kinds.isEmpty { conditions.append("kind = ANY (\(parameter(.texts(query.kinds))))") }
        for (column, text) in [
            ("namespace", query.namespace), ("object_kind", query.objectKind), ("name", query.name),
            ("object_uid", query.uid), ("verdict", query.verdict),
        ] {
            guard let text else { continue }
            conditions.append("\(column) = \(parameter(.text(EntryColumns.searchable(text))))")
        }
        if let model = query.model {
            let place = parameter(.text(EntryColumns.searchable(model)))
            let places = ["identity", "value", "digest"].map {
                "SELECT writer, sequence FROM entry_models WHERE \($0) = \(place)"
            }
            conditions.append("(writer, sequence) IN (\(places.joined(separator: " UNION ")))")
        }
        if let from = query.from { conditions.append("time >= \(parameter(.integer(from)))") }
        if let before = query.before { conditions.append("time < \(parameter(.integer(before)))") }
        if let after = query.after {
            let time = parameter(.integer(after.time))
            let writer = parameter(.text(EntryColumns.searchable(after.place.writer)))
            let sequence = parameter(.integer(after.place.sequence))
            conditions.append("(time, writer, sequence) > (\(time), \(writer), \(sequence))")
        }
        let condition = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        let limit = parameter(.integer(Int64(max(query.limit, 0))))
        return ("SELECT \(columns) FROM entries\(condition) ORDER BY time, writer, sequence LIMIT \(limit)", values)
    }
}
