import Foundation
import Testing

@testable import DecisionLog

@Suite("Settings of a log in PostgreSQL", .enabled(if: PostgresServer.isExpected))
struct PostgresSettingsTests {
    private let server: PostgresServer
    private let scratch: Scratch

    init() throws {
        server = try PostgresServer.shared.get()
        scratch = try Scratch()
    }

    private func failed(_ uri: String, passwordFile: String? = nil, isReader: Bool = false) -> LogFailure? {
        do throws(LogFailure) {
            let store = PostgresStore(try PostgresLocation(uri, passwordFile: passwordFile), isReader: isReader)
            if isReader { _ = try store.chains() } else { try store.migrate() }
            return nil
        } catch {
            return error
        }
    }

    @Test("the password is read from its file for each connection, and a wrong one is said without being told")
    func password() throws {
        let uri = server.tcp(try server.database())
        let file = scratch.file("password")
        let missing = try #require(failed(uri, passwordFile: file))
        #expect(missing.kind == .settings && missing.reason.contains(file))

        try "not-the-password\n".write(toFile: file, atomically: true, encoding: .utf8)
        let wrong = try #require(failed(uri, passwordFile: file))
        #expect(wrong.kind == .settings)
        #expect(wrong.reason.contains("password authentication failed for user \"postgres\""))
        #expect(!wrong.reason.contains("not-the-password"))

        try "\(PostgresServer.password)\n".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(failed(uri, passwordFile: file) == nil)
    }

    @Test("no password where one is needed is a matter of settings")
    func noPassword() throws {
        let failure = try #require(failed(try server.tcp(server.database()) + "?passfile=/nowhere"))
        #expect(failure.kind == .settings && failure.reason.contains("no password supplied"))
    }

    @Test("a database that is not there")
    func noDatabase() throws {
        let failure = try #require(failed(server.uri("nowhere")))
        #expect(failure.kind == .settings)
        #expect(failure.reason.contains("database \"nowhere\" does not exist; make it with CREATE DATABASE"))
    }

    @Test("a user who may not make tables")
    func noPermission() throws {
        _ = try? server.connection(to: "postgres").run("CREATE ROLE tenant LOGIN", within: .seconds(5))
        let name = try #require(try server.database().split(separator: "/").last)
        let failure = try #require(failed(server.uri(String(name), user: "tenant")))
        #expect(failure.kind == .settings)
        #expect(failure.reason.contains("permission denied for schema public; the user must own"))
    }

    @Test("a database in another encoding")
    func otherEncoding() throws {
        let uri = try server.database("ENCODING 'LATIN1' TEMPLATE template0")
        let failure = try #require(failed(uri))
        #expect(failure.kind == .settings && failure.reason.contains("encoding is LATIN1"))
    }

    @Test(
        "tables of somebody else stay as they are",
        arguments: [
            "CREATE TABLE entries (theirs INT)", "CREATE TABLE schema_version (version BIGINT)",
            "CREATE TABLE schema_version (version TEXT, theirs INT)",
        ])
    func foreign(statement: String) throws {
        let uri = try server.database()
        let connection = try PostgresConnection(PostgresLocation(uri), within: .seconds(5))
        _ = try connection.run(statement, within: .seconds(5))
        for isReader in [false, true] {
            let failure = try #require(failed(uri, isReader: isReader))
            #expect(failure.kind == .schema && failure.reason.contains("no decision log"))
        }
        let tables = try connection.run(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
            within: .seconds(5))
        #expect(try tables.integer(0, 0) == 1)
    }

    @Test("an empty database is no log for who only reads, and stays empty")
    func emptyForReaders() throws {
        let uri = try server.database()
        #expect(failed(uri, isReader: true)?.kind == .schema)
        #expect(failed(uri) == nil)
        #expect(failed(uri, isReader: true) == nil)
    }

    @Test("a newer schema is refused, to writers and readers")
    func newer() throws {
        let uri = try server.database()
        let store = PostgresStore(try PostgresLocation(uri))
        try store.migrate()
        let connection = try PostgresConnection(PostgresLocation(uri), within: .seconds(5))
        _ = try connection.run("UPDATE schema_version SET version = 99", within: .seconds(5))
        for isReader in [false, true] {
            let failure = try #require(failed(uri, isReader: isReader))
            #expect(failure.kind == .schema && failure.reason.contains("version 99"))
        }
        #expect(throws: LogFailure.self) { try store.migrate() }
    }

    @Test("who only reads cannot write")
    func reader() throws {
        let store = try PostgresStore.fresh(server)
        try StoreSuite.fill(store, 1)
        let reader = PostgresStore(try PostgresLocation(server.uri(try #require(store.databaseName))), isReader: true)
        #expect {
            try StoreSuite.fill(reader, 1, chain: 1)
        } throws: {
            "\($0)".contains("read-only")
        }
    }

    @Test(
        "what is no connection URI is refused, without telling a password that stands in it",
        arguments: [
            "host=db password=topsecret", "postgresql://u:topsecret@[::1/x", "postgresql://u:topsecret%zz@db/x",
            "postgresql://db/x?password=topsecret&nonsense=1",
        ])
    func noURI(text: String) {
        #expect {
            try PostgresLocation(text)
        } throws: {
            ($0 as? LogFailure)?.kind == .settings && !"\($0)".contains("topsecret")
        }
    }

    @Test("what a wrong URI has wrong is said where it holds no secret")
    func wrongOption() {
        #expect {
            try PostgresLocation("postgresql://db/x?sslmodee=require")
        } throws: {
            "\($0)".contains("sslmodee")
        }
    }

    @Test("its title names server and database, and nobody's password")
    func title() throws {
        #expect(try PostgresLocation("postgres://u:topsecret@db.corp:5433/log").title == "PostgreSQL db.corp:5433/log")
        #expect(try PostgresLocation("postgresql:///log?host=/run/pg").title == "PostgreSQL /run/pg/log")
        #expect(try PostgresLocation("postgresql://a:1,b:2/log").title == "PostgreSQL a,b:1,2/log")
    }
}

extension PostgresStore {
    fileprivate var databaseName: String? { title.split(separator: "/").last.map(String.init) }
}
