import DecisionLog
import Testing

@Suite("Where a log lies")
struct StoreLocationTests {
    @Test(
        "files and databases are told from each other",
        arguments: [
            ("log.sqlite", StoreLocation.sqlite(path: "log.sqlite")),
            ("sqlite:/var/log.db", .sqlite(path: "/var/log.db")),
            ("postgresql://db/pedigree", .postgres(uri: "postgresql://db/pedigree")),
            (
                "postgres://u:p@db/pedigree?sslmode=verify-full",
                .postgres(uri: "postgres://u:p@db/pedigree?sslmode=verify-full")
            ),
        ])
    func kinds(text: String, location: StoreLocation) throws { #expect(try StoreLocation(text) == location) }

    @Test(
        "what is no place for a log is said",
        arguments: ["", "sqlite:", "mysql://db/pedigree", "-", ":memory:", "a\u{0}b"])
    func wrong(text: String) {
        #expect {
            try StoreLocation(text)
        } throws: {
            ($0 as? LogFailure)?.kind == .settings
        }
    }

    @Test(
        "what people read has no password",
        arguments: [
            ("postgres://u:p@ss@db:5432/pedigree?password=x", "postgresql://db:5432/pedigree"),
            ("postgresql:///pedigree?host=/run", "postgresql:///pedigree"), ("sqlite:log.db", "log.db"),
        ])
    func title(text: String, title: String) throws { #expect(try StoreLocation(text).title == title) }
}
