import Testing

@testable import KubernetesModel

@Suite("AdmissionResponse")
struct AdmissionResponseTests {
    private func text(_ response: AdmissionResponse) -> String { String(decoding: response.encode(), as: UTF8.self) }

    @Test("an allowed request is answered with its uid and nothing else")
    func allowed() {
        #expect(
            text(AdmissionResponse(uid: "u-1", allowed: true))
                == #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"u-1","allowed":true}}"#
        )
    }

    @Test("a denial bears code, reason, message, warnings and audit annotations")
    func denied() throws {
        let response = AdmissionResponse(
            uid: "u\"1", allowed: false,
            status: .init(code: 403, reason: "Forbidden", message: "a \"quoted\"\nline \\ é \u{1}"),
            warnings: ["w1", "w1", "", "two\nlines"], auditAnnotations: ["b": "2", "a": "1"])
        #expect(
            text(response) == #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"u\"1","#
                + #""allowed":false,"status":{"code":403,"reason":"Forbidden","message":"a \"quoted\"\nline \\ é \u0001"},"#
                + #""warnings":["w1","two lines"],"auditAnnotations":{"a":"1","b":"2"}}}"#)
        let root = try JSONParser.parse(response.encode()).root
        #expect(root[path: "response", "status", "message"]?.string == "a \"quoted\"\nline \\ é \u{1}")
    }

    @Test(
        "a key of an audit annotation is one that an API server keeps",
        arguments: [
            ("policy-digest", "policy-digest"), ("pedigree.dev/policy", "pedigree.dev-policy"), ("a b", "a-b"),
            ("-a_", "a"), ("é", "annotation"), ("", "annotation"),
            (String(repeating: "a", count: 100), String(repeating: "a", count: 63)),
        ])
    func auditKeys(key: String, kept: String) throws {
        let root = try JSONParser.parse(
            AdmissionResponse(uid: "u", allowed: true, auditAnnotations: [key: "v"]).encode()
        ).root
        #expect(root[path: "response", "auditAnnotations"]?.members.map(\.key) == [kept])
    }
}

@Suite("AdmissionWarnings")
struct AdmissionWarningsTests {
    @Test("warnings stay whole as long as all of them fit")
    func whole() {
        let warnings = [String(repeating: "a", count: 2000), String(repeating: "b", count: 2096)]
        #expect(AdmissionWarnings.fit(warnings) == warnings)
    }

    @Test("warnings that are too many or too long are cut, and what was left out is counted")
    func cut() {
        let warnings = (0..<100).map { "\($0) " + String(repeating: "é", count: 300) }
        let fitted = AdmissionWarnings.fit(warnings)
        #expect(fitted.allSatisfy { $0.utf8.count <= 256 })
        #expect(fitted.reduce(0) { $0 + $1.utf8.count } <= 4096)
        #expect(fitted.first?.hasSuffix("…") == true)
        #expect(fitted.last == "and \(100 - fitted.count + 1) more warnings")
    }

    @Test("no control character is left, since an API server drops the whole warning for one")
    func oneLine() {
        #expect(AdmissionWarnings.fit([" a\r\n\tb\u{7F}c ", "\n", "\u{1}"]) == ["a b c"])
    }
}
