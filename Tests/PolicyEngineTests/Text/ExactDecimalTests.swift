import PolicyEngine
import Testing

@Suite("ExactDecimal")
struct ExactDecimalTests {
    @Test(
        "a number is what JSON calls one, and nothing else",
        arguments: [
            ("0.95", "0.95"), ("-0.5", "-0.5"), ("1e2", "100"), ("1E+2", "100"), ("100e-2", "1"), ("0", "0"),
            ("-0", "0"),
            ("0.0", "0"), ("12.3400", "12.34"), ("1e-3", "0.001"), ("1e400", "1e400"), ("NaN", nil), ("inf", nil),
            ("Infinity", nil), ("-inf", nil), ("+1", nil), ("0x1F", nil), ("1.", nil), (".5", nil), ("01", nil),
            ("1e", nil), ("1e401", nil), ("1e99999999999999999999", nil), ("", nil), ("-", nil), (" 1", nil),
            ("1 ", nil),
            ("1,5", nil), ("1_000", nil), ("٣", nil), ("1e5e5", nil), ("--1", nil), ("1\u{0}", nil),
            (String(repeating: "9", count: 64), String(repeating: "9", count: 64)),
            (String(repeating: "9", count: 65), nil),
        ] as [(String, String?)])
    func parse(text: String, expected: String?) {
        #expect(ExactDecimal(text)?.description == expected)
    }

    @Test("numbers compare by their value, however they are written")
    func order() throws {
        let sorted = [
            "-1e400", "-10", "-9.99", "-0.1", "0", "1e-400", "0.1", "0.10000000000000000001", "0.2", "9.99", "10",
            "1e400",
        ]
        let values = try sorted.map { try #require(ExactDecimal($0)) }
        for (left, first) in values.enumerated() {
            for (right, second) in values.enumerated() {
                #expect((first < second) == (left < right), "\(sorted[left]) \(sorted[right])")
                #expect((first == second) == (left == right))
            }
        }
        #expect(ExactDecimal("1.50") == ExactDecimal("15e-1"))
    }

    @Test(
        "sums are exact",
        arguments: [
            ("0.1", "0.2", "0.3"), ("0.93", "-0.01", "0.92"), ("-0.93", "0.01", "-0.92"), ("1", "-1", "0"),
            ("999.999", "0.001", "1000"), ("-5", "-7", "-12"), ("0", "0.5", "0.5"), ("5", "-7", "-2"),
            ("1e30", "1", "1000000000000000000000000000001"),
        ])
    func sum(left: String, right: String, expected: String) throws {
        let (first, second) = (try #require(ExactDecimal(left)), try #require(ExactDecimal(right)))
        #expect((first + second).description == expected)
        #expect((second + first).description == expected)
        #expect(first + second - second == first)
    }
}
