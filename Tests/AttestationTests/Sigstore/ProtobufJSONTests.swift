import Foundation
import KubernetesModel
import Testing

@testable import Attestation

@Suite("The JSON of protocol buffers")
struct ProtobufJSONTests {
    private func node(_ text: String) throws -> Node? { try JSONParser.parse(#"{"v":\#(text)}"#).root["v"] }

    @Test(
        "times are RFC 3339, with fractions and offsets",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-02-01T00:00:00.000Z", 1_769_904_000),
            ("2026-02-01T01:30:00+01:30", 1_769_904_000), ("2026-01-31T23:00:00-01:00", 1_769_904_000),
            ("2024-02-29T00:00:00z", 1_709_164_800), ("2000-03-01t00:00:00Z", 951_868_800),
            ("0001-01-01T00:00:00Z", -62_135_596_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
            ("2022-12-31T23:59:59.5Z", 1_672_531_199.5),
        ])
    func dates(_ text: String, _ seconds: Double) throws {
        #expect(try ProtobufJSON.date(node("\"\(text)\"")) == Date(timeIntervalSince1970: seconds))
    }

    @Test(
        "what is no such time is none",
        arguments: [
            "", "2026-02-01", "2026-02-01T00:00:00", "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-02-01T24:00:00Z", "2026-02-01T00:60:00Z", "2026-02-01T00:00:60Z", "2026-02-01 00:00:00Z",
            "2026-02-01T00:00:00.Z", "2026-02-01T00:00:00.0000000001Z", "2026-02-01T00:00:00+0100",
            "2026-02-01T00:00:00ZZ",
            "2026-02-01T00:00:00+24:00", "+026-02-01T00:00:00Z", "0000-01-01T00:00:00Z", "2026-02-01T00:00:00é",
        ])
    func noDates(_ text: String) throws { #expect(try ProtobufJSON.date(node("\"\(text)\"")) == nil) }

    @Test("counts are decimal digits, in quotes or not; what is unset is 0")
    func counts() throws {
        #expect(try ProtobufJSON.count(node("\"736\"")) == 736 && ProtobufJSON.count(nil) == 0)
        #expect(try ProtobufJSON.count(node("736")) == 736)
        #expect(try ProtobufJSON.count(node("\"9223372036854775807\"")) == UInt64(Int64.max))
        for text in ["\"9223372036854775808\"", "\"-1\"", "-1", "1.0", "1e3", "\"01\"", "\"\"", "true", "[]"] {
            #expect(try ProtobufJSON.count(node(text)) == nil, "\(text)")
        }
    }

    @Test("bytes are base64 of one alphabet, padded or not; line breaks have no place in it")
    func bytes() throws {
        #expect(try ProtobufJSON.bytes(node("\"-_8\"")) == [0xFB, 0xFF])
        #expect(try ProtobufJSON.bytes(node("\"+/8=\"")) == [0xFB, 0xFF])
        for text in ["\"+_8=\"", "\"AAAA\\nAAAA\"", "\"A\"", "7", "null"] {
            #expect(try ProtobufJSON.bytes(node(text)) == nil)
        }
    }
}
