/// Where a decision log lies, as a command line names it.
package struct LogLocation: Sendable, Hashable {
    /// A file of SQLite, or `postgresql://…` (libpq's connection URI).
    package var text: String

    package init(_ text: String) { self.text = text }
}
