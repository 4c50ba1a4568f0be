import Foundation
import GRDB

/// Reads rows of which nothing is believed: a value of another type is damage, never the end of the process.
struct SQLiteRows {
    let row: Row

    func integer(_ index: Int) throws(LogFailure) -> Int64 {
        guard case .int64(let number) = storage(index) else { throw LogFailure(.damaged, wrongType(index)) }
        return number
    }

    func text(_ index: Int) throws(LogFailure) -> String {
        guard let text = try optionalText(index) else { throw LogFailure(.damaged, wrongType(index)) }
        return text
    }

    func optionalText(_ index: Int) throws(LogFailure) -> String? {
        switch storage(index) {
        case .string(let text): return text
        case .null: return nil
        default: throw LogFailure(.damaged, wrongType(index))
        }
    }

    func bytes(_ index: Int) throws(LogFailure) -> [UInt8] {
        guard case .blob(let data) = storage(index) else { throw LogFailure(.damaged, wrongType(index)) }
        return Array(data)
    }

    /// In the order of `SQLiteQueries.columns`; its models are read apart.
    func entry() throws(LogFailure) -> SealedEntry {
        SealedEntry(
            place: ChainPlace(writer: try text(0), sequence: try integer(1)), time: try integer(2), kind: try text(3),
            columns: EntryColumns(
                namespace: try optionalText(4), group: try optionalText(5), kind: try optionalText(6),
                name: try optionalText(7), uid: try optionalText(8), verdict: try optionalText(9)),
            body: try bytes(10), previous: try bytes(11), hash: try bytes(12))
    }

    func span() throws(LogFailure) -> ChainSpan {
        ChainSpan(writer: try text(0), first: try integer(1), last: try integer(2), hash: try bytes(3))
    }

    /// In the order of `SQLiteQueries.models`.
    func model() throws(LogFailure) -> (sequence: Int64, model: EntryColumns.Model) {
        let model = EntryColumns.Model(value: try text(1), identity: try text(2), digest: try optionalText(3))
        return (try integer(0), model)
    }

    private func storage(_ index: Int) -> DatabaseValue.Storage { row.databaseValue(atIndex: index).storage }
}

extension Row {
    fileprivate func databaseValue(atIndex index: Int) -> DatabaseValue {
        guard index < count else { return .null }
        return self[index]
    }
}

// MARK: - What the user reads

private func wrongType(_ column: Int) -> String { "a row of the log has a value of the wrong type (column \(column))" }
