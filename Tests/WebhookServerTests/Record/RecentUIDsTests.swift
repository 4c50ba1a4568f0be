import Testing

@testable import WebhookServer

@Suite("The last uids")
struct RecentUIDsTests {
    @Test("the oldest makes room for the newest, and each stands there with its last number")
    func bounded() {
        var uids = RecentUIDs(most: 3)
        for (number, uid) in ["a", "b", "c"].enumerated() { uids.insert(uid, number) }
        uids.insert("a", 7)
        #expect(uids.has("a", 7) && !uids.has("a", 0) && uids.has("b", 1) && uids.has("c", 2))
        uids.insert("d", 3)
        #expect(!uids.has("a", 7) && uids.has("b", 1) && uids.has("d", 3))
        for number in 0..<100 { uids.insert("x\(number)", number) }
        #expect(uids.has("x99", 99) && uids.has("x97", 97) && !uids.has("x96", 96) && !uids.has("d", 3))
    }
}
