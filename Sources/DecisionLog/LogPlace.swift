/// Where a decision log lies, as a command line names it.
package enum LogPlace: Sendable, Hashable {
    case sqlite(String)

    /// A path, `sqlite:PATH`, or `postgresql://…` (libpq's connection URI).
    package init(_ text: String) throws(LogFailure) {
        guard !text.isEmpty else { throw LogFailure(.settings, nowhere) }
        self = .sqlite(text.hasPrefix("sqlite:") ? String(text.dropFirst(7)) : text)
    }

    package func open(writing durability: LogSettings.Durability) throws(LogFailure) -> any DecisionStore {
        switch self {
        case .sqlite(let path):
            try SQLiteStore(writing: path, durability: durability == .async ? .process : .full)
        }
    }

    package func openReading() throws(LogFailure) -> any DecisionStore {
        switch self {
        case .sqlite(let path): try SQLiteStore(reading: path)
        }
    }
}

private let nowhere = "expected the file of a decision log, or postgresql://…"
