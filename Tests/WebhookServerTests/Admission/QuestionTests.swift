import Testing

@testable import WebhookServer

@Suite("What a request asks")
struct QuestionTests {
    private func text(_ body: String) -> String? {
        Question(Array(body.utf8)).map { String(decoding: Array(body.utf8)[$0.uid], as: UTF8.self) }
    }

    @Test("the uid is found however the review is laid out")
    func found() {
        #expect(text(#"{"kind":"AdmissionReview","request":{"uid":"705a-b","x":1}}"#) == "705a-b")
        #expect(text("{\"request\" : {\n\t\"uid\" :\r\n \"a\" }}") == "a")
        #expect(text(#"{"request":{"uid":"first","userInfo":{"uid":"second"}}}"#) == "first")
    }

    @Test(
        "where in doubt there is no question",
        arguments: [
            "", "{}", #"{"request":{}}"#, #"{"uid"}"#, #"{"uid":5}"#, #"{"uid":"#, #"{"uid":""}"#, #"{"uid":"a"#,
            #"{"uid":"a\"b"}"#, #"{"uid":"\u0061"}"#, #"{"uid":"a b"}"#, #"{"uid":"é"}"#, #"{"\u0075id":"a"}"#,
            #"{"uid":"\#(String(repeating: "x", count: 257))"}"#,
            #"{"pad":"\#(String(repeating: "x", count: 1024))","uid":"a"}"#,
        ])
    func doubt(body: String) { #expect(text(body) == nil) }

    @Test("a uid of the greatest length is one")
    func long() {
        let uid = String(repeating: "x", count: 256)
        #expect(text(#"{"uid":"\#(uid)"}"#) == uid)
    }

    @Test("two bodies ask the same where nothing but the uid's text differs, however long it is")
    func same() throws {
        let first = Array(#"{"request":{"uid":"705ab4f5","name":"a"},"x":"y"}"#.utf8)
        let one = try #require(Question(first))
        for uid in ["705ab4f6", "x", String(repeating: "u", count: 250)] {
            let other = Array(#"{"request":{"uid":"\#(uid)","name":"a"},"x":"y"}"#.utf8)
            let question = try #require(Question(other))
            #expect(question.hash == one.hash)
            #expect(question.isSame(other, as: first, uid: one.uid))
        }
    }

    @Test("a byte that differs anywhere else makes another question")
    func other() throws {
        let first = Array(#"{"request":{"uid":"705ab4f5","name":"a"},"x":"y"}"#.utf8)
        let one = try #require(Question(first))
        for position in first.indices where !one.uid.contains(position) {
            var changed = first
            changed[position] ^= 1
            guard let question = Question(changed) else { continue }
            #expect(!question.isSame(changed, as: first, uid: one.uid), "\(position)")
        }
        for (shorter, position) in [(Array(first.dropLast()), 0), (first + [0x20], 1)] {
            let question = try #require(Question(shorter))
            #expect(!question.isSame(shorter, as: first, uid: one.uid), "\(position)")
        }
    }
}
