import DecisionLog
import KubernetesModel
import Testing

@Suite("Bodies of entries")
struct EntryBodyCodingTests {
    @Test("every body can be read again as it was written", arguments: 0..<40)
    func roundTrip(seed: Int) throws {
        var samples = Samples(seed: UInt64(seed))
        for _ in 0..<25 {
            let body = samples.body()
            let bytes = body.encoded()
            let read = try EntryBody.decode(kind: body.kind, bytes)
            #expect(read == body)
            #expect(read.encoded() == bytes)
        }
    }

    @Test("keys stand in the order of their bytes, without white space", arguments: 0..<40)
    func canonical(seed: Int) throws {
        var samples = Samples(seed: UInt64(seed))
        for _ in 0..<25 {
            let bytes = samples.body().encoded()
            let root = try JSONParser.parse(bytes).root
            #expect(isSorted(root))
            var writer = JSONWriter()
            writer.value(root)
            #expect(writer.bytes == bytes)
        }
    }

    private func isSorted(_ node: Node) -> Bool {
        let keys = node.members.map { Array($0.key.utf8) }
        guard zip(keys, keys.dropFirst()).allSatisfy({ $0.lexicographicallyPrecedes($1) }) else { return false }
        return node.members.allSatisfy { isSorted($0.value) } && node.elements.allSatisfy { isSorted($0) }
    }

    @Test(
        "what a newer version wrote is said, and not read by halves",
        arguments: [
            ("lost", #"{"count":1,"reason":"r","v":2}"#), ("lost", #"{"added":1,"count":1,"reason":"r","v":1}"#),
            ("removed", #"{"span":{"added":1,"first":1,"hash":"","last":1,"writer":"w"},"v":1}"#),
            ("foreseen", #"{"v":1}"#),
        ])
    func newer(kind: String, body: String) {
        #expect {
            try EntryBody.decode(kind: kind, Array(body.utf8))
        } throws: {
            ($0 as? LogFailure)?.kind == .schema && "\($0)".contains("newer")
        }
    }

    @Test(
        "what is no body is said",
        arguments: [
            ("lost", ""), ("lost", "[]"), ("lost", #"{"v":1}"#), ("lost", #"{"count":"1","reason":"r","v":1}"#),
            ("lost", #"{"count":1.5,"reason":"r","v":1}"#), ("lost", #"{"count":1,"reason":"r"}"#),
            ("removed", #"{"span":{"first":1,"hash":"zz","last":1,"writer":"w"},"v":1}"#),
            ("reviewed", #"{"decision":[],"v":1}"#), ("checkpoint", #"{"chains":{},"v":1}"#),
            ("live", #"{"observation":{"admission":"by magic","uid":"u","workload":{"kind":"K","name":"n"}},"v":1}"#),
        ])
    func damaged(kind: String, body: String) {
        #expect {
            try EntryBody.decode(kind: kind, Array(body.utf8))
        } throws: {
            ($0 as? LogFailure)?.kind == .damaged
        }
    }
}
