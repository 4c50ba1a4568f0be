import NIOCore
import Testing

@testable import WebhookServer

@Suite("What header fields tell")
struct RequestHeadTests {
    private func head(
        method: String = "POST", target: String = "/validate", type: String? = "application/json"
    ) -> RequestHead {
        var head = RequestHead()
        head.method = method
        head.target = target
        head.contentType = type
        return head
    }

    @Test("what is no AdmissionReview is refused by path, method and type")
    func refuses() {
        #expect(head().refusal() == nil)
        #expect(head(target: "/validate?timeout=10s").refusal() == nil)
        #expect(head(target: "/validat").refusal() == .path)
        #expect(head(target: "/validate/x").refusal() == .path)
        #expect(head(method: "GET").refusal() == .method)
        #expect(head(type: nil).refusal() == .contentType)
        #expect(head(type: "text/json").refusal() == .contentType)
        #expect(head(type: "application/jsonp").refusal() == .contentType)
        #expect(head(type: "Application/JSON ; charset=utf-8").refusal() == nil)
        var packed = head()
        packed.take("Content-Encoding", "gzip")
        #expect(packed.refusal() == .contentEncoding)
    }

    @Test(
        "the caller's timeout counts, within what Kubernetes allows",
        arguments: [
            ("/validate?timeout=3s", 3), ("/validate?x=1&timeout=30s", 30), ("/validate?timeout=5m", 30),
            ("/validate", 10), ("/validate?timeout=0s", 10), ("/validate?timeout=soon", 10), ("/validate?timeout=", 10),
        ])
    func timeout(target: String, seconds: Int64) {
        #expect(head(target: target).timeout(limits: ServerLimits()) == .seconds(seconds))
    }
}
