import PolicyEngine
import Testing

@testable import ClusterAPI

@Suite("What a watcher remembers")
struct KnownObjectsTests {
    private func object(_ uid: String, _ name: String, _ namespace: String = "ml") -> ObjectMetadata {
        let workload = WorkloadIdentity(group: "", kind: "Pod", namespace: namespace, name: name)
        return ObjectMetadata(uid: uid, workload: workload, version: "v1")
    }

    @Test("what a list does not name any more is gone, once")
    func gone() {
        var known = KnownObjects(.pods)
        known.beginList()
        for (uid, name) in [("1", "a"), ("2", "b"), ("3", "c")] { known.note(object(uid, name)) }
        #expect(known.takeGone().isEmpty)
        known.remove("3")
        known.beginList()
        known.note(object("2", "b"))
        known.note(object("4", "a"))
        #expect(known.takeGone() == [object("1", "a")])
        #expect(known.takeGone().isEmpty && known.count == 2)
    }

    @Test("a list that began anew forgets nothing that it had told before")
    func restarted() {
        var known = KnownObjects(.pods)
        known.beginList()
        known.note(object("1", "a", "x"))
        known.beginList()
        known.note(object("2", "b"))
        #expect(known.takeGone() == [object("1", "a", "x")])
    }

    @Test(
        "a uid comes back as it was, whatever it looks like",
        arguments: [
            "3e28d1b6-3a55-4d2f-9a3e-0123456789ab", "00000000-0000-0000-0000-000000000000", "", "x",
            "3E28D1B6-3A55-4D2F-9A3E-0123456789AB", "3e28d1b6-3a55-4d2f-9a3e-0123456789a",
            "3e28d1b63a554d2f9a3e0123456789ab",
            "3e28d1b6-3a55-4d2f-9a3e-0123456789abc", "3e28d1b6-3a55-4d2f-9a3e0-123456789ab",
            "ffffffff-ffff-ffff-ffff-ffffffffffff", "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
        ])
    func uids(text: String) { #expect(ObjectUID(text).text == text) }

    @Test("a uid that is a UUID takes 16 bytes, and no other has them")
    func compact() {
        guard case .uuid(let high, let low) = ObjectUID("3e28d1b6-3a55-4d2f-9a3e-0123456789ab") else {
            return #expect(Bool(false), "it is kept as text")
        }
        #expect(high == 0x3E28_D1B6_3A55_4D2F && low == 0x9A3E_0123_4567_89AB)
        #expect(ObjectUID("3E28D1B6-3A55-4D2F-9A3E-0123456789AB") == .other("3E28D1B6-3A55-4D2F-9A3E-0123456789AB"))
    }
}
