/// The tables of a log in SQLite, and how each released version becomes the next. PostgreSQL has the same.
enum SQLiteSchema {
    /// `PdgL`: in the header of the file, by which it is known for a decision log.
    static let applicationID: Int32 = 0x5064_674C

    /// The steps from one version to the next; the first makes version 1 of nothing. Released steps never change.
    static let steps: [String] = [
        """
        CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT;
        INSERT INTO schema_version (version) VALUES (1);
        CREATE TABLE entries (
            writer TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            time INTEGER NOT NULL,
            kind TEXT NOT NULL,
            namespace TEXT,
            object_group TEXT,
            object_kind TEXT,
            name TEXT,
            object_uid TEXT,
            verdict TEXT,
            body BLOB NOT NULL,
            previous BLOB NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY (writer, sequence)
        ) STRICT;
        CREATE INDEX entries_time ON entries (time, writer, sequence);
        CREATE INDEX entries_object_uid ON entries (object_uid) WHERE object_uid IS NOT NULL;
        CREATE INDEX entries_object ON entries (object_kind, namespace, name, time) WHERE object_kind IS NOT NULL;
        CREATE TABLE entry_models (
            writer TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            identity TEXT NOT NULL,
            value TEXT NOT NULL,
            digest TEXT,
            PRIMARY KEY (writer, sequence, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX entry_models_identity ON entry_models (identity);
        CREATE INDEX entry_models_value ON entry_models (value);
        CREATE INDEX entry_models_digest ON entry_models (digest) WHERE digest IS NOT NULL;
        """
    ]

    static var newest: Int { steps.count }
}
