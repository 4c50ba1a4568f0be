import RemoteServices
import Testing

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test("all but unreserved characters is encoded, and a path keeps its slashes")
    func encodes() {
        #expect(PercentEncoding.segment("a b/c+d%2Fé~._-") == "a%20b%2Fc%2Bd%252F%C3%A9~._-")
        #expect(PercentEncoding.path("a b/c?#.json") == "a%20b/c%3F%23.json")
        #expect(PercentEncoding.query([]) == "")
        #expect(PercentEncoding.query([("name", "a&b"), ("x", "=")]) == "?name=a%26b&x=%3D")
    }

    @Test("what was encoded comes back, and what is no encoding does not")
    func decodes() {
        #expect(PercentEncoding.decode(PercentEncoding.segment("a b/ü%")) == "a b/ü%")
        for text in ["%", "%2", "%zz", "%ff"] { #expect(PercentEncoding.decode(text) == nil) }
    }
}
