import Attestation
import DecisionLog
import Glibc

/// Where a decision log lies, as a command line names it.
package struct LogLocation: Sendable, Hashable {
    /// A file of SQLite, or `postgresql://…` (libpq's connection URI).
    package var text: String

    package init(_ text: String) { self.text = text }

    /// For people: never a password.
    package var title: String { (try? StoreLocation(text).title) ?? "" }

    package func open(_ mode: StoreLocation.Mode) throws(LogFailure) -> any DecisionStore {
        try StoreLocation(text).open(mode)
    }

    /// Whether it is a file of JSON Lines, as `audit export` writes them.
    package var isExport: Bool {
        guard case .sqlite(let path)? = try? StoreLocation(text) else { return false }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var first: UInt8 = 0
        return read(descriptor, &first, 1) == 1 ? first == UInt8(ascii: "{") : path.hasSuffix(".jsonl")
    }
}
