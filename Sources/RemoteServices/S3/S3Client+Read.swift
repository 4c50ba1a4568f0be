import Attestation
import HTTPTransport
import KubernetesModel

extension S3Client {
    /// What a listing found.
    package struct Listing: Sendable, Hashable {
        package var objects: [S3Object] = []
        /// Keys that are no text, as the server wrote them.
        package var unreadable: [String] = []
    }

    /// The newest state of each object whose key begins with `prefix` and that `isWanted`, in the order of the keys.
    ///
    /// - Parameter most: keys that are looked at; a bucket that has more below the prefix is an error.
    package func list(
        prefix: String, most: Int, by deadline: Deadline, where isWanted: (S3Object) -> Bool
    ) throws(ServiceFailure) -> Listing {
        var listing = Listing()
        var token: String?
        var seen = 0
        var pages = 0
        repeat {
            // A page may hold fewer keys than it could, and none at all; pages without end are no listing.
            guard pages <= most / 1000 + 100 else { throw ServiceFailure(.malformed, endless(bucket)) }
            let page = try page(prefix: prefix, after: token, by: deadline)
            guard page.next == nil || page.next != token else { throw ServiceFailure(.malformed, endless(bucket)) }
            // What lies elsewhere, however it came into the listing, is not what was asked for.
            guard page.objects.allSatisfy({ $0.key.utf8.starts(with: prefix.utf8) }) else {
                throw ServiceFailure(.malformed, elsewhere(bucket))
            }
            seen += page.objects.count + page.unreadable.count
            guard seen <= most else { throw ServiceFailure(.malformed, tooMany(bucket, most)) }
            listing.objects += page.objects.filter(isWanted)
            listing.unreadable += page.unreadable
            token = page.next
            pages += 1
        } while token != nil
        listing.objects.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        listing.unreadable.sort()
        // By bytes: two keys that are equal as text may be two objects'.
        for (object, next) in zip(listing.objects, listing.objects.dropFirst())
        where object.key.utf8.elementsEqual(next.key.utf8) {
            throw ServiceFailure(.malformed, twice(bucket))
        }
        return listing
    }

    private func page(
        prefix: String, after token: String?, by deadline: Deadline
    ) throws(ServiceFailure) -> S3ListPage {
        var query: [(name: String, value: String?)] = [("list-type", "2"), ("encoding-type", "url")]
        if !prefix.isEmpty { query.append(("prefix", prefix)) }
        if let token { query.append(("continuation-token", token)) }
        let response = try send(request(.get, query: query, maxBytes: 16 << 20), for: "s3:ListBucket", by: deadline)
        return try S3ListPage(response.body, from: bucket.host)
    }

    /// The bytes of an object, and what the server says of it. Where it gives a checksum of them, they have it.
    ///
    /// - Parameters:
    ///   - etag: of the state that is asked for; another one is a failure of kind `status(412)`.
    ///   - version: the version that is asked for; nil for the newest.
    package func get(
        _ key: String, etag: String? = nil, version: String? = nil, maxBytes: Int, by deadline: Deadline
    ) throws(ServiceFailure) -> (bytes: [UInt8], state: S3State) {
        var headers = [checksumMode]
        if let etag { headers.append(HTTPHeader("if-match", etag)) }
        let request = request(
            .get, key: key, query: Self.query(version: version), headers: headers, maxBytes: maxBytes)
        let response = try send(request, for: version == nil ? "s3:GetObject" : "s3:GetObjectVersion", by: deadline)
        let state = S3State(response)
        // INVARIANT: what was asked for is what came (a server that passes over If-Match or versionId gives another).
        if let etag, state.etag != etag { throw ServiceFailure(.status(412), otherState(bucket)) }
        if let version, state.versionID != version { throw ServiceFailure(.mismatch, otherVersion(bucket)) }
        if let checksum = state.checksum, ContentDigest.sha256(response.body) != checksum {
            throw ServiceFailure(.mismatch, otherBytes(bucket))
        }
        return (response.body, state)
    }

    /// What a key means now: the version, and the checksum of its bytes where the server keeps one.
    package func resolve(
        _ key: String, version: String? = nil, by deadline: Deadline
    ) throws(ServiceFailure) -> S3State {
        let request = request(.head, key: key, query: Self.query(version: version), headers: [checksumMode])
        let response = try send(request, for: version == nil ? "s3:GetObject" : "s3:GetObjectVersion", by: deadline)
        let state = S3State(response)
        if let version, state.versionID != version { throw ServiceFailure(.mismatch, otherVersion(bucket)) }
        return state
    }

    /// Whether the bucket keeps what is replaced or removed.
    package func versioning(by deadline: Deadline) throws(ServiceFailure) -> S3Versioning {
        let response = try send(
            request(.get, query: [("versioning", nil)]), for: "s3:GetBucketVersioning", by: deadline)
        // The second is what moto calls it.
        let names = ["VersioningConfiguration", "GetBucketVersioningResponse"]
        guard let document = try? XMLParser.parse(response.body), names.contains(document.name) else {
            throw ServiceFailure(.malformed, noVersioning(bucket))
        }
        switch document.text("Status") {
        case "Enabled": return .enabled
        case "Suspended": return .suspended
        default: return .never
        }
    }

    private static func query(version: String?) -> [(name: String, value: String?)] {
        version.map { [("versionId", $0)] } ?? []
    }
}

private let checksumMode = HTTPHeader("x-amz-checksum-mode", "ENABLED")

// What an operator reads.

private func endless(_ bucket: S3Bucket) -> String { "the listing of \(bucket.host) has no end" }
private func elsewhere(_ bucket: S3Bucket) -> String {
    "the listing of \(bucket.host) cannot be used: it names keys that do not begin with the prefix"
}
private func twice(_ bucket: S3Bucket) -> String {
    "the listing of \(bucket.host) cannot be used: it names a key twice"
}
private func tooMany(_ bucket: S3Bucket, _ most: Int) -> String {
    "\(bucket.name) has more than \(most) keys there; name a longer prefix"
}
private func otherState(_ bucket: S3Bucket) -> String { "\(bucket.host) answered with another state of the object" }
private func otherVersion(_ bucket: S3Bucket) -> String { "\(bucket.host) answered with another version of the object" }
private func otherBytes(_ bucket: S3Bucket) -> String {
    "\(bucket.host) answered with bytes that do not have the checksum that it keeps of them"
}
private func noVersioning(_ bucket: S3Bucket) -> String { "\(bucket.host) says nothing usable of its versioning" }
