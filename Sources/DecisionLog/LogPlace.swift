import KubernetesModel

/// Where a decision log lies, as a command line names it.
package enum LogPlace: Sendable, Hashable {
    case sqlite(String)
    case postgres(PostgresLocation)

    /// A path, `sqlite:PATH`, or `postgresql://…` (libpq's connection URI).
    ///
    /// - Parameter passwordFile: holds the password for PostgreSQL; nil where libpq finds one by itself.
    package init(_ text: String, passwordFile: String? = nil) throws(LogFailure) {
        guard !text.isEmpty else { throw LogFailure(.settings, nowhere) }
        if PostgresLocation.isOne(text) {
            self = .postgres(try PostgresLocation(text, passwordFile: passwordFile))
            return
        }
        guard passwordFile == nil else { throw LogFailure(.settings, noPasswordNeeded) }
        let path = text.hasPrefix("sqlite:") ? String(text.dropFirst(7)) : text
        guard !path.isEmpty else { throw LogFailure(.settings, nowhere) }
        guard !path.utf8.contains(0), path != "-", path != ":memory:" else {
            throw LogFailure(.settings, notAFile(path))
        }
        // `mysql://…` is no file that anybody means.
        if let scheme = path.firstRange(of: "://") {
            throw LogFailure(.settings, unknownScheme(String(path[..<scheme.lowerBound])))
        }
        self = .sqlite(path)
    }

    /// For people: never a password.
    package var title: String {
        switch self {
        case .sqlite(let path): path
        case .postgres(let location): location.title
        }
    }

    package func open(writing durability: LogSettings.Durability) throws(LogFailure) -> any DecisionStore {
        switch self {
        case .sqlite(let path):
            try SQLiteStore(writing: path, durability: durability == .async ? .process : .full)
        case .postgres(let location): PostgresStore(location)
        }
    }

    package func openReading() throws(LogFailure) -> any DecisionStore {
        switch self {
        case .sqlite(let path): try SQLiteStore(reading: path)
        case .postgres(let location): PostgresStore(location, isReader: true)
        }
    }
}

private let nowhere = "expected the file of a decision log, or postgresql://…"
private let noPasswordNeeded = "a log in a file has no password; only postgresql://… takes one"
private func notAFile(_ path: String) -> String { "\(quoted(path)) is no file that a log can lie in" }
private func unknownScheme(_ scheme: String) -> String {
    "logs do not lie in \(quoted(scheme, limit: 40)); give a file of SQLite, or postgresql://HOST/DATABASE"
}
