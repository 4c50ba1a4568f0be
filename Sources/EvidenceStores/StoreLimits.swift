/// How much a store may hold. What exceeds one of these is refused with a message that names it.
package struct StoreLimits: Sendable, Hashable {
    /// Files that are looked at.
    package var entries = 100_000
    /// Files of any name below a directory.
    package var names = 1_000_000
    /// Bytes of one file.
    package var entryBytes = 16 << 20
    /// Bytes of all files.
    package var totalBytes = 2 << 30
    /// Directories within directories.
    package var depth = 32
    /// Bytes of one envelope or record.
    package var carrierBytes = 4 << 20
    /// Envelopes and records of one file of JSON Lines.
    package var lines = 100_000
    /// Problems that are kept, with their words, of one source.
    package var problems = 1_000

    package static let standard = StoreLimits()

    package init() {}
}
