import HTTPTransport
import Testing

@testable import RemoteServices

@Suite("Errors of AWS")
struct AWSErrorTests {
    private func error(_ status: Int, _ code: String, _ headers: [HTTPHeader] = []) -> AWSError {
        let body =
            "<Error><Code>\(code)</Code><Message>SECRET of AKID</Message><StringToSign>SECRET</StringToSign></Error>"
        return AWSError(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    @Test(
        "a code that is known is named, with its remedy and nothing else of the body", arguments: AWSError.Code.allCases
    )
    func known(code: AWSError.Code) {
        let failure = error(403, code.rawValue).failure(from: "s3.example")
        #expect(failure.reason.hasPrefix("s3.example answered 403 \(code.rawValue)"))
        #expect(!failure.reason.contains("SECRET"))
    }

    @Test("a code that is not known stays out of the words", arguments: ["SECRET", "", "AccessDenied SECRET", "<x/>"])
    func unknown(code: String) {
        let failure = error(403, code).failure(from: "s3.example")
        #expect(failure.kind == .forbidden)
        #expect(!failure.reason.contains("SECRET"))
        #expect(failure.reason.contains("403"))
    }

    @Test("the kinds that callers act on")
    func kinds() {
        #expect(error(503, "SlowDown").failure(from: "h").kind == .busy)
        #expect(error(404, "NoSuchKey").failure(from: "h").kind == .notFound)
        #expect(error(400, "ExpiredToken").failure(from: "h").kind == .unauthorized)
        #expect(error(501, "NotImplemented").failure(from: "h").kind == .status(501))
        #expect(error(412, "PreconditionFailed").failure(from: "h").kind == .status(412))
        let busy = error(503, "SlowDown", [HTTPHeader("Retry-After", "7")]).failure(from: "h")
        #expect(busy.retryAfter == .seconds(7))
    }

    @Test("STS says its code one element deeper")
    func sts() {
        let body =
            "<ErrorResponse xmlns='u'><Error><Type>Sender</Type><Code>ExpiredTokenException</Code></Error></ErrorResponse>"
        #expect(AWSError(HTTPResponse(status: 400, body: Array(body.utf8))).code == .expiredTokenException)
    }

    @Test("a region is named where it can be one")
    func region() {
        #expect(error(301, "", [HTTPHeader("x-amz-bucket-region", "eu-west-1")]).region == "eu-west-1")
        for text in ["", "EU WEST", "a\u{1B}b", String(repeating: "a", count: 33)] {
            #expect(error(301, "", [HTTPHeader("x-amz-bucket-region", text)]).region == nil)
        }
    }
}
