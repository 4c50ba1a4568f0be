import HTTPTransport
import KubernetesModel

/// Asks Google Cloud Storage, by its XML API, whether it still has one generation of an object.
package struct GoogleStorageClient: Sendable {
    private let endpoint: ServiceEndpoint

    /// - Parameter endpoint: `https://storage.googleapis.com`, or a server that speaks like it.
    package init(
        _ settings: HTTPSettings, endpoint: String = standardEndpoint, authorization: HTTPAuthorization = .none
    ) {
        self.endpoint = ServiceEndpoint("\(endpoint.withoutFinalSlash)/", settings, authorization)
    }

    package static let standardEndpoint = "https://storage.googleapis.com"

    /// A failure that is an absence says that the bucket has no such generation of the object.
    package func check(
        _ generation: String, of object: String, in bucket: String, by deadline: Deadline
    ) throws(ServiceFailure) {
        let path = "\(PercentEncoding.segment(bucket))/\(PercentEncoding.path(object))"
        let response: HTTPResponse
        do throws(ServiceFailure) {
            // One byte: the answer to HEAD has no body that would say what is missing.
            response = try endpoint.send(
                .get, path + PercentEncoding.query([("generation", generation)]),
                headers: [HTTPHeader("Range", "bytes=0-0")], maxBytes: 64 << 10, by: deadline)
        } catch {
            if error.kind == .transport(.tooLarge) { return }
            throw error
        }
        // 416: an object without bytes has none to give.
        guard !response.isSuccess, response.status != 416 else { return try verify(response, generation) }
        throw failure(response, bucket)
    }

    private func verify(_ response: HTTPResponse, _ generation: String) throws(ServiceFailure) {
        guard let said = response.header("x-goog-generation"), said != generation else { return }
        throw ServiceFailure(.mismatch, otherGeneration(endpoint.host))
    }

    private func failure(_ response: HTTPResponse, _ bucket: String) -> ServiceFailure {
        var failure = ServiceFailure(response, from: endpoint.host)
        guard response.status == 404 else { return failure }
        let error = try? XMLParser.parse(response.body)
        switch error?.text("Code") {
        case "NoSuchKey":
            failure.isAbsence = true
            failure.reason = noObject(endpoint.host)
        case "NoSuchBucket": failure.reason = noBucket(endpoint.host, bucket)
        default: break
        }
        return failure
    }
}

// What a user reads.

private func noObject(_ host: String) -> String { "\(host) has no such generation of the object" }
private func noBucket(_ host: String, _ bucket: String) -> String {
    "\(host) shows no bucket \(quoted(bucket, limit: 80))"
}
private func otherGeneration(_ host: String) -> String { "\(host) answered with another generation of the object" }
