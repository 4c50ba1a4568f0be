import Logging
import Testing

@testable import WebhookServer

@Suite("Certificates that end soon")
struct CertificateWarningsTests {
    private let day = 86_400
    private let year = CertificateTerm(start: 0, end: 365 * 86_400)

    @Test(
        "a certificate of a year warns at 30 days and at 7, one of a day in its last quarter",
        arguments: [
            (365, 334 * 24, CertificateTerm.Urgency.none), (365, 336 * 24, .month), (365, 357 * 24, .month),
            (365, 359 * 24, .week),
            (365, 365 * 24, .over), (90, 60 * 24 + 1, .none), (90, 68 * 24, .month), (90, 85 * 24, .week),
            (1, 17, .none),
            (1, 19, .month), (1, 23, .week), (1, 24, .over),
        ])
    func urgency(days: Int, hours: Int, expected: CertificateTerm.Urgency) {
        #expect(CertificateTerm(start: 0, end: days * day).urgency(at: hours * 3600) == expected)
    }

    @Test("it is said when it begins, when it grows worse, and once a day")
    func once() {
        var warnings = CertificateWarnings()
        func said(_ time: Int) -> [Logger.Level] {
            warnings.lines([.leaf: year], foreign: nil, at: time).map(\.level)
        }
        #expect(said(334 * day) == [])
        #expect(said(336 * day) == [.warning])
        #expect(said(336 * day + 5) == [])
        #expect(said(337 * day - 1) == [])
        #expect(said(337 * day) == [.warning])
        #expect(said(364 * day) == [.warning])
        #expect(said(365 * day) == [.error])
        #expect(said(365 * day + 5) == [])
        #expect(said(367 * day) == [.error])
    }

    @Test("leaf, CA and the CA for clients are named apart, with what is left; a renewed one is quiet, and warns again")
    func roles() {
        var warnings = CertificateWarnings()
        let now = 360 * day
        let both = warnings.lines(
            [.leaf: year, .ca: year, .clientCA: CertificateTerm(start: 0, end: 900 * day)], foreign: nil, at: now)
        #expect(both.map(\.certificate) == ["leaf", "ca"])
        #expect(both.first?.detail == "5 days left")
        #expect(warnings.lines([.leaf: CertificateTerm(start: now, end: now + 365 * day)], foreign: nil, at: now) == [])
        #expect(warnings.lines([.leaf: year], foreign: nil, at: now).count == 1)
        #expect(CertificateWarnings.left(year, at: 365 * day - 7200) == "2 hours left")
        #expect(CertificateWarnings.left(year, at: 368 * day) == "over for 3 days")
    }

    @Test("a certificate that the CA did not sign is an error, once a day")
    func foreign() {
        var warnings = CertificateWarnings()
        let lines = warnings.lines([.leaf: year], foreign: "no chain", at: day)
        #expect(lines.map(\.level) == [.error])
        #expect(lines.first?.detail == "no chain")
        #expect(warnings.lines([.leaf: year], foreign: "no chain", at: day + 5) == [])
        #expect(warnings.lines([.leaf: year], foreign: "no chain", at: 2 * day).count == 1)
        #expect(warnings.lines([.leaf: year], foreign: nil, at: 2 * day) == [])
    }
}
