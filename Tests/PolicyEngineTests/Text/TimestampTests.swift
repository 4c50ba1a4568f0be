import FoundationEssentials
import PolicyEngine
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "RFC 3339 and bare dates are read; a bare date lasts until the end of that day in UTC",
        arguments: [
            ("1970-01-01T00:00:00Z", 0.0), ("1970-01-01", 86_400), ("2027-01-31", 1_801_440_000),
            ("2027-01-31T00:00:00Z", 1_801_353_600), ("2027-01-31T01:00:00+01:00", 1_801_353_600),
            ("2027-01-30T19:00:00.5-05:00", 1_801_353_600.5), ("2024-02-29", 1_709_251_200),
            ("2000-02-29T23:59:59Z", 951_868_799), ("1969-12-31T23:59:59Z", -1),
            ("2027-01-31t00:00:00z", 1_801_353_600),
        ])
    func read(text: String, seconds: Double) throws {
        #expect(try time(text).timeIntervalSince1970 == seconds)
    }

    @Test(
        "what is no moment is refused",
        arguments: [
            "", "2027", "2027-13-01", "2027-02-29", "1900-02-29", "2027-01-00", "2027-01-31T24:00:00Z",
            "2027-01-31T00:60:00Z", "2027-01-31T00:00:60Z", "2027-01-31T00:00:00", "2027-01-31T00:00Z",
            "2027-01-31T00:00:00.Z", "2027-01-31T00:00:00+1:00", "2027-01-31 ", "31-01-2027", "2027-1-31", "٢٠٢٧-01-31",
            "2027-01-31T00:00:00Zx",
        ])
    func refused(text: String) { #expect(Timestamp(text) == nil) }

    @Test(
        "a moment is written as it is read",
        arguments: ["1970-01-01T00:00:00Z", "2027-01-31T12:34:56Z", "2024-02-29T00:00:00Z", "1969-12-31T23:59:59Z"])
    func written(text: String) throws { #expect(Timestamp.string(try time(text)) == text) }

    @Test("a bare date still holds in its last second, and not in the next")
    func endOfDay() throws {
        let expires = try time("2027-01-31")
        #expect(try time("2027-01-31T23:59:59Z") < expires)
        #expect(try time("2027-02-01T00:00:00Z") == expires)
    }
}
