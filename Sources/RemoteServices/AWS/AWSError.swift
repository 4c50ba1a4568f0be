import HTTPTransport

/// An answer of AWS that is no success: its status, and the one word of it that says which error it is.
package struct AWSError: Sendable {
    package let response: HTTPResponse
    /// The `Code` of the error's XML, where it is one that is known: nothing else of a body goes into a message.
    package let code: Code?

    /// Amazon S3 API Reference and AWS STS API Reference, "Error responses".
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case accessDenied = "AccessDenied"
        case authorizationHeaderMalformed = "AuthorizationHeaderMalformed"
        case badDigest = "BadDigest"
        case conditionalRequestConflict = "ConditionalRequestConflict"
        case expiredToken = "ExpiredToken"
        case expiredTokenException = "ExpiredTokenException"
        case illegalLocation = "IllegalLocationConstraintException"
        case internalError = "InternalError"
        case invalidAccessKeyID = "InvalidAccessKeyId"
        case invalidBucketName = "InvalidBucketName"
        case invalidIdentityToken = "InvalidIdentityToken"
        case invalidObjectState = "InvalidObjectState"
        case invalidToken = "InvalidToken"
        case keyTooLong = "KeyTooLongError"
        case noSuchBucket = "NoSuchBucket"
        case noSuchKey = "NoSuchKey"
        case noSuchVersion = "NoSuchVersion"
        case notImplemented = "NotImplemented"
        case permanentRedirect = "PermanentRedirect"
        case preconditionFailed = "PreconditionFailed"
        case requestExpired = "RequestExpired"
        case requestTimeTooSkewed = "RequestTimeTooSkewed"
        case serviceUnavailable = "ServiceUnavailable"
        case signatureDoesNotMatch = "SignatureDoesNotMatch"
        case slowDown = "SlowDown"
        case temporaryRedirect = "TemporaryRedirect"
    }

    package init(_ response: HTTPResponse) {
        self.response = response
        code = Self.code(in: response.body)
    }

    private static func code(in body: [UInt8]) -> Code? {
        guard !body.isEmpty, let document = try? XMLParser.parse(body) else { return nil }
        // S3 answers with <Error>, STS with <ErrorResponse><Error>.
        let error = document.name == "Error" ? document : document["Error"]
        return error?.text("Code").flatMap { Code(rawValue: $0) }
    }

    /// Where the bucket really is, as S3 says in a field of its own; a word that is no region does not count.
    package var region: String? {
        guard let region = response.header("x-amz-bucket-region"), (1...32).contains(region.utf8.count),
            region.utf8.allSatisfy({ isRegionByte($0) })
        else { return nil }
        return region
    }

    /// What it means for whoever asked.
    package func failure(from host: String) -> ServiceFailure {
        var failure = ServiceFailure(response, from: host)
        guard let code else { return failure }
        let head = "\(host) answered \(response.status) \(code.rawValue)"
        failure.reason = code.remedy.map { "\(head): \($0)" } ?? head
        switch code {
        case .slowDown, .serviceUnavailable: failure.kind = .busy
        case .noSuchKey, .noSuchBucket, .noSuchVersion: failure.kind = .notFound
        case .expiredToken, .expiredTokenException, .invalidToken, .invalidIdentityToken, .invalidAccessKeyID,
            .signatureDoesNotMatch, .requestExpired, .requestTimeTooSkewed:
            failure.kind = .unauthorized
        case .notImplemented, .invalidObjectState: failure.kind = .status(response.status)
        default: break
        }
        return failure
    }
}

private func isRegionByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
}

// What an operator reads.

extension AWSError.Code {
    fileprivate var remedy: String? {
        switch self {
        case .accessDenied: "these credentials do not allow it"
        case .expiredToken, .expiredTokenException: "the session token has expired; it needs new ones"
        case .invalidToken, .invalidIdentityToken: "it does not know this token"
        case .invalidAccessKeyID: "it does not know this access key"
        case .signatureDoesNotMatch: "the secret key is not the one of this access key"
        case .requestTimeTooSkewed, .requestExpired: "its clock and this machine's differ; set the clock right"
        case .noSuchBucket: "there is no such bucket"
        case .noSuchKey, .noSuchVersion: "there is no such object"
        case .invalidObjectState: "the object is archived, and must be restored first"
        case .permanentRedirect, .temporaryRedirect, .authorizationHeaderMalformed, .illegalLocation:
            "the bucket is in another region; name it"
        case .slowDown, .serviceUnavailable: "too many requests"
        case .badDigest: "what came is not what was sent"
        case .conditionalRequestConflict: "somebody else wrote it at the same time; try again"
        case .preconditionFailed: "it is not, or no longer, in the state that was asked for"
        case .invalidBucketName, .keyTooLong, .internalError, .notImplemented: nil
        }
    }
}
