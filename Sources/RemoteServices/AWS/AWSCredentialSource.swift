import Glibc
import HTTPTransport
import KubernetesModel

/// Finds the credentials for a service of AWS, where AWS's own tools find them.
///
/// Files and variables are read at each use, so that a rotation counts at once; what was given for a while is kept until
/// five minutes before its end.
package final class AWSCredentialSource: Sendable {
    /// What is read before anything of the environment.
    package struct Settings: Sendable, Hashable {
        package var file: String?
        package var profile: String?

        package init(file: String? = nil, profile: String? = nil) {
            self.file = file
            self.profile = profile
        }
    }

    private let settings: Settings
    private let region: String
    private let http: HTTPSettings
    private let clock: WallClock
    private let environment: @Sendable (String) -> String?
    private let temporary = TemporaryCredentials()

    /// - Parameters:
    ///   - region: of the service that is to be asked; of STS, where the environment names none.
    ///   - http: how STS is reached.
    package init(
        _ settings: Settings = Settings(), region: String, http: HTTPSettings, clock: WallClock = .system,
        environment: @escaping @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    ) {
        self.settings = settings
        self.region = region
        self.http = http
        self.clock = clock
        self.environment = environment
    }

    /// Blocks where a service gives them, at most until the deadline.
    package func credentials(by deadline: Deadline) throws(ServiceFailure) -> AWSCredentials {
        if settings.file != nil || settings.profile != nil {
            return try profile(settings.profile ?? "default", mustBe: true, by: deadline).orThrow(nothingFound)
        }
        if let found = try variables() { return found }
        let isNamed = variable("AWS_SHARED_CREDENTIALS_FILE") != nil || variable("AWS_PROFILE") != nil
        if let found = try profile(variable("AWS_PROFILE") ?? "default", mustBe: isNamed, by: deadline) { return found }
        if let token = variable("AWS_WEB_IDENTITY_TOKEN_FILE") {
            guard let role = variable("AWS_ROLE_ARN") else { throw ServiceFailure(.credentials, noRole) }
            return try assume(role: role, tokenFile: token, by: deadline)
        }
        if let found = try container(by: deadline) { return found }
        throw ServiceFailure(.credentials, nothingFound)
    }

    /// What was given for a while does not count any more: the service said so.
    package func forget() { temporary.forget() }

    private func variable(_ name: String) -> String? {
        guard let value = environment(name), !value.isEmpty else { return nil }
        return value
    }

    private func variables() throws(ServiceFailure) -> AWSCredentials? {
        guard let key = variable("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = variable("AWS_SECRET_ACCESS_KEY") else { throw ServiceFailure(.credentials, noSecret) }
        let found = AWSCredentials(
            accessKeyID: key, secretAccessKey: secret, sessionToken: variable("AWS_SESSION_TOKEN"),
            origin: "AWS_ACCESS_KEY_ID")
        return try found.orThrow(noCredentials("AWS_ACCESS_KEY_ID and its like"))
    }

    // MARK: - Files

    private func profile(
        _ name: String, mustBe isNamed: Bool, by deadline: Deadline
    ) throws(ServiceFailure) -> AWSCredentials? {
        guard let path = settings.file ?? variable("AWS_SHARED_CREDENTIALS_FILE") ?? Self.usualFile(variable("HOME"))
        else {
            guard isNamed else { return nil }
            throw ServiceFailure(.credentials, noFile(name))
        }
        if !isNamed, access(path, F_OK) != 0 { return nil }
        guard let text = String(validating: try SecretFile.bytes(path), as: UTF8.self) else {
            throw ServiceFailure(.credentials, notText(path))
        }
        guard let found = AWSProfileFile(text)[name] else {
            guard isNamed else { return nil }
            throw ServiceFailure(.credentials, noProfile(name, path))
        }
        return try credentials(of: found, name, path, by: deadline)
    }

    private static func usualFile(_ home: String?) -> String? { home.map { "\($0)/.aws/credentials" } }

    private func credentials(
        of profile: [String: String], _ name: String, _ path: String, by deadline: Deadline
    ) throws(ServiceFailure) -> AWSCredentials {
        if let role = profile["role_arn"], let token = profile["web_identity_token_file"] {
            return try assume(role: role, tokenFile: token, by: deadline)
        }
        guard let key = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] else {
            throw ServiceFailure(.credentials, incomplete(name, path))
        }
        let token = profile["aws_session_token"]
        let found = AWSCredentials(
            accessKeyID: key, secretAccessKey: secret, sessionToken: token?.isEmpty == false ? token : nil,
            origin: "the profile \(printable(name, limit: 60)) in \(quoted(path, limit: 200))")
        return try found.orThrow(
            noCredentials("the profile \(printable(name, limit: 60)) in \(quoted(path, limit: 200))"))
    }

    // MARK: - What services give for a while

    private func assume(role: String, tokenFile: String, by deadline: Deadline) throws(ServiceFailure) -> AWSCredentials
    {
        let region = variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? self.region
        let named = variable("AWS_ENDPOINT_URL_STS")
        guard let endpoint = named.map({ AWSEndpoint($0) }) ?? AWSEndpoint.aws("sts", region: region) else {
            throw ServiceFailure(.credentials, noEndpoint)
        }
        let identity = WebIdentity(
            role: role, tokenFile: tokenFile, session: variable("AWS_ROLE_SESSION_NAME") ?? "pedigree",
            endpoint: endpoint)
        let http = self.http
        return try temporary.credentials(of: identity.description, at: clock, by: deadline) {
            () throws(ServiceFailure) in try identity.assume(HTTPClient(http), by: deadline)
        }
    }

    private func container(by deadline: Deadline) throws(ServiceFailure) -> AWSCredentials? {
        guard let service = try ContainerIdentity(variable) else { return nil }
        return try temporary.credentials(of: service.url, at: clock, by: deadline) {
            () throws(ServiceFailure) in try service.credentials(by: deadline)
        }
    }
}

extension Optional {
    fileprivate func orThrow(_ reason: String) throws(ServiceFailure) -> Wrapped {
        guard let self else { throw ServiceFailure(.credentials, reason) }
        return self
    }
}

// What an operator reads.

private let nothingFound = """
    no credentials for AWS: neither credentialsFile, AWS_ACCESS_KEY_ID, a profile in AWS_SHARED_CREDENTIALS_FILE or \
    ~/.aws/credentials, AWS_WEB_IDENTITY_TOKEN_FILE nor AWS_CONTAINER_CREDENTIALS_FULL_URI gives any
    """
private let noSecret = "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not"
private let noRole = "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not"
private let noEndpoint = "AWS_ENDPOINT_URL_STS is no https://HOST"
private func noCredentials(_ origin: String) -> String { "\(origin) hold what no credentials of AWS can be" }
private func noFile(_ profile: String) -> String {
    "the profile \(printable(profile, limit: 60)) is in no file: neither AWS_SHARED_CREDENTIALS_FILE nor HOME is set"
}
private func notText(_ path: String) -> String { "the file \(quoted(path, limit: 200)) is not UTF-8" }
private func noProfile(_ name: String, _ path: String) -> String {
    "the file \(quoted(path, limit: 200)) has no profile \(printable(name, limit: 60))"
}
private func incomplete(_ name: String, _ path: String) -> String {
    """
    the profile \(printable(name, limit: 60)) in \(quoted(path, limit: 200)) lacks aws_access_key_id or \
    aws_secret_access_key; credential_process, SSO and source_profile are not used
    """
}
