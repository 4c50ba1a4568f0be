import AttestCommand
import Attestation
import KubernetesModel
import Testing

@Suite("A statement with any predicate")
struct StatementRequestTests {
    private let image = "ghcr.io/corp/churn@sha256:\(digestA)"
    private let type = "https://corp.example/review/v1"

    private func statement(
        _ predicate: String, type: String? = nil, subjects: [String]? = nil
    ) throws -> FreeStatement {
        let request = StatementRequest(
            subjects: subjects ?? [image], type: type ?? self.type, predicate: "predicate.json")
        return try request.statement(read: Files(["predicate.json": predicate]).read)
    }

    @Test("its predicate is the one that was given, number by number")
    func predicate() throws {
        let predicate = #"{"score":0.10,"large":123456789012345678901234567890,"list":[null,true,"ä\n"],"none":{}}"#
        let text = String(decoding: try statement(predicate).json(pretty: false), as: UTF8.self)
        #expect(text.hasSuffix(#""predicate":\#(predicate)}"#), "\(text)")
        let parsed = try Statement.parse(Array(text.utf8))
        #expect(parsed.predicateType == type)
        #expect(parsed.subjects.map(\.uri) == ["ghcr.io/corp/churn"])
        #expect(parsed.subjects.map { $0.digests["sha256"] } == [digestA])
    }

    @Test("a subject is a name with its digest, an image, or a digest, and there may be several")
    func subjects() throws {
        let all = ["model.pkl=sha256:\(digestA)", image, "sha256:\(digestA)"]
        let subjects = try statement("{}", subjects: all).subjects
        #expect(subjects.map(\.name) == ["model.pkl", "ghcr.io/corp/churn", nil])
        #expect(subjects.map(\.uri) == [nil, "ghcr.io/corp/churn", nil])
        #expect(subjects.allSatisfy { $0.digests == ["sha256": digestA] })
    }

    @Test(
        "a subject that says no digest, or stands twice, is refused",
        arguments: [
            (["model.pkl=main"], "does not say what it is"), (["model.pkl=sha256:AB"], "64 lower-case hex"),
            (["ghcr.io/corp/churn:v1"], "can be pushed again"), ([], "must be about something"),
            (["a=sha256:\(digestA)", "a=sha256:\(digestA)"], "given twice"),
        ])
    func badSubjects(subjects: [String], expected: String) {
        let problem = problem { try statement("{}", subjects: subjects) }
        #expect(problem.hasPrefix("--subject") && problem.contains(expected), "\(problem)")
    }

    @Test("a type is a URI", arguments: ["urn:corp:review", "https://spdx.dev/Document/v2.3", "a+b-c.1:x"])
    func types(type: String) throws {
        #expect(try statement("{}", type: type).predicateType == type)
    }

    @Test("what is no URI is no type", arguments: ["", "review", ":x", "1a:b", "https:", "a b:c", "ä:b", "a\n:b"])
    func badTypes(type: String) {
        #expect(problem { try statement("{}", type: type) }.hasPrefix("--type: "))
    }

    @Test(
        "a predicate that no verifier would take is refused before it is signed",
        arguments: [
            ("[]", "a predicate is a JSON object"), ("{", "it is no JSON"), (#"{"a":1,"a":2}"#, "predicate.json:1:"),
        ])
    func badPredicates(predicate: String, expected: String) {
        let problem = problem { try statement(predicate) }
        #expect(problem.contains(expected), "\(problem.prefix(200))")
    }

    @Test("a predicate that is larger or deeper than verifiers read is refused, and the largest is not")
    func bounds() throws {
        let room = EnvelopeLimits.standard.payload - (try statement(#"{"a":""}"#).json(pretty: false).count)
        #expect(throws: Never.self) { try statement(#"{"a":"\#(String(repeating: "x", count: room))"}"#) }
        let large = problem { try statement(#"{"a":"\#(String(repeating: "x", count: room + 1))"}"#) }
        #expect(large.contains("verifiers take 6291456"), "\(large.prefix(200))")
        // The statement is one level around it.
        let nested = { (depth: Int) in
            String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
        }
        #expect(throws: Never.self) { try statement(nested(63)) }
        #expect(problem { try statement(nested(64)) }.hasPrefix("predicate.json"))
    }

    @Test("of a type that the gate reads it must be what that type asks for")
    func knownTypes() throws {
        let provenance = "https://slsa.dev/provenance/v1"
        let problem = problem { try statement(#"{"buildDefinition":{}}"#, type: provenance) }
        #expect(problem.contains("would be rejected: it has no buildDefinition or no runDetails"), "\(problem)")
        let whole = #"{"buildDefinition":{"buildType":"https://b"},"runDetails":{"builder":{"id":"https://b"}}}"#
        #expect(try statement(whole, type: provenance).predicateType == provenance)
    }
}
