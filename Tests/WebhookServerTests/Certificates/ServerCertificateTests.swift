import Foundation
import Logging
import NIOCore
import Testing

@testable import WebhookServer

@Suite("The certificate and its reload", .timeLimit(.minutes(20)))
struct ServerCertificateTests {
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private var now: Int { Int(Date().timeIntervalSince1970) }

    @Test("a pair is loaded, with the expiry of the leaf and of the CA in its chain")
    func loads() async throws {
        let made = try await TestCertificates.make()
        defer { made.remove() }
        let certificate = try ServerCertificate(made.files, now: now)
        let leaf = try #require(certificate.expiry[.leaf])
        let ca = try #require(certificate.expiry[.ca])
        #expect(abs(leaf - now - 86_400) < 300)
        #expect(abs(ca - now - 2 * 86_400) < 300)
        #expect(certificate.status.generation == 1)
    }

    @Test("a pair that cannot be used is refused, with what is wrong")
    func refuses() async throws {
        let made = try await TestCertificates.make()
        defer { made.remove() }
        try await made.issue("other", days: 1)
        try "no certificate".write(toFile: made.path("text"), atomically: true, encoding: .utf8)
        let cases: [(CertificateFiles, String)] = [
            (CertificateFiles(certificate: made.path("none"), key: made.path("tls.key")), "No such file"),
            (CertificateFiles(certificate: made.path("text"), key: made.path("tls.key")), "no certificate"),
            (CertificateFiles(certificate: made.path("tls.crt"), key: made.path("text")), "no private key"),
            (CertificateFiles(certificate: made.path("tls.crt"), key: made.path("other.key")), "does not belong"),
        ]
        for (files, expected) in cases {
            let error = #expect(throws: CertificateError.self) { try ServerCertificate(files, now: now) }
            #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
        }
        let late = now + 40 * 86_400
        let error = #expect(throws: CertificateError.self) { try ServerCertificate(made.files, now: late) }
        #expect(error?.description.contains("expired") == true)
    }

    @Test("it is told whether the CA that is given signed the certificate, after a rotation too")
    func issuer() async throws {
        let made = try await TestCertificates.make()
        defer { made.remove() }
        let other = try await TestCertificates.make()
        defer { other.remove() }
        var files = made.files
        #expect(try ServerCertificate(files, now: now).foreign == nil)
        files.ca = made.ca
        let certificate = try ServerCertificate(files, now: now)
        #expect(certificate.foreign == nil)
        try other.read("ca.crt").write(toFile: made.ca, atomically: true, encoding: .utf8)
        certificate.reload(now: now, log: log)
        #expect(certificate.status.generation == 2)
        #expect(certificate.foreign?.isEmpty == false)
    }

    @Test("a bad pair never replaces a good one, and says why; the next good one does")
    func badReload() async throws {
        let made = try await TestCertificates.make()
        defer { made.remove() }
        let certificate = try ServerCertificate(made.files, now: now)
        let good = try made.read("tls.key")
        try await made.issue("other", days: 1)
        try made.read("other.key").write(toFile: made.path("tls.key"), atomically: true, encoding: .utf8)
        certificate.reload(now: now, log: log)
        #expect(certificate.status.error?.contains("does not belong") == true)
        #expect(certificate.status.generation == 1)
        try made.read("other.crt").write(toFile: made.path("tls.crt"), atomically: true, encoding: .utf8)
        certificate.reload(now: now, log: log)
        #expect(certificate.status.error == nil)
        #expect(certificate.status.generation == 2)
        try good.write(toFile: made.path("tls.key"), atomically: true, encoding: .utf8)
        certificate.reload(now: now, log: log)
        #expect(certificate.status.generation == 2)
    }

    @Test("under load a swapped Secret changes the certificate of new connections, and no request is lost")
    func reloadUnderLoad() async throws {
        try await TestServer.with { server in
            let made = server.certificates
            let old = try await HTTP2Client.connect(port: server.port, group: server.group)
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    var answered = 0
                    while !Task.isCancelled {
                        let answer = try await old.post(review(uid: "u-\(answered)", size: 2_000))
                        #expect(answer.status == 200)
                        answered += 1
                    }
                    return answered
                }
                try await made.issue("second", days: 1)
                for (from, to) in [("second.crt", "tls.crt"), ("second.key", "tls.key")] {
                    // As a mounted Secret: the name is a link that is swapped.
                    try FileManager.default.createSymbolicLink(
                        atPath: made.path("..new"), withDestinationPath: made.path(from))
                    #expect(rename(made.path("..new"), made.path(to)) == 0)
                }
                server.certificate.reload(now: now, log: log)
                #expect(server.certificate.status.generation == 2)
                let shown = try await run(
                    "sh",
                    [
                        "-c",
                        "openssl s_client -connect 127.0.0.1:\(server.port) </dev/null 2>/dev/null | openssl x509 -noout -subject",
                    ])
                #expect(shown.output.contains("second"))
                try await server.expect(200, ["--http2"])
                group.cancelAll()
                for try await answered in group { #expect(answered > 0) }
            }
            try await old.close()
        }
    }
}
