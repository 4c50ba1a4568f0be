/// Who asks a service of AWS. Its description never shows what it knows.
package struct AWSCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    package var accessKeyID: String
    package var secretAccessKey: String
    package var sessionToken: String?
    /// nil for credentials that last.
    package var expires: UnixTime?
    /// Where they stood, for messages: `AWS_ACCESS_KEY_ID`.
    package var origin: String

    /// nil for what no credentials can be: they go into a header field.
    package init?(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expires: UnixTime? = nil,
        origin: String
    ) {
        let parts = [accessKeyID, secretAccessKey] + (sessionToken.map { [$0] } ?? [])
        let fits = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.count <= 16384 && part.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        }
        guard fits else { return nil }
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expires = expires
        self.origin = origin
    }

    package var description: String { "the credentials of \(origin)" }
    package var debugDescription: String { description }
}
