import Attestation
import HTTPTransport

/// A request to a service of AWS. What is sent and what is signed come from the same parts, so that they cannot differ.
package struct AWSRequest: Sendable {
    package var method: HTTPRequest.Method
    package var endpoint: AWSEndpoint
    /// Not encoded; begins with a slash. Dots and empty segments stand as they are: they may be part of an object's key.
    package var path: String
    /// Not encoded. A name without value (`?versioning`) is signed as one with an empty value.
    package var query: [(name: String, value: String?)]
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    package var maxBytes: Int

    package init(
        _ method: HTTPRequest.Method, _ endpoint: AWSEndpoint, path: String,
        query: [(name: String, value: String?)] = [], headers: [HTTPHeader] = [], body: [UInt8] = [],
        maxBytes: Int = 4 << 20
    ) {
        self.method = method
        self.endpoint = endpoint
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.maxBytes = maxBytes
    }

    /// S3 encodes each segment once and normalises nothing (Signature Version 4, "Canonical request").
    var encodedPath: String { endpoint.basePath + PercentEncoding.path(path) }

    /// Sorted by encoded name, then by encoded value.
    private var encodedQuery: [(name: String, value: String?)] {
        query.map { (PercentEncoding.segment($0.name), $0.value.map { PercentEncoding.segment($0) }) }
            .sorted { left, right in
                left.name == right.name
                    ? (left.value ?? "").utf8.lexicographicallyPrecedes((right.value ?? "").utf8)
                    : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
            }
    }

    var canonicalQuery: String { encodedQuery.map { "\($0.name)=\($0.value ?? "")" }.joined(separator: "&") }

    var url: String {
        let query = encodedQuery.map { pair in pair.value.map { "\(pair.name)=\($0)" } ?? pair.name }
        return endpoint.origin + encodedPath + (query.isEmpty ? "" : "?\(query.joined(separator: "&"))")
    }

    /// What goes out. A redirect is never followed: the signature holds for one host and one path.
    func request(with headers: [HTTPHeader]) -> HTTPRequest {
        HTTPRequest(method, url, headers: headers, body: body, maxBytes: maxBytes, followsRedirects: false)
    }
}
