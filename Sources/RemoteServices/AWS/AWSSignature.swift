import Attestation
import HTTPTransport

/// AWS Signature Version 4 (AWS General Reference, "Signature Version 4 signing process"; Amazon S3 API Reference,
/// "Authenticating Requests: Using the Authorization Header").
package struct AWSSignature: Sendable {
    private let credentials: AWSCredentials
    private let region: String
    private let service: String
    private let time: UnixTime

    package init(_ credentials: AWSCredentials, region: String, service: String, at time: UnixTime) {
        self.credentials = credentials
        self.region = region
        self.service = service
        self.time = time
    }

    /// The request with its signature. Every field that it carries is signed.
    package func sign(_ request: AWSRequest) -> HTTPRequest {
        let payload = ContentDigest.sha256(request.body).hex
        var headers = request.headers + [HTTPHeader("x-amz-date", time.basic)]
        if service == "s3" { headers.append(HTTPHeader("x-amz-content-sha256", payload)) }
        if let token = credentials.sessionToken { headers.append(HTTPHeader("x-amz-security-token", token)) }
        let authorization = self.authorization(request, headers, payload)
        return request.request(with: headers + [HTTPHeader("Authorization", authorization)])
    }

    private func authorization(_ request: AWSRequest, _ headers: [HTTPHeader], _ payload: String) -> String {
        let fields = Self.canonical(headers + [HTTPHeader("host", request.endpoint.authority)])
        let names = fields.map(\.name).joined(separator: ";")
        let canonical = [
            request.method.rawValue, request.encodedPath, request.canonicalQuery,
            fields.map { "\($0.name):\($0.value)\n" }.joined(), names, payload,
        ].joined(separator: "\n")
        let signature = ContentDigest.hex(signature(of: canonical))
        return
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
    }

    private var scope: String { "\(time.day)/\(region)/\(service)/aws4_request" }

    private func signature(of canonical: String) -> [UInt8] {
        let digest = ContentDigest.sha256(Array(canonical.utf8)).hex
        var key = Array("AWS4\(credentials.secretAccessKey)".utf8)
        for part in [time.day, region, service, "aws4_request"] {
            key = MessageAuthentication.hmacSHA256(key: key, message: part)
        }
        return MessageAuthentication.hmacSHA256(
            key: key, message: "AWS4-HMAC-SHA256\n\(time.basic)\n\(scope)\n\(digest)")
    }

    /// Names in lower case, sorted; values without spaces at their ends, and one where several stood; of a name that
    /// comes twice, the values joined.
    private static func canonical(_ headers: [HTTPHeader]) -> [(name: String, value: String)] {
        var values: [String: [String]] = [:]
        for header in headers {
            let words = header.value.utf8.split { $0 == 0x20 || $0 == 0x09 }.map { String(Substring($0)) }
            values[header.name.lowercased(), default: []].append(words.joined(separator: " "))
        }
        return values.map { (name: $0.key, value: $0.value.joined(separator: ",")) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
