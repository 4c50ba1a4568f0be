import Attestation
import Foundation
import Testing

@testable import AttestCommand

@Suite("Verify")
struct VerifyTests {
    let folder: URL
    let key: PrivateKey
    static let digest = String(repeating: "ab", count: 32)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("verify-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        key = try PrivateKey.generate(.ecdsaP256)
        try write("key.pub", Array(key.publicKey.pem.utf8))
    }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    private func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    private func evidence(
        _ subject: String = #"{"name":"m","uri":"s3://ml/fraud/v47/","digest":{"sha256":"\#(digest)"}}"#,
        type: String = PredicateType.modelEvaluation, predicate: String = #"{"result":"PASSED"}"#
    ) throws -> String {
        let text =
            #"{"_type":"https://in-toto.io/Statement/v1","subject":[\#(subject)],"predicateType":"\#(type)","predicate":\#(predicate)}"#
        try write("e.json", try Envelope.sign(payload: Array(text.utf8), with: key))
        return path("e.json")
    }

    private func report(
        _ file: String, at time: String = "2026-11-21T12:00:00Z", _ change: (inout VerifyRequest) -> Void = { _ in }
    ) throws -> VerifyResult {
        var request = VerifyRequest(file: file, time: try #require(try? Date(time, strategy: .iso8601)))
        request.keys = [path("key.pub")]
        change(&request)
        return try Verify(request).run()
    }

    @Test("T1: a good signature under another type of predicate is none of the type that is asked for")
    func predicateTypes() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let scan = "https://example.org/attestations/scan/v1"
        let file = try evidence(type: scan)
        #expect(
            try report(file) { $0.predicateType = PredicateType.modelEvaluation }.report.failure?.step == .predicateType
        )
        #expect(try report(file) { $0.predicateType = scan + "/" }.isVerified == false)
        #expect(try report(file) { $0.predicateType = scan }.isVerified)
        #expect(try report(file).isVerified)
    }

    @Test("T21: a statement is about the model whose digest it carries, never about one whose name it gives")
    func subjects() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = try evidence()
        let other = String(repeating: "cd", count: 32)
        #expect(try report(file) { $0.subject = "sha256:" + Self.digest }.isVerified)
        #expect(try report(file) { $0.subject = "sha256:" + other }.report.failure?.step == .subject)
        let named = try evidence(#"{"name":"sha256:\#(other)","digest":{"sha256":"\#(Self.digest)"}}"#)
        #expect(try report(named) { $0.subject = "sha256:" + other }.report.failure?.step == .subject)
        let weak = try evidence(#"{"name":"m","digest":{"sha1":"\#(other.prefix(40))"}}"#)
        #expect(try report(weak) { $0.subject = "sha256:" + other }.report.failure?.step == .subject)
        let upper = try evidence(#"{"digest":{"sha256":"\#(Self.digest.uppercased())"}}"#)
        #expect(try report(upper) { $0.subject = "sha256:" + Self.digest }.report.failure?.step == .subject)
        let second = try evidence(#"{"digest":{"sha256":"\#(other)"}},{"digest":{"sha256":"\#(Self.digest)"}}"#)
        #expect(try report(second) { $0.subject = "sha256:" + Self.digest }.isVerified)
    }

    @Test("a predicate of a type that the rules read must be what its type asks for")
    func predicates() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try report(try evidence()).report[.predicate] != .notAsked)
        let malformed = try report(
            try evidence(predicate: #"{"result":"PASSED","metrics":[{"name":"f1","value":"NaN"}]}"#))
        #expect(malformed.report.failure?.step == .predicate)
        #expect(try report(try evidence(type: PredicateType.provenanceV1)).report.failure?.step == .predicate)
        #expect(try report(try evidence(type: PredicateType.modelSignature)).report.failure?.step == .predicate)
    }

    @Test("what cannot be answered is an error, not a verdict")
    func usage() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = try evidence()
        #expect(throws: AttestError.self) { try report(path("none")) }
        #expect(throws: AttestError.self) { try report(file) { $0.keys = [] } }
        #expect(throws: AttestError.self) { try report(file) { $0.keys = [path("none.pub")] } }
        #expect(throws: AttestError.self) { try report(file) { $0.keys = [file] } }
        #expect(throws: AttestError.self) { try report(file) { $0.identities = ["*"] } }
        #expect(throws: AttestError.self) { try report(file) { $0.trustRoot = "x" } }
        #expect(throws: AttestError.self) { try report(file) { $0.subject = "sha256:ab" } }
        #expect(throws: AttestError.self) { try report(file) { $0.subject = "models:/fraud/Production" } }
        #expect(throws: AttestError.self) { try report(file) { $0.threshold = 0 } }
        #expect(throws: AttestError.self) { try report(file) { $0.ignoring = ["../x"] } }
    }

    @Test("what is no evidence is not verified, with the steps before it passed")
    func noEvidence() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("x.json", Array("{}".utf8))
        let result = try report(path("x.json"))
        #expect(result.report.failure?.step == .json && result.report[.size] == .passed(nil))
        try write("large.json", [UInt8](repeating: 0x20, count: EnvelopeLimits.standard.bytes + 10))
        #expect(try report(path("large.json")).report.failure?.step == .size)
        #expect(result.text.contains("not verified") && result.json.contains(#""verified": false"#))
    }
}
