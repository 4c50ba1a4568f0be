import Foundation
import Testing

@testable import ClusterAPI

@Suite("What credential plugins print")
struct ExecCredentialTests {
    private let now = ContinuousClock.now

    private func read(_ status: String) -> Result<ExecCredential, ExecCredential.Problem> {
        let text = #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":"# + status + "}"
        do throws(ExecCredential.Problem) {
            let version = "client.authentication.k8s.io/v1"
            let date = Date(timeIntervalSince1970: 1_700_000_000)
            return .success(try ExecCredential(Array(text.utf8), apiVersion: version, at: date, now: now))
        } catch {
            return .failure(error)
        }
    }

    @Test("it counts until it says that it is over, and without a word until it is refused")
    func expiry() throws {
        let dated = try read(#"{"token":"t","expirationTimestamp":"2023-11-14T22:14:20Z"}"#).get()
        #expect(now.duration(to: dated.until) == .seconds(60))
        let over = try read(#"{"token":"t","expirationTimestamp":"2001-01-01T00:00:00Z"}"#).get()
        #expect(over.until == now)
        for open in [#"{"token":"t"}"#, #"{"token":"t","expirationTimestamp":null}"#] {
            #expect(now.duration(to: try read(open).get().until) > .seconds(1_000_000))
        }
    }

    @Test(
        "what says nothing, or half of something, is refused",
        arguments: [
            ("null", "neither"), ("{}", "neither"), (#"{"token":""}"#, "neither"), (#"{"token":5}"#, "neither"),
            (#"{"clientKeyData":"K"}"#, "belong together"),
            (#"{"token":"t","clientCertificateData":"C"}"#, "belong together"),
            (#"{"token":"t","expirationTimestamp":"soon"}"#, "RFC 3339"),
            (#"{"token":"t","expirationTimestamp":5}"#, "RFC 3339"),
            (#"{"token":"a\nX-Other: b"}"#, "characters"),
        ])
    func refused(status: String, words: String) {
        guard case .failure(let problem) = read(status) else { return #expect(Bool(false), "\(status) is taken") }
        #expect(problem.reason.contains(words))
    }
}
