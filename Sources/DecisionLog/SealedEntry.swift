import KubernetesModel

/// One entry as it stands in a store: its content, the columns by which it is found, and its place in its writer's chain.
///
/// INVARIANT: the columns say nothing that `body` does not; `verify-log` compares them.
package struct SealedEntry: Sendable, Hashable {
    package var place: ChainPlace
    /// Microseconds since 1970 (UTC).
    package var time: Int64
    /// `reviewed`, `live`, …: `EntryBody.kind`.
    package var kind: String
    package var columns: EntryColumns
    /// Canonical JSON (UTF-8): keys sorted, no white space. The bytes that are hashed.
    package var body: [UInt8]
    /// Hash of the entry before it in the chain; of nothing (32 zero bytes) for a chain's first.
    package var previous: [UInt8]
    /// SHA-256, 32 bytes.
    package var hash: [UInt8]

    package init(
        place: ChainPlace, time: Int64, kind: String, columns: EntryColumns, body: [UInt8], previous: [UInt8],
        hash: [UInt8]
    ) {
        self.place = place
        self.time = time
        self.kind = kind
        self.columns = columns
        self.body = body
        self.previous = previous
        self.hash = hash
    }
}

/// Where an entry stands: in the chain of one writer, counted from 1 without gaps.
package struct ChainPlace: Sendable, Hashable {
    /// 32 hex digits, drawn anew each time that a log is opened for writing.
    package var writer: String
    package var sequence: Int64

    package init(writer: String, sequence: Int64) {
        self.writer = writer
        self.sequence = sequence
    }
}

/// By what an entry is found.
package struct EntryColumns: Sendable, Hashable {
    package var namespace: String?
    package var group: String?
    package var kind: String?
    package var name: String?
    package var uid: String?
    /// `allowed`, `denied`, `undecided`.
    package var verdict: String?
    package var models: [Model]

    package init(
        namespace: String? = nil, group: String? = nil, kind: String? = nil, name: String? = nil, uid: String? = nil,
        verdict: String? = nil, models: [Model] = []
    ) {
        self.namespace = namespace
        self.group = group
        self.kind = kind
        self.name = name
        self.uid = uid
        self.verdict = verdict
        self.models = models
    }

    package struct Model: Sendable, Hashable {
        /// As its user wrote it.
        package var value: String
        /// `ModelIdentity.name`: without its version.
        package var identity: String
        /// `sha256:…`; nil where nobody knows it.
        package var digest: String?

        package init(value: String, identity: String, digest: String? = nil) {
            self.value = value
            self.identity = identity
            self.digest = digest
        }
    }
}
