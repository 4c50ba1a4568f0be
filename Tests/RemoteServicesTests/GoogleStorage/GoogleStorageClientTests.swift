import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import RemoteServices
import Testing

@Suite("A client of Google Cloud Storage", .enabled(if: MisbehavingServer.isAvailable))
struct GoogleStorageClientTests {
    private let server: MisbehavingServer
    private let base = "/\(UUID().uuidString)"
    private var soon: Deadline { .after(.seconds(120)) }

    init() throws { server = try MisbehavingServer.shared() }

    private func check(_ object: String = "a/b c") throws {
        let settings = HTTPSettings(
            caFile: server.caFile, networks: [try #require(NetworkPrefix("127.0.0.1/32"))], requestTime: .seconds(60))
        try GoogleStorageClient(settings, endpoint: server.origin + base).check("7", of: object, in: "data", by: soon)
    }

    private func answer(_ status: Int, headers: [String: String] = [:], _ body: String = "") throws {
        try server.answer("GET", "\(base)/data/a/b%20c", status: status, headers: headers, Array(body.utf8))
    }

    private func failure() throws -> ServiceFailure? { #expect(throws: ServiceFailure.self) { try check() } }

    @Test("one byte of the generation, or none of an empty one, is enough")
    func there() throws {
        try answer(206, headers: ["x-goog-generation": "7"], "x")
        try check()
        try answer(416)
        try check()
        let request = try #require(try server.requests("\(base)/data").first)
        #expect(request.path.hasSuffix("?generation=7") && request.headers["range"] == "bytes=0-0")
        try answer(206, headers: ["x-goog-generation": "8"], "x")
        #expect(try failure()?.kind == .mismatch)
    }

    @Test("an absence is what the store says of the object, and nothing else")
    func gone() throws {
        try answer(404, "<Error><Code>NoSuchKey</Code></Error>")
        #expect(try failure()?.isAbsence == true)
        try answer(404, "<Error><Code>NoSuchBucket</Code></Error>")
        let bucket = try #require(try failure())
        #expect(!bucket.isAbsence && bucket.reason.contains("data"))
        for (status, body) in [
            (404, ""), (404, "<html>"), (403, "<Error><Code>NoSuchKey</Code></Error>"), (401, ""), (503, ""),
        ] {
            try answer(status, body)
            #expect(try failure()?.isAbsence == false, "\(status)")
        }
    }
}
