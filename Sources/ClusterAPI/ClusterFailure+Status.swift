import HTTPTransport
import KubernetesModel

extension ClusterFailure {
    /// What an answer means that is no success.
    init(_ response: HTTPResponse, _ endpoint: ClusterEndpoint) {
        let said = (try? JSONParser.parse(response.body, limits: ParseLimits(bytes: 1 << 20)))?.root
        self.init(status: response.status, said: said, endpoint)
        if let seconds = response.header("retry-after").flatMap({ Int($0) }), seconds >= 0 {
            retryAfter = .seconds(min(seconds, 3600))
        }
    }

    /// What a Status object says, which stands in answers and in events of watches.
    init(status: Int, said: Node?, _ endpoint: ClusterEndpoint) {
        let kind: Kind =
            switch status {
            case 401, 403: .forbidden
            case 404: .notFound
            case 409: .conflict
            case 410: .expired
            default: .unreachable
            }
        let message = said?["message"]?.nonEmptyString.map { printable($0, limit: 300) }
        let reason = message ?? "status \(status)"
        switch status {
        case 401: self.init(kind, "\(endpoint.server): \(unauthorized(endpoint.origin))", status: status)
        case 429: self.init(kind, "\(endpoint.server) has too many requests: \(reason)", status: status)
        case 300..<400: self.init(kind, "\(endpoint.server) \(redirects)", status: status)
        default: self.init(kind, "\(endpoint.server): \(reason)", status: status)
        }
    }
}

// What an operator reads.

private func unauthorized(_ origin: String) -> String {
    "the credentials of \(origin) are not believed (401): they may be over, or of another cluster"
}
private let redirects = "sends elsewhere, which is not followed with credentials; give the URL of the API server itself"
