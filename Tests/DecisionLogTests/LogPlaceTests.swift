import DecisionLog
import Testing

@Suite("Where a log lies")
struct LogPlaceTests {
    @Test("files are told from databases, and what people read has no password")
    func kinds() throws {
        #expect(try LogPlace("log.sqlite") == .sqlite("log.sqlite"))
        #expect(try LogPlace("sqlite:/var/log.db") == .sqlite("/var/log.db"))
        #expect(try LogPlace("sqlite:/var/log.db").title == "/var/log.db")
        let uri = "postgres://u:secret@db:5432/pedigree?sslmode=verify-full"
        #expect(try LogPlace(uri) == .postgres(PostgresLocation(uri)))
        #expect(try LogPlace(uri).title == "PostgreSQL db:5432/pedigree")
        #expect(try LogPlace(uri).openReading().isShared)
    }

    @Test(
        "what is no place for a log is said",
        arguments: ["", "sqlite:", "mysql://db/pedigree", "-", ":memory:", "a\u{0}b"])
    func wrong(text: String) {
        #expect {
            try LogPlace(text)
        } throws: {
            ($0 as? LogFailure)?.kind == .settings
        }
    }
}
