import KubernetesModel
import Testing

@testable import Attestation

@Suite("Statements")
struct StatementTests {
    private func rejection(_ text: String) -> Rejection? {
        do throws(Rejection) {
            _ = try Statement.parse(Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test("both versions are read, and fields that nobody knows are ignored", arguments: Statement.Version.allCases)
    func versions(version: Statement.Version) throws {
        let text = Sample.statement(
            subject:
                #"[{"name":"m","uri":"s3://b/m/","digest":{"sha256":"\#(Sample.digest)","x":"y"},"mediaType":"a/b"}]"#,
            type: version.rawValue, predicate: #"{"a":[1]}"#)
        let statement = try Statement.parse(Array(text.replacing("{\"_type\"", with: "{\"z\":{},\"_type\"").utf8))
        #expect(statement.version == version && statement.predicate["a"]?.count == 1)
        #expect(statement.subjects.first?.uri == "s3://b/m/")
        #expect(statement.subjects.first?.strongDigests == [Digest(.sha256, hex: Sample.digest)])
    }

    @Test("what has no predicate has an empty one, and nothing beside it is taken for it")
    func noPredicate() throws {
        let text = #"{"_type":"https://in-toto.io/Statement/v1","subject":[{}],"predicateType":"p","result":"PASSED"}"#
        let statement = try Statement.parse(Array(text.utf8))
        #expect(statement.predicate.isObject && statement.predicate.count == 0)
    }

    @Test(
        "the type is compared as a whole",
        arguments: [
            "https://in-toto.io/Statement/v1/", "https://in-toto.io/Statement/v2", "https://in-toto.io/statement/v1",
            "http://in-toto.io/Statement/v1", " https://in-toto.io/Statement/v1", "link", "",
        ])
    func types(type: String) { #expect(rejection(Sample.statement(type: type))?.step == .statementType) }

    @Test(
        "malformed statements are refused",
        arguments: [
            Sample.statement(subject: "[]"), Sample.statement(subject: "{}"), Sample.statement(subject: "null"),
            Sample.statement(subject: #"["m"]"#), Sample.statement(subject: #"[{"name":1}]"#),
            Sample.statement(subject: #"[{"uri":[]}]"#), Sample.statement(subject: #"[{"digest":"sha256:ab"}]"#),
            Sample.statement(subject: #"[{"digest":{"sha256":1}}]"#), Sample.statement(predicateType: ""),
            Sample.statement(predicate: "[]"), Sample.statement(predicate: "1"), Sample.statement() + "x",
            Sample.statement(predicate: #"{"a":1,"a":2}"#), Sample.statement(predicate: #"{"a":NaN}"#),
            Sample.statement(predicate: #"{"a":"\ud800"}"#), "[]", "", "null",
        ])
    func malformed(text: String) { #expect(rejection(text)?.step == .payload, "\(text)") }

    @Test(
        "a digest in upper case, of another length or of SHA-1 is none",
        arguments: [
            Sample.digest.uppercased(), String(Sample.digest.dropLast()), Sample.digest + "ab", "",
            "sha256:" + Sample.digest.dropLast(7),
        ])
    func digests(hex: String) throws {
        let text = Sample.statement(
            subject: #"[{"digest":{"sha256":"\#(hex)","sha1":"\#(String(repeating: "a", count: 40))"}}]"#)
        #expect(try Statement.parse(Array(text.utf8)).subjects.first?.strongDigests.isEmpty == true)
    }
}
