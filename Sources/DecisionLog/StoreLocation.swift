import KubernetesModel

/// Where a log lies, as a command line names it: a file of SQLite, `sqlite:FILE`, or `postgresql://…`.
package enum StoreLocation: Sendable, Hashable {
    case sqlite(path: String)
    /// libpq's connection URI; it may hold a password.
    case postgres(uri: String)

    package enum Mode: Sendable, Hashable {
        case read
        case write(LogSettings.Durability)
    }

    package init(_ text: String) throws(LogFailure) {
        let prefixes = ["postgresql://", "postgres://"]
        if prefixes.contains(where: text.hasPrefix) {
            self = .postgres(uri: text)
            return
        }
        let path = text.hasPrefix(sqlitePrefix) ? String(text.dropFirst(sqlitePrefix.count)) : text
        guard !path.isEmpty else { throw LogFailure(.settings, noFile) }
        guard !path.utf8.contains(0), path != "-", path != ":memory:" else {
            throw LogFailure(.settings, notAFile(path))
        }
        // `mysql://…` is no file that anybody means.
        if let scheme = path.firstRange(of: "://") {
            throw LogFailure(.settings, unknownScheme(String(path[..<scheme.lowerBound])))
        }
        self = .sqlite(path: path)
    }

    /// For people: never a password.
    package var title: String {
        switch self {
        case .sqlite(let path): return path
        case .postgres(let uri):
            let rest = uri.drop { $0 != ":" }.dropFirst(3)
            let authority = rest.prefix { $0 != "/" && $0 != "?" }
            let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
            let database = rest.dropFirst(authority.count).prefix { $0 != "?" }
            return "postgresql://\(host)\(database)"
        }
    }

    /// Opens what lies there. For writing its tables are brought up to date by `ChainAppender.open`.
    package func open(_ mode: Mode) throws(LogFailure) -> any DecisionStore {
        switch (self, mode) {
        case (.sqlite(let path), .read): return try SQLiteStore(reading: path)
        case (.sqlite(let path), .write(let durability)):
            return try SQLiteStore(writing: path, durability: durability == .async ? .process : .full)
        case (.postgres, _): throw LogFailure(.settings, noPostgres)
        }
    }
}

private let sqlitePrefix = "sqlite:"

// MARK: - What the user reads

private let noFile = "no log is named: give a file of SQLite, or postgresql://HOST/DATABASE"
private let noPostgres = "logs in PostgreSQL cannot be opened by this build"
private func notAFile(_ path: String) -> String { "\(quoted(path)) is no file that a log can lie in" }
private func unknownScheme(_ scheme: String) -> String {
    "logs do not lie in \(quoted(scheme, limit: 40)); give a file of SQLite, or postgresql://HOST/DATABASE"
}
