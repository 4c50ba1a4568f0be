import Testing

@testable import Attestation

@Suite("Base64")
struct StrictBase64Tests {
    @Test(
        "both alphabets are read",
        arguments: [("", []), ("-_8=", [0xFB, 0xFF]), ("+/8=", [0xFB, 0xFF]), ("AAAA", [0, 0, 0]), ("AA==", [0])])
    func read(text: String, bytes: [UInt8]) { #expect(StrictBase64.decode(text) == bytes) }

    @Test(
        "every other spelling of the same bytes is refused",
        arguments: [
            "AB==", "AAB=", "AA=", "AA", "A", "A===", "====", "=", "AA==AA==", "AA==\n", " AA==", "A A==", "A\tA==",
            "AA==\0", "+_8=", "-/8=", "AA=A", "AAAA=", "AAAA==", "AAAA====", "Ä===", "AA\u{FEFF}=", "AA*=",
        ])
    func refused(text: String) { #expect(StrictBase64.decode(text) == nil) }

    @Test("where protocol buffers leave the padding out, its absence is accepted and its half is not")
    func optionalPadding() {
        #expect(StrictBase64.decode("AA", padding: .optional) == [0])
        #expect(StrictBase64.decode("AA==", padding: .optional) == [0])
        #expect(StrictBase64.decode("AA=", padding: .optional) == nil)
        #expect(StrictBase64.decode("AB", padding: .optional) == nil)
        #expect(StrictBase64.decode("A", padding: .optional) == nil)
    }

    @Test("what is encoded is decoded again, at every length")
    func roundTrip() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            #expect(StrictBase64.decode(StrictBase64.encode(bytes)) == bytes)
        }
    }
}
