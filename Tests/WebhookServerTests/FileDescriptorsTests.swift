import Testing

@testable import WebhookServer

@Suite("File descriptors")
struct FileDescriptorsTests {
    @Test(
        "connections leave what the process needs for itself",
        arguments: [64, 100, 256, 1024, 4096, 65_536, 1 << 30, .max])
    func leave(limit: Int) throws {
        let descriptors = FileDescriptors(limit: limit, inUse: 25)
        let health = try #require(descriptors.health)
        let webhook = descriptors.webhook(.max / 2)
        #expect(health > 0 && webhook > 0)
        let most = descriptors.inUse + health + webhook + 2 * AcceptGate.excess
        #expect(limit - most >= min(128, limit / 4))
    }

    @Test("nobody gets more connections than asked for")
    func asked() {
        let descriptors = FileDescriptors(limit: 65_536, inUse: 25)
        #expect(descriptors.webhook(1024) == 1024)
        #expect(descriptors.health == 256)
    }

    @Test("with too few there is no serving", arguments: [0, 20, 25, 40, 50])
    func tooFew(limit: Int) {
        #expect(FileDescriptors(limit: limit, inUse: 25).health == nil)
    }

    @Test("this process knows its own, and has the most that it may")
    func own() throws {
        let descriptors = FileDescriptors.ofThisProcess(loops: 3)
        #expect(descriptors.inUse >= 3 + 9)
        #expect(descriptors.limit > descriptors.inUse)
        #expect(ProcessUsage.mostFiles == descriptors.limit)
    }
}
