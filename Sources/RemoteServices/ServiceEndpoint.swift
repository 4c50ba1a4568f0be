import HTTPTransport
import KubernetesModel

/// One service, and how it is told who asks.
package struct ServiceEndpoint: Sendable {
    /// What paths are put behind, as it stands.
    package let url: String
    /// For messages.
    package let host: String
    private let client: HTTPClient
    private let authorization: HTTPAuthorization

    package init(_ url: String, _ settings: HTTPSettings, _ authorization: HTTPAuthorization = .none) {
        self.url = url
        host = Self.host(of: url)
        client = HTTPClient(settings)
        self.authorization = authorization
    }

    /// The answer, of whatever status.
    /// - Parameter path: percent-encoded, with its query.
    package func send(
        _ method: HTTPRequest.Method = .get, _ path: String = "", headers: [HTTPHeader] = [], body: [UInt8] = [],
        maxBytes: Int, by deadline: Deadline
    ) throws(ServiceFailure) -> HTTPResponse {
        var request = HTTPRequest(method, url + path, headers: headers, body: body, maxBytes: maxBytes)
        if let header = try authorization.header() { request.headers.append(header) }
        do throws(HTTPFailure) {
            return try client.send(request, by: deadline)
        } catch {
            throw ServiceFailure(error, from: host)
        }
    }

    /// What lies at `path`, whole and as it lies there.
    package func get(
        _ path: String = "", headers: [HTTPHeader] = [], maxBytes: Int, by deadline: Deadline
    ) throws(ServiceFailure) -> HTTPResponse {
        try whole(try send(.get, path, headers: headers, maxBytes: maxBytes, by: deadline))
    }

    /// An answer that is a whole body and no other.
    package func whole(_ response: HTTPResponse) throws(ServiceFailure) -> HTTPResponse {
        guard response.status == 200 else { throw ServiceFailure(response, from: host) }
        // No request asks for an encoding (RFC 9110 section 12.5.3).
        let encoding = response.header("content-encoding")?.lowercased() ?? "identity"
        guard encoding == "identity" || encoding.isEmpty else { throw ServiceFailure(.malformed, encoded(host)) }
        return response
    }

    /// The JSON that answers.
    package func json(_ response: HTTPResponse, limits: ParseLimits) throws(ServiceFailure) -> Node {
        do throws(ParseError) {
            return try JSONParser.parse(response.body, limits: limits).root
        } catch {
            throw ServiceFailure(.malformed, noJSON(host))
        }
    }

    private static func host(of url: String) -> String {
        let rest = url.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        return authority.isEmpty ? printable(url, limit: 120) : printable(String(decoding: authority, as: UTF8.self))
    }
}

// What an operator reads.

private func encoded(_ host: String) -> String { "\(host) answered with a content encoding that nobody asked for" }
private func noJSON(_ host: String) -> String { "\(host) answered with what is no JSON that can be read" }
