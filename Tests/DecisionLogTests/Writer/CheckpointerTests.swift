import Attestation
import FoundationEssentials
import Testing

@testable import DecisionLog

@Suite("When checkpoints are due")
struct CheckpointerTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    private func checkpointer() throws -> Checkpointer {
        var settings = LogSettings()
        settings.key = try PrivateKey.generate(.ed25519)
        settings.checkpointSeconds = 60
        settings.checkpointEntries = 100
        return Checkpointer(settings, at: start)
    }

    @Test("after a minute with entries, or after many of them")
    func usual() throws {
        var checkpointer = try checkpointer()
        #expect(!checkpointer.isDue(at: start + 600), "nothing was written")
        checkpointer.wrote(1)
        #expect(!checkpointer.isDue(at: start + 59))
        #expect(checkpointer.isDue(at: start + 60))
        checkpointer.wrote(99)
        #expect(checkpointer.isDue(at: start + 1))
    }

    @Test("a clock that is set back by hours does not keep them away for hours")
    func setBack() throws {
        var checkpointer = try checkpointer()
        checkpointer.wrote(1)
        #expect(checkpointer.isDue(at: start - 3 * 3600))
        checkpointer.wrote(EntryBody.Checkpoint(chains: [], envelope: nil), at: start - 3 * 3600)
        checkpointer.wrote(1)
        #expect(!checkpointer.isDue(at: start - 3 * 3600 + 59))
        #expect(checkpointer.isDue(at: start - 3 * 3600 + 60))
    }
}
