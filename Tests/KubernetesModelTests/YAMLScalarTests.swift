import Testing

@testable import KubernetesModel

/// Each expectation is what sigs.k8s.io/yaml makes of the text, on which kubectl is built; numbers that JSON can hold as
/// they stand keep their text.
@Suite("YAML scalars")
struct YAMLScalarTests {
    private func json(_ yaml: String) throws -> String {
        var writer = JSONWriter()
        writer.value(try #require(YAMLParser.parse(yaml).first).root)
        return writer.text
    }

    @Test(
        "a plain scalar means what it means to kubectl",
        arguments: [
            // Booleans of YAML 1.1, in three casings.
            ("y", "true"), ("Y", "true"), ("yes", "true"), ("Yes", "true"), ("YES", "true"), ("on", "true"),
            ("On", "true"), ("ON", "true"), ("true", "true"), ("True", "true"), ("TRUE", "true"), ("n", "false"),
            ("N", "false"), ("no", "false"), ("No", "false"), ("NO", "false"), ("off", "false"), ("Off", "false"),
            ("OFF", "false"), ("false", "false"), ("False", "false"), ("FALSE", "false"), ("yES", "\"yES\""),
            ("tRUE", "\"tRUE\""), ("oN", "\"oN\""), ("yess", "\"yess\""),
            // Null.
            ("", "null"), ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"), ("nULL", "\"nULL\""),
            // Integers.
            ("0", "0"), ("-0", "0"), ("+1", "1"), ("010", "8"), ("-010", "-8"), ("0o17", "15"), ("0x1F", "31"),
            ("-0x1f", "-31"), ("+0x1F", "31"), ("0b101", "5"), ("-0b101", "-5"), ("1_000", "1000"), ("0x_1", "1"),
            ("1__0", "10"), ("1_", "1"), ("9223372036854775807", "9223372036854775807"),
            ("18446744073709551615", "18446744073709551615"), ("-9223372036854775808", "-9223372036854775808"),
            ("0b102", "\"0b102\""), ("0x", "\"0x\""), ("0xG", "\"0xG\""), ("_1", "\"_1\""),
            ("0x10000000000000000", "\"0x10000000000000000\""),
            // Floats.
            ("08", "8"), ("09.5", "9.5"), ("1.10", "1.10"), ("1e3", "1e3"), ("12e03", "12e03"), (".5", "0.5"),
            ("+.5", "0.5"), ("-.5", "-0.5"), ("1.", "1"), ("1_000.5_0", "1000.50"), (".5_0", "0.5"), ("._5", "\"._5\""),
            (".5_", "\".5_\""), ("0777777777777777777777777777", "7.777777777777778e+26"), ("01e21", "1e+21"),
            ("001e-7", "1e-7"), ("1e400", "\"1e400\""), ("+", "\"+\""), (".", "\".\""), ("1e", "\"1e\""),
            ("1.5.2", "\"1.5.2\""), ("12345678901234567890123", "12345678901234567890123"), ("-0.0", "-0.0"),
            // Neither sexagesimal numbers nor timestamps.
            ("190:20:30", "\"190:20:30\""), ("2001-01-01", "\"2001-01-01\""),
            ("2001-12-14t21:59:43.10-05:00", "\"2001-12-14t21:59:43.10-05:00\""),
            // Quoted and tagged.
            ("'1'", "\"1\""), ("\"yes\"", "\"yes\""), ("!!str 1", "\"1\""), ("!!str", "\"\""), ("!!int \"5\"", "5"),
            ("!!float 3", "3"), ("!!bool yes", "true"), ("!!null ''", "null"), ("!foo 5", "\"5\""),
            ("!!timestamp 2001-01-01", "\"2001-01-01\""), ("!<tag:yaml.org,2002:int> 5", "5"), ("! 5", "\"5\""),
            ("!!binary aGVsbG8=", "\"hello\""), ("!!binary \"aGVs\\nbG8=\"", "\"hello\""), ("<<", "\"<<\""),
            ("!!binary ////", "\"\u{FFFD}\u{FFFD}\u{FFFD}\""), ("|-\n  a\n   b", "\"a\\n b\""),
            (">-\n  a\n  b", "\"a b\""),
        ])
    func value(yaml: String, json expected: String) throws {
        #expect(try json("a: \(yaml)\n") == "{\"a\":\(expected)}")
    }

    @Test(
        "a key is the string that sigs.k8s.io/yaml makes of it",
        arguments: [
            ("1", "1"), ("0x1F", "31"), ("010", "8"), ("yes", "true"), ("n", "false"), ("1.10", "1.1"),
            ("1e36", "1e+36"),
            ("1234567.5", "1.2345675e+06"), ("0.00001", "1e-05"), ("4e4", "40000"), (".inf", ".inf"),
            ("-.INF", "-.inf"),
            (".nan", ".nan"), ("2001-01-01", "2001-01-01"), ("'1'", "1"), ("!!str yes", "yes"),
        ])
    func key(yaml: String, key: String) throws {
        #expect(try json("\(yaml): x\n") == "{\"\(key)\":\"x\"}")
    }

    @Test(
        "what JSON cannot hold, or a tag does not fit, is refused at its place",
        arguments: [
            ".inf", "-.inf", "+.Inf", ".NaN", "!!int x", "!!int 3.5", "!!int", "!!bool 1", "!!null x", "!!float x",
            "!!timestamp x", "!!binary x", "!!binary aGVsbG8", "!!binary a===",
        ])
    func refused(yaml: String) throws {
        let error = try #require(throws: ParseError.self) { try YAMLParser.parse("x: 1\na: \(yaml)\n") }
        #expect(error.position == SourcePosition(line: 2, column: 4))
    }

    @Test(
        "a key that is null, a collection or too large is refused",
        arguments: ["~", "null", "", "[a]", "{a: b}", "18446744073709551615"])
    func refusedKey(yaml: String) throws {
        #expect(throws: ParseError.self) { try YAMLParser.parse("? \(yaml)\n: 1\n") }
    }
}
