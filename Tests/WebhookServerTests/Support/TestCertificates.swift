import Foundation

@testable import WebhookServer

/// A throw-away CA and server certificates, made by `openssl` in a directory of their own.
struct TestCertificates {
    let directory: String

    static func make() async throws -> TestCertificates {
        let directory = NSTemporaryDirectory() + "pedigree-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let certificates = TestCertificates(directory: directory)
        try await certificates.openssl(
            ["req", "-x509"] + Self.newKey + [
                "-days", "2", "-subj", "/CN=test CA", "-keyout", "ca.key", "-out", "ca.crt",
            ])
        try await certificates.issue("tls", days: 1)
        return certificates
    }

    var files: CertificateFiles { CertificateFiles(certificate: path("tls.crt"), key: path("tls.key")) }
    var ca: String { path("ca.crt") }

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    /// Makes `name.crt`, the chain, and `name.key`.
    func issue(_ name: String, days: Int) async throws {
        try await openssl(
            ["req"] + Self.newKey + ["-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).csr"])
        try "subjectAltName=IP:127.0.0.1,DNS:localhost\n".write(toFile: path("san"), atomically: true, encoding: .utf8)
        try await openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "\(days)", "-extfile", "san", "-out", "\(name).leaf",
        ])
        try (read("\(name).leaf") + read("ca.crt")).write(
            toFile: path("\(name).crt"), atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    func remove() { try? FileManager.default.removeItem(atPath: directory) }

    private func openssl(_ arguments: [String]) async throws {
        let done = try await run("openssl", arguments, in: directory)
        guard done.status == 0 else { throw CertificateError("openssl: \(done.errors)") }
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
}
