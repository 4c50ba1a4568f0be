import Attestation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import RemoteServices

/// Evidence on a web server: a directory whose `SHA256SUMS` says what lies in it, or one file.
///
/// What is read has the digest that was listed; a web server that answers otherwise later is found out.
package struct HTTPSStore: EvidenceStore {
    package let name: String
    package let place: String
    package let remote: RemotePlan?
    private let endpoint: ServiceEndpoint
    private let file: HTTPSFile?
    private let limits: StoreLimits
    private let budget: ReadBudget

    /// - Parameter url: one that ends in a slash is a directory.
    package init(name: String, url: String, access: RemoteAccess, limits: StoreLimits = .standard) {
        self.name = name
        place = url
        remote = access.plan
        endpoint = ServiceEndpoint(url, access.httpSettings, access.credentials.authorization)
        file = url.utf8.last == UInt8(ascii: "/") ? nil : HTTPSFile(endpoint, limits)
        self.limits = limits
        budget = ReadBudget(limits.totalBytes)
    }

    package func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing {
        budget.reset()
        if let file { return try file.list(by: deadline) }
        let list: ChecksumList
        do throws(ServiceFailure) {
            list = try checksums(by: deadline)
        } catch {
            throw error.kind == .notFound
                ? StoreFailure(noList(endpoint.host)) : StoreFailure(error)
        }
        return try listing(of: list)
    }

    private func checksums(by deadline: Deadline) throws(ServiceFailure) -> ChecksumList {
        let answer = try endpoint.get(Self.listName, maxBytes: limits.entryBytes, by: deadline)
        guard let list = ChecksumList(answer.body, most: limits.names) else {
            throw ServiceFailure(.malformed, tooManyLines(endpoint.host, limits.names))
        }
        guard !list.digests.isEmpty || list.problems.isEmpty else {
            throw ServiceFailure(.malformed, notAList(endpoint.host))
        }
        return list
    }

    private func listing(of list: ChecksumList) throws(StoreFailure) -> StoreListing {
        var listing = StoreListing()
        for (path, digest) in list.digests where Self.isCarrier(path) {
            listing.entries.append(StoreListing.Entry(place: path, version: Digest(.sha256, hex: digest).description))
            guard listing.entries.count <= limits.entries else { throw StoreFailure(tooMany(limits.entries)) }
        }
        listing.entries.sort { $0.place < $1.place }
        listing.problems = list.problems.prefix(limits.problems).map { problem in
            EvidenceProblem(source: name, place: "\(Self.listName):\(problem.line)", reason: problem.reason)
        }
        return listing
    }

    /// The same files as of a directory on this machine, so that evidence may move from one to the other.
    private static func isCarrier(_ path: String) -> Bool {
        let segments = path.utf8.split(separator: UInt8(ascii: "/"))
        guard let last = segments.last.map({ String(decoding: $0, as: UTF8.self) }), CarrierName(last) != nil else {
            return false
        }
        return !segments.contains { $0.first == UInt8(ascii: ".") }
    }

    package func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        let bytes =
            if let file { try file.read(entry, by: deadline) } else { try member(entry, by: deadline) }
        guard budget.take(bytes.count) else { throw ReadFailure(tooMuch(limits.totalBytes)) }
        return bytes
    }

    private func member(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        let answer: HTTPResponse
        do throws(ServiceFailure) {
            answer = try endpoint.get(PercentEncoding.path(entry.place), maxBytes: limits.entryBytes, by: deadline)
        } catch {
            throw error.kind == .notFound ? try missing(entry, by: deadline) : ReadFailure(error)
        }
        // INVARIANT: only what the list says is handed on, whatever the server gives under that name by now.
        guard ContentDigest.sha256(answer.body).description == entry.version else {
            throw ReadFailure(otherDigest(endpoint.host), isChanged: true)
        }
        return answer.body
    }

    /// Why a file that was listed is not there: the list has changed since, or it names what is not there.
    private func missing(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> ReadFailure {
        do throws(ServiceFailure) {
            let digest = try checksums(by: deadline).digests[entry.place]
            let isListed = digest.map { Digest(.sha256, hex: $0).description == entry.version } ?? false
            return ReadFailure(isListed ? notThere(endpoint.host) : changed, isChanged: !isListed)
        } catch {
            throw ReadFailure(error)
        }
    }

    private static let listName = "SHA256SUMS"
}

// What an operator reads.

private let changed = "it changed since it was listed"
private func otherDigest(_ host: String) -> String {
    "what \(host) gives is not what its SHA256SUMS says; was the list written before the file?"
}
private func notThere(_ host: String) -> String {
    "SHA256SUMS names it, and \(host) answered 404: there is no such file"
}
private func noList(_ host: String) -> String {
    "\(host) answered 404: there is no SHA256SUMS; write one with `sha256sum` beside the files, or name one file by a URL "
        + "without a slash at its end"
}
private func notAList(_ host: String) -> String {
    "what \(host) gives as SHA256SUMS has no line as sha256sum writes it"
}
private func tooManyLines(_ host: String, _ most: Int) -> String {
    "the SHA256SUMS of \(host) has more than \(most) lines"
}
private func tooMany(_ most: Int) -> String { "its SHA256SUMS names more than \(most) files of evidence" }
private func tooMuch(_ most: Int) -> String { "its files are larger than \(most >> 20) MiB together" }
