import CPostgres
import Foundation

/// Where a log in PostgreSQL lies, and who asks for it.
package struct PostgresLocation: Sendable, Hashable {
    /// `postgresql://USER@HOST:PORT/DATABASE?sslmode=verify-full`: libpq's connection URI.
    package let uri: String
    /// Its first line is the password, read anew for each connection: nil where libpq finds it (PGPASSFILE), or none is needed.
    package let passwordFile: String?
    /// `PostgreSQL HOST:PORT/DATABASE`.
    let title: String

    package static func isOne(_ text: String) -> Bool {
        text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
    }

    package init(_ uri: String, passwordFile: String? = nil) throws(LogFailure) {
        guard Self.isOne(uri), !uri.utf8.contains(0) else { throw LogFailure(.settings, noURI) }
        var complaint: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(uri, &complaint) else {
            let words = complaint.map { String(cString: $0) } ?? ""
            PQfreemem(complaint)
            // libpq's words quote the URI.
            throw LogFailure(.settings, Self.holdsSecrets(uri) ? noURI : "\(noURI): \(oneLine(words))")
        }
        defer { PQconninfoFree(options) }
        let host = Self.value("host", options) ?? Self.value("hostaddr", options) ?? "local"
        let port = Self.value("port", options).map { ":\($0)" } ?? ""
        title = "PostgreSQL \(host)\(port)/\(Self.value("dbname", options) ?? Self.value("user", options) ?? "")"
        self.uri = uri
        self.passwordFile = passwordFile
    }

    /// What a connection is made with, in order: what stands later counts. What the URI says comes before our own defaults.
    func parameters() throws(LogFailure) -> [(name: String, value: String)] {
        var parameters = [
            ("fallback_application_name", "pedigree"), ("connect_timeout", "5"), ("keepalives_idle", "30"),
            ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"), ("dbname", uri),
            ("client_encoding", "UTF8"),
        ]
        if let passwordFile { parameters.append(("password", try Self.password(passwordFile))) }
        return parameters
    }

    private static func password(_ file: String) throws(LogFailure) -> String {
        guard let handle = FileHandle(forReadingAtPath: file) else { throw LogFailure(.settings, noPassword(file)) }
        defer { try? handle.close() }
        guard let bytes = try? handle.read(upToCount: 4096),
            let text = String(data: bytes, encoding: .utf8), !text.utf8.contains(0),
            let line = text.split(whereSeparator: \.isNewline).first
        else { throw LogFailure(.settings, noPassword(file)) }
        return String(line)
    }

    private static func value(_ keyword: String, _ options: UnsafeMutablePointer<PQconninfoOption>) -> String? {
        var option = options
        while let name = option.pointee.keyword {
            if String(cString: name) == keyword { return option.pointee.val.map { String(cString: $0) } }
            option += 1
        }
        return nil
    }

    private static func holdsSecrets(_ uri: String) -> Bool {
        let rest = uri.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).joined(separator: "/")
        return rest.contains("@") || rest.contains("password")
    }
}

/// libpq's words stand on lines of their own.
func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "; ")
}

// MARK: - What the user reads

private let noURI =
    "this is no connection URI of PostgreSQL; write postgresql://USER@HOST:PORT/DATABASE?sslmode=verify-full"
private func noPassword(_ file: String) -> String { "\(file): a password cannot be read from it" }
