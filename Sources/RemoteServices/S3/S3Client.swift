import HTTPTransport

/// Asks one bucket of S3, on AWS or a server that is compatible. Several threads may use it at once.
package struct S3Client: Sendable {
    package let bucket: S3Bucket
    private let credentials: AWSCredentialSource
    private let http: HTTPClient
    private let clock: WallClock

    package init(_ bucket: S3Bucket, _ credentials: AWSCredentialSource, _ http: HTTPClient, clock: WallClock = .system)
    {
        self.bucket = bucket
        self.credentials = credentials
        self.http = http
        self.clock = clock
    }

    /// A request about one object, or about the bucket where there is no key.
    func request(
        _ method: HTTPRequest.Method, key: String? = nil, query: [(name: String, value: String?)] = [],
        headers: [HTTPHeader] = [], body: [UInt8] = [], maxBytes: Int = 1 << 20
    ) -> AWSRequest {
        AWSRequest(
            method, bucket.endpoint, path: key.map(bucket.path(of:)) ?? bucket.path, query: query, headers: headers,
            body: body, maxBytes: maxBytes)
    }

    /// The answer where it is a success.
    func send(_ request: AWSRequest, for action: String, by deadline: Deadline) throws(ServiceFailure) -> HTTPResponse {
        let response = try answer(request, by: deadline)
        guard !response.isSuccess else { return response }
        let error = AWSError(response)
        if error.code == .expiredToken || error.code == .invalidToken { credentials.forget() }
        throw failure(error, action)
    }

    private func answer(_ request: AWSRequest, by deadline: Deadline) throws(ServiceFailure) -> HTTPResponse {
        let identity = try credentials.credentials(by: deadline)
        let signature = AWSSignature(identity, region: bucket.region, service: "s3", at: clock.now())
        do throws(HTTPFailure) {
            return try http.send(signature.sign(request), by: deadline)
        } catch {
            throw ServiceFailure(error)
        }
    }

    private func failure(_ error: AWSError, _ action: String) -> ServiceFailure {
        var failure = error.failure(from: bucket.host)
        let status = error.response.status
        if let region = error.region, region != bucket.region, status == 301 || status == 307 || status == 400 {
            failure.reason = otherRegion(bucket, status, region)
        } else if status == 403, error.code == nil || error.code == .accessDenied {
            failure.reason = denied(bucket, action)
        } else if status == 301 || status == 307 {
            failure.reason = elsewhere(bucket, status)
        } else if status == 404, error.code == nil {
            failure.reason = missing(bucket)
        }
        return failure
    }
}

// What an operator reads.

private func otherRegion(_ bucket: S3Bucket, _ status: Int, _ region: String) -> String {
    "\(bucket.host) answered \(status): the bucket is in the region \(region), not \(bucket.region); say region: \(region)"
}
private func elsewhere(_ bucket: S3Bucket, _ status: Int) -> String {
    "\(bucket.host) answered \(status): the bucket is elsewhere; name its region or its endpoint"
}
// HEAD has no body, and so no code.
private func missing(_ bucket: S3Bucket) -> String {
    "\(bucket.host) answered 404: the bucket \(bucket.name) or the object in it does not exist"
}
private func denied(_ bucket: S3Bucket, _ action: String) -> String {
    "\(bucket.host) answered 403 AccessDenied: the credentials do not allow \(action) on \(bucket.name)"
}
