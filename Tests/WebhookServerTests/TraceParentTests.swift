import Testing

@testable import WebhookServer

@Suite("The trace that a request belongs to")
struct TraceParentTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "00f067aa0ba902b7"

    @Test(
        "a well-formed traceparent names a trace, of versions to come too",
        arguments: [
            "00-\(trace)-\(parent)-01", "00-\(trace)-\(parent)-ff", "01-\(trace)-\(parent)-01",
            "cc-\(trace)-\(parent)-00-more",
        ])
    func good(text: String) {
        #expect(TraceParent(text)?.traceID == Self.trace)
    }

    @Test(
        "anything else names none",
        arguments: [
            "", "00", "00-\(trace)-\(parent)", "00-\(trace)-\(parent)-01-more", "00-\(trace)-\(parent)-01-",
            "01-\(trace)-\(parent)-01x",
            "ff-\(trace)-\(parent)-01", "0-\(trace)-\(parent)-01", "00-\(trace.uppercased())-\(parent)-01",
            "00-\(String(repeating: "0", count: 32))-\(parent)-01", "00-\(trace)-0000000000000000-01",
            "00-\(trace)-\(parent)-0g", "00-\(trace)-\(parent)-1", "00-\(trace)_\(parent)-01",
            " 00-\(trace)-\(parent)-01",
            "00-\(String(repeating: "\"", count: 32))-\(parent)-01",
            "00-\(String(repeating: "é", count: 16))-\(parent)-01",
        ])
    func bad(text: String) {
        #expect(TraceParent(text) == nil)
    }

    @Test("of two of them none counts")
    func two() {
        var head = RequestHead()
        head.take("traceparent", "00-\(Self.trace)-\(Self.parent)-01")
        #expect(head.traceID == Self.trace)
        head.take("Traceparent", "00-\(Self.trace)-\(Self.parent)-01")
        #expect(head.traceID == nil)
    }
}
