import KubernetesModel
import Testing

@testable import PinCommand

@Suite("What differs between two trees")
struct TreeDifferenceTests {
    static let cases: [(String, String, Set<TreeChange>)] = [
        ("{a: 1, b: [x]}", "{b: [x], a: 1}", []),
        ("{a: {b: x}}", "{a: {b: y}}", [.changed(FieldPath("[0].a.b"))]),
        ("{a: [x, z]}", "{a: [x, y, z]}", [.inserted(FieldPath("[0].a"), 1)]),
        ("{a: [x, z]}", "{a: [y, x, z]}", [.inserted(FieldPath("[0].a"), 1)]),
        ("{a: [x, z]}", "{a: [y, x, w]}", [.other(FieldPath("[0].a"))]),
        ("{a: [x, z]}", "{a: [x]}", [.other(FieldPath("[0].a"))]),
        ("{a: {b: 1}}", "{a: {b: 1, c: 2, d: 3}}", [.inserted(FieldPath("[0].a"), 2)]),
        ("{a: {b: 1}}", "{a: {c: 1}}", [.inserted(FieldPath("[0].a"), 1), .other(FieldPath("[0].a.b"))]),
        ("{a: x}", "{a: [x]}", [.other(FieldPath("[0].a"))]), ("{a: \"1\"}", "{a: 1}", [.changed(FieldPath("[0].a"))]),
        ("a: 1\n---\nb: 2", "a: 1", [.other(FieldPath())]),
    ]

    @Test("it is said as an edit would be meant", arguments: cases)
    func difference(_ old: String, _ new: String, _ changes: Set<TreeChange>) throws {
        let (old, new) = (try YAMLParser.parse(old).map(\.root), try YAMLParser.parse(new).map(\.root))
        #expect(TreeDifference.between(old, new) == changes)
        #expect(TreeDifference.between(old, old) == [])
    }
}
