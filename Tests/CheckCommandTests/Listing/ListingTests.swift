import Foundation
import ModelReferences
import PolicyEngine
import Testing

@testable import CheckCommand

@Suite struct ListingTests {
    @Test("every list has as many cells in a row as columns", arguments: Listing.all.map(\.name))
    func even(name: String) throws {
        let listing = try #require(Listing.named(name))
        #expect(!listing.rows.isEmpty)
        #expect(listing.rows.allSatisfy { $0.count == listing.columns.count })
    }

    @Test("the lists are the engine's own values")
    func complete() throws {
        #expect(Listing.kinds.rows.count == WorkloadKind.all.count)
        #expect(Listing.servers.rows.count == ModelServer.all.count)
        #expect(Listing.schemes.rows.count == Scheme.all.count)
        #expect(Listing.rules.rows.count == ReasonCodePage.all.count)
    }

    @Test("as JSON a list is one object with one array of objects", arguments: Listing.all.map(\.name))
    func json(name: String) throws {
        let listing = try #require(Listing.named(name))
        let whole = try JSONSerialization.jsonObject(with: Data(listing.json.utf8)) as? [String: Any]
        let objects = try #require(whole?[name] as? [[String: Any]])
        #expect(objects.count == listing.rows.count)
        #expect(objects.allSatisfy { Set($0.keys) == Set(listing.columns.map(\.key)) })
    }

    @Test("as Markdown every row has the columns of its table", arguments: Listing.all.map(\.name))
    func markdown(name: String) throws {
        let listing = try #require(Listing.named(name))
        let rows = listing.markdown.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(rows.count == listing.rows.count + 2)
        let bars = rows.map { $0.replacing("\\|", with: "").count { $0 == "|" } }
        #expect(Set(bars) == [listing.columns.count + 1])
    }

    @Test("a bar inside a cell does not end it")
    func bar() {
        #expect(Markdown.cell("a|b <c>\nd") == "a\\|b &lt;c> d")
        #expect(Markdown.code("a|b") == "`a\\|b`")
        #expect(Markdown.code("`") == "`` ` ``")
    }

    @Test("every reason code has a page that says what to do", arguments: ReasonCodePage.all.map(\.code))
    func pages(code: ReasonCode) throws {
        let page = try #require(ReasonCodePage.find(code))
        #expect(page.markdown.hasPrefix("# \(code)\n\n"))
        #expect(page.markdown.contains(page.remedy))
        #expect(page.text.contains(page.example))
        _ = try JSONSerialization.jsonObject(with: Data(page.json.utf8))
    }
}
