import Testing

@testable import KubernetesModel

@Suite("Node equality")
struct NodeEqualityTests {
    @Test(
        "the order of members does not count, everything else does",
        arguments: [
            (#"{"a":1,"b":[1,2]}"#, #"{"b":[1,2],"a":1}"#, true),
            (#"{"a":{"x":1,"y":2},"b":2}"#, #"{"b":2,"a":{"y":2,"x":1}}"#, true),
            (#"{"a":1}"#, #"{"a":1,"b":1}"#, false),
            (#"{"a":1,"b":1}"#, #"{"a":1,"c":1}"#, false),
            (#"{"a":1,"b":2}"#, #"{"b":1,"a":2}"#, false),
            (#"[1,2]"#, #"[2,1]"#, false),
            (#"["\u0061"]"#, #"["a"]"#, true),
            (#"1"#, #"1.0"#, false),
            (#""1""#, #"1"#, false),
            (#"null"#, #"false"#, false),
            (#"true"#, #"false"#, false),
            (#"{}"#, #"[]"#, false),
        ])
    func equality(left: String, right: String, same: Bool) throws {
        let (left, right) = (try JSONParser.parse(left).root, try JSONParser.parse(right).root)
        #expect((left == right) == same)
        #expect((right == left) == same)
    }

    @Test("two deep objects that differ at the bottom are told apart at once")
    func deep() throws {
        // Comparing a subtree twice at each level would take 2^100 steps.
        func nested(_ leaf: Int) -> String {
            String(repeating: #"{"a":1,"b":"#, count: 100) + "\(leaf)" + String(repeating: "}", count: 100)
        }
        #expect(try JSONParser.parse(nested(1)).root != JSONParser.parse(nested(2)).root)
        #expect(try JSONParser.parse(nested(1)).root == JSONParser.parse(nested(1)).root)
    }

    @Test("large objects in opposite order are compared in reasonable time")
    func large() throws {
        let members = (0..<100_000).map { "\"key\($0)\":\($0)" }
        let forward = try JSONParser.parse("{" + members.joined(separator: ",") + "}").root
        let backward = try JSONParser.parse("{" + members.reversed().joined(separator: ",") + "}").root
        #expect(forward == backward)
    }
}
