import Foundation
import Testing

@testable import DecisionLog

@Suite("A log in PostgreSQL over TLS", .enabled(if: PostgresServer.isExpected))
struct PostgresTLSTests {
    @Test("the server's certificate counts as the URI says")
    func certificates() throws {
        let scratch = try Scratch()
        let (authority, stranger) = (scratch.file("ca.pem"), scratch.file("stranger.pem"))
        try Self.selfSigned(stranger, key: scratch.file("stranger.key"))
        let server = try PostgresServer(["ssl=on", "ssl_cert_file=../server.pem", "ssl_key_file=../server.key"]) {
            try Self.selfSigned("\($0)/server.pem", key: "\($0)/server.key")
            try FileManager.default.copyItem(atPath: "\($0)/server.pem", toPath: authority)
        }
        let password = scratch.file("password")
        try PostgresServer.password.write(toFile: password, atomically: true, encoding: .utf8)
        let uri = try server.tcp(server.database())

        func failure(_ options: String) -> LogFailure? {
            do throws(LogFailure) {
                try PostgresStore(PostgresLocation("\(uri)?\(options)", passwordFile: password)).migrate()
                return nil
            } catch {
                return error
            }
        }
        #expect(failure("sslmode=verify-full&sslrootcert=\(authority)") == nil)
        let strange = try #require(failure("sslmode=verify-full&sslrootcert=\(stranger)"))
        #expect(strange.kind == .settings && strange.reason.contains("certificate verify failed"))
        let missing = try #require(failure("sslmode=verify-full&sslrootcert=\(scratch.file("none.pem"))"))
        #expect(missing.kind == .settings && missing.reason.contains("none.pem"))
        let named = uri.replacingOccurrences(of: "127.0.0.1", with: "localhost")
        let other = try PostgresLocation(
            "\(named)?sslmode=verify-full&sslrootcert=\(authority)", passwordFile: password)
        #expect {
            try PostgresStore(other).migrate()
        } throws: {
            ($0 as? LogFailure)?.kind == .settings && "\($0)".contains("does not match host name")
        }
    }

    @Test("where TLS is asked for and the server has none, nothing is sent")
    func noTLS() throws {
        let server = try PostgresServer.shared.get()
        let store = PostgresStore(try PostgresLocation("\(server.tcp("/postgres"))?sslmode=require"))
        #expect {
            try store.chains()
        } throws: {
            ($0 as? LogFailure)?.kind == .settings && "\($0)".contains("does not support SSL")
        }
    }

    /// A certificate for 127.0.0.1 that vouches for itself.
    private static func selfSigned(_ file: String, key: String) throws {
        try PostgresServer.run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=pedigree test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", file,
        ])
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    }
}
