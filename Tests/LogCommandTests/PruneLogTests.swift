import Attestation
import DecisionLog
import Foundation
import LogCommand
import Testing

@Suite("prune")
struct PruneLogTests {
    private let folder: Folder
    private var place: LogPlace { .sqlite(folder.file("log.sqlite")) }

    init() throws {
        folder = try Folder()
        let writer = try LogWriter(try place.open(writing: .async), LogSettings())
        for index in 0..<10 { writer.submit(isDenial: false) { Folder.decision("d-\(index)") } }
        writer.close(by: Date() + 30)
    }

    @Test("a dry run says what would go, and the removal says what went")
    func prunes() throws {
        let now = Date()
        var command = PruneLog(place, before: now)
        command.isDryRun = true
        let expected = PruneLog.Outcome(removed: 12, carried: 0, chains: 1)
        #expect(try command.run(at: now) == expected)
        #expect(try place.openReading().chains().map(\.last) == [12])
        command.isDryRun = false
        #expect(try command.run(at: now) == expected)
        #expect(try VerifyLog(place).run().findings == [])
        #expect(try place.openReading().chains().map(\.last) == [2])
        #expect(expected.text(isDryRun: false).hasPrefix("12 entries of 1 chains removed"))
    }

    @Test("a removal with the key is believed by it, and one without is not", arguments: [true, false])
    func signs(withKey: Bool) throws {
        let key = try PrivateKey.generate(.ed25519)
        let now = Date()
        var command = PruneLog(place, before: now)
        if withKey { command.key = try PruneLog.key("k", try key.pem(), password: nil) }
        #expect(try command.run(at: now).removed == 12)
        var settings = LogSettings()
        settings.key = key
        try LogWriter(try place.open(writing: .beforeResponse), settings).close(by: Date() + 30)
        var verify = VerifyLog(place)
        verify.keys = [key.publicKey]
        #expect(try verify.run().isGood == withKey)
    }

    @Test("nothing that old: nothing is written")
    func nothing() throws {
        let now = Date()
        let outcome = try PruneLog(place, before: now - 3600).run(at: now)
        #expect(outcome.removed == 0)
        #expect(try place.openReading().chains().count == 1)
    }

    @Test("a log that somebody writes to is refused")
    func locked() throws {
        let store = try place.open(writing: .async)
        #expect {
            try PruneLog(place, before: Date()).run(at: Date())
        } throws: {
            ($0 as? LogFailure)?.kind == .locked
        }
        withExtendedLifetime(store) {}
    }
}
