/// A bucket of S3, and how requests name it.
package struct S3Bucket: Sendable, Hashable {
    package let name: String
    /// That requests are signed for.
    package let region: String
    /// The server, with the bucket's name in its host where it stands there.
    let endpoint: AWSEndpoint
    /// What stands before every key: `/`, or `/BUCKET/`.
    private let root: String

    /// - Parameters:
    ///   - endpoint: of a server that is compatible with S3; nil for AWS.
    ///   - usesPathStyle: whether the bucket stands in the path and not in the host's name.
    package init(name: String, region: String, endpoint: AWSEndpoint? = nil, usesPathStyle: Bool = false) {
        self.name = name
        self.region = region
        let server = endpoint ?? AWSEndpoint.aws("s3", region: region)
        // A certificate for *.s3.REGION.amazonaws.com holds for one more label and not for two (S3 User Guide, "Virtual
        // hosting of buckets").
        let hasDots = server.scheme == "https" && name.utf8.contains(UInt8(ascii: "."))
        let isInPath = usesPathStyle || hasDots || name.lowercased() != name
        self.endpoint = isInPath ? server : server.with(label: name)
        root = isInPath ? "/\(name)/" : "/"
    }

    /// Not encoded.
    func path(of key: String) -> String { root + key }

    /// Of requests about the bucket itself: without a slash at its end where the bucket stands in it.
    var path: String { root == "/" ? root : String(root.dropLast()) }

    package var host: String { endpoint.authority }
}
