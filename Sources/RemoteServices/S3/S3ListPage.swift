import KubernetesModel

/// One page of a listing (Amazon S3 API Reference, "ListObjectsV2").
struct S3ListPage: Sendable, Hashable {
    var objects: [S3Object] = []
    /// Keys that are no text, as the server wrote them.
    var unreadable: [String] = []
    /// Where the next page begins; nil at the end.
    var next: String?

    init(_ body: [UInt8], from host: String) throws(ServiceFailure) {
        let document: XMLElement
        do throws(XMLFailure) {
            document = try XMLParser.parse(body)
        } catch {
            throw ServiceFailure(.malformed, noListing(host, error.reason))
        }
        guard document.name == "ListBucketResult" else { throw ServiceFailure(.malformed, noListing(host, noResult)) }
        // A server that did not understand `encoding-type` writes keys as they are, and says nothing of it.
        let isEncoded = document.text("EncodingType")?.lowercased() == "url"
        for contents in document.children where contents.name == "Contents" {
            try take(contents, isEncoded: isEncoded, host)
        }
        guard document.text("IsTruncated") == "true" else { return }
        guard let token = document.text("NextContinuationToken"), (1...Self.longestToken).contains(token.utf8.count)
        else {
            throw ServiceFailure(.malformed, noListing(host, noNext))
        }
        next = token
    }

    /// It goes into the URL of the next page.
    private static let longestToken = 2048

    private mutating func take(_ contents: XMLElement, isEncoded: Bool, _ host: String) throws(ServiceFailure) {
        guard let written = contents.text("Key"), !written.isEmpty,
            let size = contents.text("Size").flatMap({ Int($0) }),
            size >= 0
        else { throw ServiceFailure(.malformed, noListing(host, noKey)) }
        guard let key = isEncoded ? S3ListPage.decode(written) : written else {
            return unreadable.append(printable(written, limit: 200))
        }
        objects.append(
            S3Object(
                key: key, etag: contents.text("ETag") ?? "", size: size, modified: contents.text("LastModified") ?? ""))
    }

    /// What `encoding-type=url` stands for: S3 writes a space as `+` there, and a plus as `%2B`. nil where it is malformed
    /// or no UTF-8.
    static func decode(_ text: String) -> String? {
        PercentEncoding.decode(
            String(decoding: text.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }, as: UTF8.self))
    }
}

// What an operator reads.

private func noListing(_ host: String, _ reason: String) -> String {
    "the listing of \(host) cannot be used: \(reason)"
}
private let noResult = "it is no ListBucketResult"
private let noNext = "it ends without its end, and says not where it goes on"
private let noKey = "it names an object without key or size"
