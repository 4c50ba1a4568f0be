import KubernetesModel
import PolicyEngine

/// A destination as a command line names it: `s3://BUCKET/PREFIX/` or `oci://HOST/REPOSITORY`.
package struct PushDestination: Sendable, Hashable {
    package let place: EvidenceSource.Place

    /// - Parameters:
    ///   - region: of a bucket; nil for `us-east-1`.
    ///   - endpoint: of a server that is compatible with S3.
    package init(
        _ text: String, region: String? = nil, endpoint: String? = nil, access: RemoteAccess
    ) throws(PushFailure) {
        if text.hasPrefix("s3://") {
            place = .s3(try Self.bucket(text, region: region, endpoint: endpoint), access)
        } else if text.hasPrefix("oci://") {
            if let objection = TextForm.repository.problem(text) { throw PushFailure(objection) }
            place = .oci(repositories: [text.withoutFinalSlash], access)
        } else {
            throw PushFailure(neither)
        }
    }

    private static func bucket(
        _ text: String, region: String?, endpoint: String?
    ) throws(PushFailure) -> S3Location {
        let parts = text.dropFirst(5).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let bucket = String(parts.first ?? "")
        if let objection = TextForm.bucket.problem(bucket) { throw PushFailure(objection) }
        let region = region ?? "us-east-1"
        if let objection = TextForm.hostWord.problem(region) { throw PushFailure("region: \(objection)") }
        if let endpoint, let objection = TextForm.url.problem(endpoint) {
            throw PushFailure("endpoint: \(objection)")
        }
        return S3Location(
            bucket: bucket, prefix: parts.count == 2 ? String(parts[1]) : "", region: region, endpoint: endpoint,
            usesPathStyle: endpoint != nil)
    }
}

private let neither = "neither s3://BUCKET/PREFIX/ nor oci://HOST/REPOSITORY"
