import HTTPTransport
import KubernetesModel

/// The service that gives a container its credentials: EKS Pod Identity, and the metadata of ECS (AWS SDKs and Tools
/// Reference Guide, "Container credential provider").
struct ContainerIdentity: Sendable {
    let url: String
    private let token: SecretSource?
    private let isPlain: Bool

    /// nil where the environment names none.
    init?(_ variable: (String) -> String?) throws(ServiceFailure) {
        if let full = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            url = full
        } else if let path = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"), path.hasPrefix("/") {
            url = "http://169.254.170.2\(path)"
        } else {
            return nil
        }
        guard let endpoint = AWSEndpoint(String(url.prefix { $0 != "?" })) else {
            throw ServiceFailure(.credentials, noURL)
        }
        isPlain = endpoint.scheme == "http"
        // Fail closed: without TLS a token goes to nobody but the machine itself, whatever the variable says.
        guard !isPlain || Self.isLocal(endpoint.host) else { throw ServiceFailure(.credentials, notLocal) }
        if let file = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            token = .file(file)
        } else if variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") != nil {
            token = .environment("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        } else {
            token = nil
        }
    }

    func credentials(by deadline: Deadline) throws(ServiceFailure) -> AWSCredentials {
        let headers = try token.map { source throws(ServiceFailure) in
            [HTTPHeader("Authorization", try source.read())]
        }
        // These addresses are allowed for this request alone.
        let settings = HTTPSettings(
            networks: isPlain ? Self.local : [], allowsPlainHTTP: isPlain, requestTime: .seconds(5), maxRedirects: 0)
        let request = HTTPRequest(.get, url, headers: headers ?? [], maxBytes: 1 << 20, followsRedirects: false)
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try HTTPClient(settings).send(request, by: deadline)
        } catch {
            throw ServiceFailure(.transport(error.kind), unreachable(error.reason))
        }
        guard response.isSuccess else { throw ServiceFailure(response, from: who) }
        guard let document = try? JSONParser.parse(response.body).root,
            let key = document["AccessKeyId"]?.string, let secret = document["SecretAccessKey"]?.string,
            let expires = document["Expiration"]?.string.flatMap(UnixTime.init),
            let credentials = AWSCredentials(
                accessKeyID: key, secretAccessKey: secret, sessionToken: document["Token"]?.string, expires: expires,
                origin: who)
        else { throw ServiceFailure(.malformed, noCredentials) }
        return credentials
    }

    /// The addresses that AWS's own tools send to without TLS.
    private static let local = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "127.0.0.0/8", "::1"]
        .compactMap { NetworkPrefix($0) }

    private static func isLocal(_ host: String) -> Bool {
        if host == "localhost" { return true }
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        guard let address = IPAddress(bare) else { return false }
        return local.contains { $0.contains(address) }
    }
}

// What an operator reads.

private let who = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
private let noURL = "AWS_CONTAINER_CREDENTIALS_FULL_URI is no URL"
private let notLocal = """
    AWS_CONTAINER_CREDENTIALS_FULL_URI is http:// and neither of this machine nor of EKS or ECS; nothing is sent there
    """
private let noCredentials =
    "the service of AWS_CONTAINER_CREDENTIALS_FULL_URI answered with no credentials of AWS's form"
private func unreachable(_ reason: String) -> String { "AWS_CONTAINER_CREDENTIALS_FULL_URI: \(reason)" }
