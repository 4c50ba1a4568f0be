import GRDB

extension LogFailure {
    /// What SQLite complains of, in words that say what can be done.
    init(_ error: any Error, _ file: String) {
        if let failure = error as? LogFailure {
            self = failure
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.unavailable, "\(file): \(error)")
            return
        }
        switch error.resultCode {
        case .SQLITE_FULL: self.init(.unavailable, "\(file): \(diskFull)")
        case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.unavailable, "\(file): \(busy)")
        case .SQLITE_READONLY: self.init(.unavailable, "\(file): \(readOnly)")
        case .SQLITE_CORRUPT: self.init(.damaged, "\(file): \(corrupt(Self.words(error)))")
        case .SQLITE_NOTADB: self.init(.schema, "\(file): \(noDatabase)")
        case .SQLITE_CANTOPEN, .SQLITE_PERM: self.init(.unavailable, "\(file): \(cannotOpen(Self.words(error)))")
        case .SQLITE_CONSTRAINT: self.init(.damaged, "\(file): \(twice(Self.words(error)))")
        default: self.init(.unavailable, "\(file): \(Self.words(error))")
        }
    }

    /// Without the statement and its arguments, which hold what users wrote.
    private static func words(_ error: DatabaseError) -> String {
        error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    }
}

// MARK: - What the user reads

private let diskFull = "the disk is full, or a quota is used up; entries are written again when there is room"
private let busy = "another program holds the database; it is tried again"
private let readOnly = "it cannot be written: the file or its disk is read-only"
private let noDatabase = "it is no SQLite database"
private func corrupt(_ reason: String) -> String {
    "the database is damaged (\(reason)); keep a copy of it, and start a new one"
}
private func cannotOpen(_ reason: String) -> String {
    "it cannot be opened (\(reason)); its directory must exist and be writable"
}
private func twice(_ reason: String) -> String { "an entry stands at its place already, or is incomplete (\(reason))" }
