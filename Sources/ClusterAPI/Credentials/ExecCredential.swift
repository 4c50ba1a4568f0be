import FoundationEssentials
import HTTPTransport
import KubernetesModel
import PolicyEngine

/// What a credential plugin printed.
struct ExecCredential: Sendable {
    var token: String?
    var identity: ClientIdentity?
    /// How long it counts.
    var until: ContinuousClock.Instant

    struct Problem: Error {
        /// Follows "what … printed".
        var reason: String
    }

    /// - Parameter date: the moment that `now` is, since plugins speak of dates.
    init(
        _ output: [UInt8], apiVersion: String, at date: Date, now: ContinuousClock.Instant
    ) throws(Problem) {
        guard let root = try? JSONParser.parse(output, limits: ParseLimits(bytes: 1 << 20)).root, root.isObject else {
            throw Problem(reason: noJSON)
        }
        guard root["kind"]?.isString("ExecCredential") == true, root["apiVersion"]?.isString(apiVersion) == true else {
            throw Problem(reason: otherKind(apiVersion, root))
        }
        let status = root["status"]
        token = status?["token"]?.nonEmptyString
        let certificate = status?["clientCertificateData"]?.nonEmptyString
        let key = status?["clientKeyData"]?.nonEmptyString
        guard (certificate == nil) == (key == nil) else { throw Problem(reason: halfAPair) }
        guard token != nil || certificate != nil else { throw Problem(reason: nothing) }
        guard token?.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) != false else { throw Problem(reason: badToken) }
        if let certificate, let key {
            identity = ClientIdentity(certificate: Array(certificate.utf8), key: Array(key.utf8))
        }
        until = now.advanced(by: Self.forever)
        guard let expiration = status?["expirationTimestamp"], !expiration.isNull else { return }
        guard let moment = expiration.string.flatMap({ Timestamp($0) }) else { throw Problem(reason: badDate) }
        let left = moment.date.timeIntervalSince(date)
        until = now.advanced(by: .seconds(min(max(0, left), 1e9)))
    }

    /// What does not say when it ends is used until it is refused.
    private static let forever = Duration.seconds(1_000_000_000)
}

// What an operator reads.

private let noJSON = "is no JSON object"
private let halfAPair = "has one of clientCertificateData and clientKeyData, which belong together"
private let nothing = "has neither status.token nor status.clientCertificateData"
private let badToken = "has a token with characters that no token has"
private let badDate = "has an expirationTimestamp that is no RFC 3339 date"
private func otherKind(_ wanted: String, _ root: Node) -> String {
    let found = [root["apiVersion"], root["kind"]].map { $0?.scalarText ?? "nothing" }.joined(separator: " ")
    return "is \(printable(found, limit: 120)) and not \(wanted) ExecCredential, as the kubeconfig says"
}
