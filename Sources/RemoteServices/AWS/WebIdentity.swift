import HTTPTransport
import KubernetesModel

/// A role that a token in a file can take on: EKS's IAM roles for service accounts (AWS STS API Reference,
/// "AssumeRoleWithWebIdentity"). The request is not signed: the token says who asks.
struct WebIdentity: Sendable {
    var role: String
    var tokenFile: String
    var session: String
    var endpoint: AWSEndpoint

    /// Whom it asks, and for whom.
    var description: String { "\(role) by \(tokenFile) at \(endpoint.origin)" }

    func assume(_ http: HTTPClient, by deadline: Deadline) throws(ServiceFailure) -> AWSCredentials {
        let token = try SecretSource.file(tokenFile).read()
        let fields = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", session), ("WebIdentityToken", token),
        ]
        let body = fields.map { "\($0)=\(PercentEncoding.segment($1))" }.joined(separator: "&")
        let request = HTTPRequest(
            .post, "\(endpoint.origin)\(endpoint.basePath)/",
            headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")], body: Array(body.utf8),
            maxBytes: 1 << 20, followsRedirects: false)
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try http.send(request, by: deadline)
        } catch {
            throw ServiceFailure(error)
        }
        guard response.isSuccess else { throw AWSError(response).failure(from: endpoint.authority) }
        return try credentials(in: response.body)
    }

    private func credentials(in body: [UInt8]) throws(ServiceFailure) -> AWSCredentials {
        let document = try? XMLParser.parse(body)
        guard document?.name == "AssumeRoleWithWebIdentityResponse",
            let found = document?["AssumeRoleWithWebIdentityResult"]?["Credentials"],
            let key = found.text("AccessKeyId"), let secret = found.text("SecretAccessKey"),
            let token = found.text("SessionToken"), let expires = found.text("Expiration").flatMap(UnixTime.init),
            let credentials = AWSCredentials(
                accessKeyID: key, secretAccessKey: secret, sessionToken: token, expires: expires,
                origin: "the role \(printable(role, limit: 120))")
        else { throw ServiceFailure(.malformed, noCredentials(endpoint.authority)) }
        return credentials
    }
}

private func noCredentials(_ host: String) -> String { "\(host) answered with no credentials of AWS's form" }
