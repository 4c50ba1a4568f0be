/// The connection that a store has at the moment, and when the next one may be tried.
///
/// Used by one thread at a time.
struct PostgresSession {
    let location: PostgresLocation
    let isReader: Bool
    /// A lock that each connection of this store takes, and no other store: the next one begins when the last one's work is
    /// done or undone, so that nothing appears later than it is looked for.
    private let lock = Int64.random(in: 1..<(1 << 62))
    private var connection: PostgresConnection?
    private var timeout: Timeout?
    private var holdsObserverLock = false
    private var failures = 0
    private var retry: (after: ContinuousClock.Instant, failure: LogFailure)?

    /// How long a statement may take.
    enum Timeout: Sendable, Hashable {
        /// On the way of a decision, or every second.
        case short
        /// A search, or a removal of many entries.
        case long

        var server: String { self == .short ? "8s" : "110s" }
        /// Longer than the server's: then it is known that the statement has come to nothing.
        var client: Duration { self == .short ? .seconds(10) : .seconds(120) }
    }

    init(_ location: PostgresLocation, isReader: Bool) {
        self.location = location
        self.isReader = isReader
    }

    /// Runs a statement on the connection that is there, or on a new one.
    mutating func run(
        _ statement: String, _ values: [PostgresValue] = [], _ timeout: Timeout = .short
    ) throws(LogFailure) -> PostgresResult {
        let connection = try connected()
        do throws(LogFailure) {
            if self.timeout != timeout {
                _ = try connection.run(
                    PostgresQueries.setTimeout, [.text(timeout.server)], within: Timeout.short.client)
                self.timeout = timeout
            }
            return try connection.run(statement, values, within: timeout.client)
        } catch {
            if connection.isBroken { disconnect() }
            throw error
        }
    }

    /// Whether this session has the lock; another one takes it over when this one ends.
    mutating func takeObserverLock() throws(LogFailure) -> Bool {
        // The lock counts how often it was taken: what is held is only seen to be alive.
        if holdsObserverLock, connection != nil {
            _ = try run(PostgresQueries.ping)
            return holdsObserverLock
        }
        let isTaken = try run(PostgresQueries.lockObserver).boolean(0, 0)
        holdsObserverLock = isTaken
        return isTaken
    }

    mutating func disconnect() {
        connection = nil
        timeout = nil
        holdsObserverLock = false
    }

    private mutating func connected() throws(LogFailure) -> PostgresConnection {
        if let connection { return connection }
        if let retry, ContinuousClock.now < retry.after { throw retry.failure }
        do throws(LogFailure) {
            let connection = try PostgresConnection(location, within: Self.connectTime)
            try prepare(connection)
            if !isReader { try takeOver(connection) }
            self.connection = connection
            (failures, retry) = (0, nil)
            return connection
        } catch {
            failures = min(failures + 1, 6)
            let pause = Duration.milliseconds(100) * (1 << failures) * Double.random(in: 0.75...1.25)
            retry = (.now.advanced(by: pause), error)
            throw error
        }
    }

    private func prepare(_ connection: PostgresConnection) throws(LogFailure) {
        let readOnly = isReader ? "on" : "off"
        let answer = try connection.run(
            PostgresQueries.session, [.text(readOnly)], within: Timeout.short.client)
        let encoding = try answer.text(0, 8)
        guard encoding == "UTF8" else { throw LogFailure(.settings, otherEncoding(location.title, encoding)) }
        let (mark, hasTables) = (try answer.optionalText(0, 9), try answer.boolean(0, 10))
        guard hasTables else {
            guard !isReader else { throw LogFailure(.schema, noLog(location.title)) }
            return
        }
        if mark != PostgresSchema.mark {
            guard try isMarked(connection) else { throw LogFailure(.schema, noLog(location.title)) }
        }
        let version = try connection.run(PostgresQueries.version, within: Timeout.short.client)
        guard version.rowCount == 1 else { throw LogFailure(.damaged, noVersion(location.title)) }
        let number = try version.integer(0, 0)
        guard number <= PostgresSchema.newest else { throw LogFailure(.schema, newer(location.title, number)) }
    }

    /// Asked by a statement of its own: to_regclass sees a table that another replica has committed while this statement ran,
    /// and obj_description, which reads as of the statement's beginning, does not see its comment.
    private func isMarked(_ connection: PostgresConnection) throws(LogFailure) -> Bool {
        let answer = try connection.run(PostgresQueries.mark, within: Timeout.short.client)
        return try answer.optionalText(0, 0) == PostgresSchema.mark
    }

    private func takeOver(_ connection: PostgresConnection) throws(LogFailure) {
        _ = try connection.run(PostgresQueries.endFormer, [.integer(lock)], within: Timeout.short.client)
        _ = try connection.run(PostgresQueries.lockStore, [.integer(lock)], within: Timeout.short.client)
    }

    private static let connectTime = Duration.seconds(5)
}

// MARK: - What the user reads

private func otherEncoding(_ title: String, _ encoding: String) -> String {
    "\(title): the database's encoding is \(encoding); make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
}
private func noLog(_ title: String) -> String { "\(title): it is no decision log of pedigree" }
private func noVersion(_ title: String) -> String { "\(title): it does not say which version its tables have" }
private func newer(_ title: String, _ version: Int64) -> String {
    "\(title): its tables have version \(version), and this version knows up to \(PostgresSchema.newest); "
        + "use a newer pedigree"
}
