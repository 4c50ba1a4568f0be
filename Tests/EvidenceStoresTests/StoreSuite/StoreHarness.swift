import EvidenceStores
import EvidenceTesting
import Foundation
import HTTPTransport
import PolicyEngine
import Testing

/// A store of one kind before one scenario.
struct StoreHarness {
    let dialect: StoreDialect
    let store: any EvidenceStore
    let server: MisbehavingServer

    init(
        _ dialect: StoreDialect, _ scenario: String, limits: StoreLimits = .standard,
        change: (inout TestSite, MisbehavingServer) -> Void = { _, _ in }
    ) throws {
        self.dialect = dialect
        server = try MisbehavingServer.shared(dialect.name)
        var access = RemoteAccess()
        access.caFile = server.caFile
        access.networks = TestSite.loopback
        var site = TestSite(origin: server.origin, access: access, secretFile: try secretFile(dialect.secret))
        change(&site, server)
        store = dialect.make(site, scenario, limits)
    }

    func list(_ time: Duration = .seconds(60)) throws -> StoreListing {
        let listing = try store.list(by: .after(time))
        #expect(listing.entries == listing.entries.sorted { $0.place < $1.place }, "in the order of places")
        #expect(Set(listing.entries.map(\.place)).count == listing.entries.count, "each place once")
        #expect(listing.entries.allSatisfy { !$0.place.isEmpty && !$0.version.isEmpty })
        for problem in listing.problems { expectClean(problem.reason) }
        return listing
    }

    func read(_ entry: StoreListing.Entry, _ time: Duration = .seconds(60)) throws -> String {
        String(decoding: try store.read(entry, by: .after(time)), as: UTF8.self)
    }

    /// The failure of a listing, whose words hold nothing that they must not.
    @discardableResult
    func listFailure(_ time: Duration = .seconds(60), _ location: SourceLocation = #_sourceLocation) -> StoreFailure? {
        let failure = #expect(throws: StoreFailure.self, sourceLocation: location) {
            try store.list(by: .after(time))
        }
        if let failure { expectClean(failure.reason, location) }
        return failure
    }

    /// The failure of reading the only entry.
    @discardableResult
    func readFailure(_ time: Duration = .seconds(60), _ location: SourceLocation = #_sourceLocation) throws
        -> ReadFailure?
    {
        let entry = try #require(try list().entries.first, sourceLocation: location)
        let failure = #expect(throws: ReadFailure.self, sourceLocation: location) {
            try store.read(entry, by: .after(time))
        }
        if let failure { expectClean(failure.reason, location) }
        return failure
    }

    private func expectClean(_ reason: String, _ location: SourceLocation = #_sourceLocation) {
        #expect(!reason.isEmpty && !reason.contains("\n"), sourceLocation: location)
        #expect(reason.utf8.count < 600, "\(reason)", sourceLocation: location)
        for secret in [MisbehavingServer.bodySecret, TestSite.secret, dialect.secret, "<html>"] {
            #expect(!reason.contains(secret), "\(reason)", sourceLocation: location)
        }
    }
}
