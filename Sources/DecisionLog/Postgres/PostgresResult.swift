import CPostgres

/// The rows of an answer, in binary form. A value of another type than is asked for is damage, never the end of the process.
final class PostgresResult {
    private let result: OpaquePointer

    /// Takes `result` over.
    init(owning result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    var rowCount: Int { Int(PQntuples(result)) }
    /// How many rows a statement without rows has changed.
    var changedCount: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    var isError: Bool {
        let status = PQresultStatus(result)
        return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK
    }

    /// Five characters; empty where the server gave none.
    var state: String { field("C") }
    /// Without detail and hint, which hold values.
    var message: String { field("M") }

    /// Codes of postgres_ext.h (PG_DIAG_SQLSTATE, PG_DIAG_MESSAGE_PRIMARY), whose macros Swift does not see.
    private func field(_ code: Unicode.Scalar) -> String {
        PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) } ?? ""
    }

    // MARK: Values

    func integer(_ row: Int, _ column: Int) throws(LogFailure) -> Int64 {
        let bytes = try value(row, column, PostgresType.int8)
        guard let bytes, bytes.count == 8 else { throw LogFailure(.damaged, wrongType(column)) }
        return bytes.reduce(0) { $0 << 8 | Int64($1) }
    }

    func boolean(_ row: Int, _ column: Int) throws(LogFailure) -> Bool {
        guard let bytes = try value(row, column, PostgresType.bool), let first = bytes.first else {
            throw LogFailure(.damaged, wrongType(column))
        }
        return first != 0
    }

    func text(_ row: Int, _ column: Int) throws(LogFailure) -> String {
        guard let text = try optionalText(row, column) else { throw LogFailure(.damaged, wrongType(column)) }
        return text
    }

    func optionalText(_ row: Int, _ column: Int) throws(LogFailure) -> String? {
        try value(row, column, PostgresType.text).map { String(decoding: $0, as: UTF8.self) }
    }

    func bytes(_ row: Int, _ column: Int) throws(LogFailure) -> [UInt8] {
        guard let bytes = try value(row, column, PostgresType.bytea) else {
            throw LogFailure(.damaged, wrongType(column))
        }
        return Array(bytes)
    }

    /// The bytes of a value, while the result lives; nil for NULL.
    private func value(_ row: Int, _ column: Int, _ type: UInt32) throws(LogFailure) -> UnsafeRawBufferPointer? {
        // Beyond its rows and columns libpq answers with NULL and a notice.
        let (row, column) = (Int32(clamping: row), Int32(clamping: column))
        guard PQgetisnull(result, row, column) == 0 else { return nil }
        guard PQftype(result, column) == type, let start = PQgetvalue(result, row, column) else {
            throw LogFailure(.damaged, wrongType(Int(column)))
        }
        return UnsafeRawBufferPointer(start: start, count: Int(max(0, PQgetlength(result, row, column))))
    }
}

// MARK: - What the user reads

private func wrongType(_ column: Int) -> String { "a row of the log has a value of the wrong type (column \(column))" }
