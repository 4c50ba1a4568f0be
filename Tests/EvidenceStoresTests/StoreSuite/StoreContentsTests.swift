import EvidenceStores
import EvidenceTesting
import HTTPTransport
import Testing

@Suite("What every store on the network gives", .enabled(if: MisbehavingServer.isAvailable))
struct StoreContentsTests {
    @Test("an empty one is empty, and that is no failure", arguments: StoreDialect.all)
    func none(_ dialect: StoreDialect) throws {
        #expect(try StoreHarness(dialect, "none").list() == StoreListing())
    }

    @Test("one entry is listed and read, and two listings of the same are equal", arguments: StoreDialect.all)
    func one(_ dialect: StoreDialect) throws {
        let harness = try StoreHarness(dialect, "one")
        let listing = try harness.list()
        #expect(listing.entries.count == 1)
        #expect(listing.problems.isEmpty)
        #expect(try harness.read(try #require(listing.entries.first)).contains("entry-0001"))
        #expect(try StoreHarness(dialect, "one").list() == listing)
    }

    @Test("many entries are all listed, over as many pages as it takes", arguments: StoreDialect.all)
    func many(_ dialect: StoreDialect) throws {
        let harness = try StoreHarness(dialect, "many")
        let listing = try harness.list()
        #expect(listing.entries.count == 120)
        #expect(try harness.list() == listing)
        var found: Set<String> = []
        for entry in listing.entries {
            let text = try harness.read(entry)
            let number = try #require((1...120).first { text.contains("entry-\(String($0 + 10_000).dropFirst())") })
            found.insert("\(number)")
        }
        #expect(found.count == 120)
    }

    @Test("a malformed entry hides none beside it", arguments: StoreDialect.all)
    func malformedEntry(_ dialect: StoreDialect) throws {
        let harness = try StoreHarness(dialect, "malformed-entry")
        let listing = try harness.list()
        let good = listing.entries.filter { (try? harness.read($0))?.contains("entry-0001") == true }
        #expect(good.count == 1)
        #expect(!listing.entries.contains { $0.place.contains("passwd") })
    }

    @Test("an entry that is too large is its own problem", arguments: StoreDialect.all)
    func huge(_ dialect: StoreDialect) throws {
        var limits = StoreLimits()
        limits.entryBytes = 256 << 10
        let harness = try StoreHarness(dialect, "huge", limits: limits)
        let listing = try harness.list()
        var (read, failures) = (0, 0)
        for entry in listing.entries {
            do throws(ReadFailure) {
                let bytes = try harness.store.read(entry, by: .after(.seconds(60)))
                #expect(String(decoding: bytes, as: UTF8.self).contains("entry-0002"))
                read += 1
            } catch {
                #expect(!error.isChanged && !error.isService, "\(error.reason)")
                failures += 1
            }
        }
        #expect(read == 1)
        #expect(failures + listing.problems.count == 1)
    }

    @Test(
        "contents that changed since they were listed are never given as what was listed", arguments: StoreDialect.all)
    func changing(_ dialect: StoreDialect) throws {
        let harness = try StoreHarness(dialect, "changing")
        let before = try harness.list()
        let entry = try #require(before.entries.first)
        let text = try harness.read(entry)
        try harness.server.flip("changing")
        do throws(ReadFailure) {
            // A service that keeps versions may still give what it listed.
            let bytes = try harness.store.read(entry, by: .after(.seconds(60)))
            #expect(String(decoding: bytes, as: UTF8.self) == text)
        } catch {
            #expect(error.isChanged, "\(error.reason)")
            #expect(!error.isService)
        }
        let after = try harness.list()
        #expect(after != before)
        let changed = try harness.read(try #require(after.entries.first))
        #expect(changed.contains("entry-0001"))
        #expect(changed != text)
    }

    @Test("contents that are not what the listing says are refused", arguments: StoreDialect.all.filter(\.knowsDigests))
    func lying(_ dialect: StoreDialect) throws {
        let failure = try StoreHarness(dialect, "lying").readFailure()
        #expect(failure?.isService == false)
    }

    @Test("more entries than are read fail the store", arguments: StoreDialect.all)
    func tooMany(_ dialect: StoreDialect) throws {
        var limits = StoreLimits()
        limits.entries = 100
        try StoreHarness(dialect, "many", limits: limits).listFailure()
    }

    @Test("more bytes than are read are not read", arguments: StoreDialect.all)
    func tooMuch(_ dialect: StoreDialect) throws {
        var limits = StoreLimits()
        limits.totalBytes = 1000
        let harness = try StoreHarness(dialect, "many", limits: limits)
        guard let listing = try? harness.list() else {
            harness.listFailure()
            return
        }
        var bytes = 0
        for entry in listing.entries { bytes += (try? harness.read(entry))?.utf8.count ?? 0 }
        #expect(bytes <= 1000)
    }
}
