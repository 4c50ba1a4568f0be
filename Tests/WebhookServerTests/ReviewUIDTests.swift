import Testing

@testable import WebhookServer

@Suite("The uid of a review that is not parsed")
struct ReviewUIDTests {
    @Test(
        "the uid inside request is found",
        arguments: [
            #"{"kind":"AdmissionReview","request":{"uid":"a-b","kind":{}}}"#,
            #"{ "request" : { "kind" : {"uid": "no"}, "uid" : "a-b" } }"#,
            #"{"uid":"no","other":{"uid":"no"},"request":{"object":{"uid":"no","request":{"uid":"no"}},"uid":"a-b"}}"#,
            #"{"x":"\"request\":{\"uid\":\"no\"","request":{"name":"}","uid":"a-b""#,
            #"{"x":[{"request":{"uid":"no"}}],"request":{"uid":"a-b"}}"#,
        ])
    func finds(text: String) {
        #expect(ReviewUID.find(in: Array(text.utf8)) == "a-b")
    }

    @Test("a uid may hold what an answer can repeat as it is")
    func spaces() { #expect(ReviewUID.find(in: Array(#"{"request":{"uid":"a b"}}"#.utf8)) == "a b") }

    @Test(
        "what has none, or one that must not be echoed, gives none",
        arguments: [
            "", "{", "[]", "null", #"{"uid":"a"}"#, #"{"request":"uid"}"#, #"{"request":{"uid":7}}"#,
            #"{"request":{"uid":"a\nb"}}"#, #"{"request":{"uid":""}}"#, #"{"request":{"uid"#,
            #"{"a":{}}{"request":{"uid":"a"}}"#,
            #"{"request":[{"uid":"a"}]}"#, #"{"request":{"uid":"\#(String(repeating: "x", count: 300))"}}"#,
        ])
    func findsNone(text: String) {
        #expect(ReviewUID.find(in: Array(text.utf8)) == nil)
    }
}
