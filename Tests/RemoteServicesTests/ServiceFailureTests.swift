import HTTPTransport
import Testing

@testable import RemoteServices

@Suite("Answers that are no success")
struct ServiceFailureTests {
    @Test(
        "each status has its kind",
        arguments: [
            (401, ServiceFailure.Kind.unauthorized), (403, .forbidden), (404, .notFound), (429, .busy), (500, .server),
            (503, .server), (418, .status(418)),
        ])
    func kinds(status: Int, kind: ServiceFailure.Kind) {
        #expect(ServiceFailure(HTTPResponse(status: status), from: "h").kind == kind)
    }

    @Test("Retry-After is read in seconds, and never obeyed for more than an hour")
    func retryAfter() {
        func failure(_ text: String) -> ServiceFailure {
            ServiceFailure(HTTPResponse(status: 429, headers: [HTTPHeader("Retry-After", text)]), from: "h")
        }
        #expect(failure("7").retryAfter == .seconds(7))
        #expect(failure("999999999").retryAfter == .seconds(3600))
        #expect(failure("-1").retryAfter == nil)
        #expect(failure("Wed, 21 Oct 2026 07:28:00 GMT").retryAfter == nil)
    }

    @Test("nothing of the answer's body stands in the words")
    func body() {
        let response = HTTPResponse(status: 500, body: Array("secret".utf8))
        #expect(!ServiceFailure(response, from: "h").reason.contains("secret"))
    }
}
