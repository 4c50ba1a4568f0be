/// A request to be sent once.
package struct HTTPRequest: Sendable {
    package enum Method: String, Sendable, Hashable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    package var method: Method
    /// Absolute, percent-encoded: it is sent as it stands here, so that a signature over it holds.
    package var url: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    /// More bytes than this of an answer's body are an error.
    package var maxBytes: Int
    /// Whether a GET or HEAD goes where an answer sends it. `Authorization` stays behind where that is another origin.
    package var followsRedirects: Bool

    package init(
        _ method: Method = .get, _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = [], maxBytes: Int = 4 << 20,
        followsRedirects: Bool = true
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.maxBytes = maxBytes
        self.followsRedirects = followsRedirects
    }
}

package struct HTTPHeader: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// An answer of any status.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    /// Where it came from in the end.
    package var url: String

    package init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = [], url: String = "") {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
    }

    /// The first value of a field, whatever its name's case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    package var isSuccess: Bool { (200..<300).contains(status) }
}
