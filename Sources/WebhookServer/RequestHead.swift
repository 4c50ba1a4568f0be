import NIOCore

/// What matters of a request's header fields, the same for HTTP/1.1 and HTTP/2.
struct RequestHead {
    var method = ""
    /// Path and query.
    var target = ""
    var contentType: String?
    var contentEncoding: String?
    var contentLength: Int?
    var traceparent: String?
    private var traceparents = 0

    /// Takes one header field; `name` in lower case (HTTP/2) or as it came.
    mutating func take(_ name: String, _ value: String) {
        // The length tells most names apart without comparing them.
        switch name.utf8.count {
        case 11 where same(name, "traceparent"): takeTrace(value)
        case 12 where same(name, "content-type"): contentType = value
        case 14 where same(name, "content-length"): contentLength = Int(value)
        case 16 where same(name, "content-encoding"): contentEncoding = value
        default: break
        }
    }

    /// - Returns: why the request is no AdmissionReview, as far as the header fields tell; nil where it may be one.
    func refusal() -> Refusal? {
        guard path == "/validate" else { return .path }
        guard method == "POST" else { return .method }
        guard isJSON else { return .contentType }
        if let contentEncoding, !same(contentEncoding, "identity") { return .contentEncoding }
        return nil
    }

    /// The time that the caller gives (`?timeout=10s`), or the server's own; at most the largest that Kubernetes
    /// allows.
    func timeout(limits: ServerLimits) -> TimeAmount {
        guard let query = target.split(separator: "?", maxSplits: 1).dropFirst().first else { return limits.review }
        for pair in query.split(separator: "&") where pair.hasPrefix("timeout=") {
            guard let given = GoDuration.parse(pair.dropFirst("timeout=".count)), given > .zero else { continue }
            return min(given, .seconds(30))
        }
        return limits.review
    }

    /// The trace that the caller belongs to; nil where it says none, or says it in a form that W3C's Trace Context does
    /// not know.
    var traceID: String? { traceparent.flatMap(TraceParent.init)?.traceID }

    /// Two of them name no trace: nobody can tell which one is meant (Trace Context, 3.2).
    private mutating func takeTrace(_ value: String) {
        traceparents += 1
        traceparent = traceparents == 1 ? value : nil
    }

    private var path: Substring { target.prefix { $0 != "?" } }

    private var isJSON: Bool {
        guard let contentType else { return false }
        let type = contentType.prefix { $0 != ";" }.drop { $0 == " " }
        return same(type.prefix { $0 != " " }, "application/json")
    }

}

/// Whether `text` is `lower`, which is in lower case, whatever its own case.
private func same(_ text: some StringProtocol, _ lower: String) -> Bool {
    guard text.utf8.count == lower.utf8.count else { return false }
    return zip(text.utf8, lower.utf8).allSatisfy { byte, expected in
        (byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) == expected
    }
}
