/// The tables of a log in PostgreSQL, and how each released version becomes the next: those of SQLite, with texts that sort by
/// their bytes.
enum PostgresSchema {
    /// The comment of the table `entries`, by which it is known for a decision log.
    static let mark = "pedigree decision log"

    /// The steps from one version to the next, statement by statement; the first makes version 1 of nothing. Released steps
    /// never change.
    static let steps: [[String]] = [
        [
            "CREATE TABLE schema_version (version BIGINT NOT NULL)",
            "INSERT INTO schema_version (version) VALUES (1)",
            """
            CREATE TABLE entries (
                writer TEXT COLLATE "C" NOT NULL,
                sequence BIGINT NOT NULL,
                time BIGINT NOT NULL,
                kind TEXT COLLATE "C" NOT NULL,
                namespace TEXT COLLATE "C",
                object_group TEXT COLLATE "C",
                object_kind TEXT COLLATE "C",
                name TEXT COLLATE "C",
                object_uid TEXT COLLATE "C",
                verdict TEXT COLLATE "C",
                body BYTEA NOT NULL,
                previous BYTEA NOT NULL,
                hash BYTEA NOT NULL,
                PRIMARY KEY (writer, sequence)
            )
            """,
            "COMMENT ON TABLE entries IS 'pedigree decision log'",
            "CREATE INDEX entries_time ON entries (time, writer, sequence)",
            "CREATE INDEX entries_object_uid ON entries (object_uid) WHERE object_uid IS NOT NULL",
            """
            CREATE INDEX entries_object ON entries (object_kind, namespace, name, time)
            WHERE object_kind IS NOT NULL
            """,
            """
            CREATE TABLE entry_models (
                writer TEXT COLLATE "C" NOT NULL,
                sequence BIGINT NOT NULL,
                ordinal BIGINT NOT NULL,
                identity TEXT COLLATE "C" NOT NULL,
                value TEXT COLLATE "C" NOT NULL,
                digest TEXT COLLATE "C",
                PRIMARY KEY (writer, sequence, ordinal)
            )
            """,
            "CREATE INDEX entry_models_identity ON entry_models (identity)",
            "CREATE INDEX entry_models_value ON entry_models (value)",
            "CREATE INDEX entry_models_digest ON entry_models (digest) WHERE digest IS NOT NULL",
        ]
    ]

    static var newest: Int64 { Int64(steps.count) }
}
