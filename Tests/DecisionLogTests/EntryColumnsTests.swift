import DecisionLog
import Testing

@Suite("By what entries are found")
struct EntryColumnsTests {
    @Test("a decision is found by its object, its verdict and its models")
    func decision() {
        let columns = EntryColumns(.reviewed(Samples.decision("scorer", verdict: "denied", models: ["s3://b/m"])))
        #expect(
            columns
                == EntryColumns(
                    namespace: "fraud", group: "apps", kind: "Deployment", name: "scorer", uid: "uid-scorer",
                    verdict: "denied",
                    models: [.init(value: "s3://b/m", identity: "id-s3://b/m", digest: "sha256:d-s3://b/m")]))
    }

    @Test("what databases do not take is replaced, and the same text is always the same")
    func searchable() {
        #expect(EntryColumns.searchable("plain") == "plain")
        #expect(EntryColumns.searchable("a\u{0}b") == "a\u{FFFD}b")
        let long = String(repeating: "ü", count: 4000)
        #expect(EntryColumns.searchable(long).utf8.count <= 512)
        #expect(EntryColumns.searchable(long) != EntryColumns.searchable(long + "x"))
        #expect(EntryColumns.searchable("x" + long).utf8.count <= 512)
    }
}
