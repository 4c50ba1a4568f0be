import CPostgres
import Glibc

/// One connection to a server. Every wait ends at its deadline, whatever the server and the network do; after a failure that
/// is not the statement's own it is of no use any more.
///
/// `@unchecked`: it is used by one thread at a time, under the lock of its store.
final class PostgresConnection: @unchecked Sendable {
    private let connection: OpaquePointer
    private let title: String
    private(set) var isBroken = false

    /// Connects. Only the resolution of names can outlast the deadline, as the system's resolver is set.
    init(_ location: PostgresLocation, within time: Duration) throws(LogFailure) {
        title = location.title
        let parameters = try location.parameters()
        let started = withCStrings(parameters.map(\.name)) { names in
            withCStrings(parameters.map(\.value)) { values in PQconnectStartParams(names, values, 1) }
        }
        guard let started else { throw LogFailure(.unavailable, "\(title): \(noMemory)") }
        connection = started
        // So that the text of an error has its SQLSTATE: a connection that fails gives no result to ask.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        // Notices would go to stderr.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        try finishConnecting(by: .now.advanced(by: time))
        guard PQsetnonblocking(connection, 1) == 0 else { throw broken(words) }
    }

    deinit { PQfinish(connection) }

    private func finishConnecting(by deadline: ContinuousClock.Instant) throws(LogFailure) {
        var status = PGRES_POLLING_WRITING
        while PQstatus(connection) != CONNECTION_BAD {
            switch status {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: _ = try wait(POLLIN, by: deadline)
            case PGRES_POLLING_WRITING: _ = try wait(POLLOUT, by: deadline)
            default: throw LogFailure(title, connecting: words)
            }
            status = PQconnectPoll(connection)
        }
        throw LogFailure(title, connecting: words)
    }

    /// Runs one statement with its parameters.
    func run(
        _ statement: String, _ values: [PostgresValue] = [], within time: Duration
    ) throws(LogFailure) -> PostgresResult {
        let deadline = ContinuousClock.now.advanced(by: time)
        guard !isBroken, send(statement, values) else { throw broken(words) }
        while true {
            let state = PQflush(connection)
            if state == 0 { break }
            guard state > 0 else { throw broken(words) }
            // The server may have to be read from before it reads on.
            if try wait(POLLIN | POLLOUT, by: deadline) & POLLIN != 0 { try consume() }
        }
        return try result(by: deadline)
    }

    private func send(_ statement: String, _ values: [PostgresValue]) -> Bool {
        var bytes: [UInt8] = []
        var (offsets, lengths): ([Int], [Int32]) = ([], [])
        for value in values {
            offsets.append(bytes.count)
            value.write(to: &bytes)
            guard let length = Int32(exactly: bytes.count - (offsets.last ?? 0)) else { return false }
            lengths.append(length)
        }
        // So that the last value has an address even where it has no bytes.
        bytes.append(0)
        let formats = [Int32](repeating: 1, count: values.count)
        return bytes.withUnsafeBytes { bytes in
            let pointers = offsets.map { bytes.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
            let count = Int32(clamping: values.count)
            return PQsendQueryParams(
                connection, statement, count, values.map(\.oid), pointers, lengths, formats, 1) == 1
        }
    }

    /// The answer's last result, or its first error.
    private func result(by deadline: ContinuousClock.Instant) throws(LogFailure) -> PostgresResult {
        var last: PostgresResult?
        while true {
            while PQisBusy(connection) != 0 {
                _ = try wait(POLLIN, by: deadline)
                try consume()
            }
            guard let next = PQgetResult(connection) else { break }
            let result = PostgresResult(owning: next)
            if !(last?.isError ?? false) { last = result }
        }
        guard let last else { throw broken(words) }
        guard last.isError else { return last }
        // Without a code it is libpq that speaks: the connection is lost.
        let state = last.state
        guard !state.isEmpty else { throw broken(words) }
        // 08: connection; 57P: the server ends or begins.
        if state.hasPrefix("08") || state.hasPrefix("57P") { isBroken = true }
        throw LogFailure(title, state: state, words: last.message)
    }

    private func consume() throws(LogFailure) {
        guard PQconsumeInput(connection) == 1 else { throw broken(words) }
    }

    private func wait(_ events: Int32, by deadline: ContinuousClock.Instant) throws(LogFailure) -> Int32 {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw broken(tooSlow) }
            let (seconds, attoseconds) = left.components
            let milliseconds = min(seconds, 3600) * 1000 + attoseconds / 1_000_000_000_000_000 + 1
            var descriptor = pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
            guard descriptor.fd >= 0 else { throw broken(words) }
            let count = poll(&descriptor, 1, Int32(clamping: milliseconds))
            if count > 0 { return Int32(descriptor.revents) }
            if count < 0, errno != EINTR { throw broken(String(cString: strerror(errno))) }
        }
    }

    private var words: String { String(cString: PQerrorMessage(connection)) }

    private func broken(_ words: String) -> LogFailure {
        isBroken = true
        return LogFailure(title, connecting: words)
    }
}

/// Calls `body` with an array of C strings that ends with a null pointer.
private func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> Result
) -> Result {
    var bytes: [CChar] = []
    var offsets: [Int] = []
    for text in texts {
        offsets.append(bytes.count)
        bytes += text.utf8CString
    }
    return bytes.withUnsafeBufferPointer { bytes in
        body(offsets.map { bytes.baseAddress?.advanced(by: $0) } + [nil])
    }
}

// MARK: - What the user reads

private let noMemory = "there is no memory for a connection"
private let tooSlow = "the server does not answer in time"
