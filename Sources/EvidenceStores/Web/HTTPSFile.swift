import Attestation
import HTTPTransport
import KubernetesModel
import RemoteServices

/// One file on a web server, known by its ETag, else by its Last-Modified, else by the digest of its bytes.
struct HTTPSFile: Sendable {
    private let endpoint: ServiceEndpoint
    private let limits: StoreLimits
    /// The last segment of the URL's path.
    private let place: String

    init(_ endpoint: ServiceEndpoint, _ limits: StoreLimits) {
        self.endpoint = endpoint
        self.limits = limits
        let path = endpoint.url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let last = path.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        place = PercentEncoding.decode(last)?.split(separator: "/").last.map(String.init) ?? last
    }

    func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing {
        guard CarrierName(place) != nil else { throw StoreFailure(unknownName(place)) }
        do throws(ServiceFailure) {
            return StoreListing(entries: [StoreListing.Entry(place: place, version: try version(by: deadline))])
        } catch {
            throw StoreFailure(error)
        }
    }

    private func version(by deadline: Deadline) throws(ServiceFailure) -> String {
        let head = try endpoint.send(.head, maxBytes: 0, by: deadline)
        switch head.status {
        case 200:
            if let version = head.versions.first { return version }
        case 401, 429, 500, 502...599: throw ServiceFailure(head, from: endpoint.host)
        // A server may know no HEAD (405, 501), or refuse it, as S3 does where a URL is signed for GET.
        default: break
        }
        let answer = try endpoint.get(maxBytes: limits.entryBytes, by: deadline)
        return answer.versions.first ?? ContentDigest.sha256(answer.body).description
    }

    func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        let answer: HTTPResponse
        do throws(ServiceFailure) {
            answer = try endpoint.get(maxBytes: limits.entryBytes, by: deadline)
        } catch {
            throw ReadFailure(error)
        }
        // All of them: a server may say more to GET than it says to HEAD.
        let versions = answer.versions + [ContentDigest.sha256(answer.body).description]
        guard versions.contains(entry.version) else { throw ReadFailure(changed, isChanged: true) }
        return answer.body
    }
}

extension HTTPResponse {
    /// What tells one content of a file from another, the best first (RFC 9110 section 8.8).
    fileprivate var versions: [String] {
        var versions: [String] = []
        if let tag = header("etag"), (1...1024).contains(tag.utf8.count) { versions.append("etag:\(tag)") }
        // With the length: two changes within one second have the same time.
        if let time = header("last-modified"), let length = header("content-length"),
            (1...100).contains(time.utf8.count), length.utf8.count <= 20
        {
            versions.append("modified:\(time):\(length)")
        }
        return versions
    }
}

// What an operator reads.

private let changed = "it changed since it was listed"
private func unknownName(_ name: String) -> String {
    "\(quoted(name, limit: 100)) is no name that evidence has (*.json, *.jsonl, *.sig, *.sigstore, dvc.lock and their like); "
        + "a URL that ends in / is a directory"
}
