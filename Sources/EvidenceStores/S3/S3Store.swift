import HTTPTransport
import KubernetesModel
import PolicyEngine
import RemoteServices

/// Evidence in a bucket of S3: the objects below a prefix whose names say that they may hold some.
package struct S3Store: EvidenceStore {
    package let name: String
    package let place: String
    package let remote: RemotePlan?
    private let client: S3Client?
    private let prefix: String
    private let limits: StoreLimits

    package init(
        name: String, _ location: S3Location, _ access: RemoteAccess, limits: StoreLimits = .standard,
        clock: WallClock = .system
    ) {
        self.name = name
        self.limits = limits
        place = location.description
        prefix = location.prefix
        remote = access.plan
        client = S3Client(location, access, clock: clock)
    }

    package func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing {
        guard let client else { throw StoreFailure(noEndpoint) }
        do throws(ServiceFailure) {
            let found = try client.list(prefix: prefix, most: limits.names, by: deadline) { object in
                CarrierName(Self.lastPart(object.key)) != nil
            }
            return try listing(found)
        } catch {
            throw StoreFailure(error)
        }
    }

    private func listing(_ found: S3Client.Listing) throws(ServiceFailure) -> StoreListing {
        var listing = StoreListing()
        listing.problems = found.unreadable.prefix(limits.problems).map {
            EvidenceProblem(source: name, place: $0, reason: noText)
        }
        var total = 0
        for object in found.objects {
            if let problem = problem(of: object) {
                if listing.problems.count < limits.problems { listing.problems.append(problem) }
                continue
            }
            total += object.size
            guard listing.entries.count < limits.entries else {
                throw ServiceFailure(.malformed, tooManyEntries(limits.entries))
            }
            guard total <= limits.totalBytes else { throw ServiceFailure(.malformed, tooManyBytes(limits.totalBytes)) }
            listing.entries.append(.init(place: shown(object.key), version: ObjectVersion(object).text))
        }
        return listing
    }

    /// Why an object cannot be read at all; nil where it can.
    private func problem(of object: S3Object) -> EvidenceProblem? {
        guard object.size <= limits.entryBytes else { return problem(object, tooLarge(limits.entryBytes)) }
        guard ObjectVersion(object).isUsable else { return problem(object, noETag) }
        return nil
    }

    private func problem(_ object: S3Object, _ reason: String) -> EvidenceProblem {
        EvidenceProblem(source: name, place: shown(object.key), reason: reason)
    }

    package func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        guard let client else { throw ReadFailure(noEndpoint, isService: true) }
        guard let version = ObjectVersion(entry.version) else { throw ReadFailure(changed, isChanged: true) }
        do throws(ServiceFailure) {
            // INVARIANT: what is read is what was listed. S3 compares the ETag; we compare what it answers with.
            let (bytes, _) = try client.get(
                key(of: entry.place), etag: version.etag, maxBytes: limits.entryBytes, by: deadline)
            guard bytes.count == version.size else { throw ServiceFailure(.status(412), changed) }
            return bytes
        } catch {
            throw Self.readFailure(error)
        }
    }

    private static func readFailure(_ failure: ServiceFailure) -> ReadFailure {
        switch failure.kind {
        case .status(412): ReadFailure(changed, isChanged: true)
        // This one object: its bytes are not those that the server says, or it is archived.
        case .mismatch, .status(403): ReadFailure(failure.reason)
        default: ReadFailure(failure)
        }
    }

    // MARK: - Keys

    private static func lastPart(_ key: String) -> String {
        key.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(key[key.utf8.index(after: $0)...]) } ?? key
    }

    /// A key without the prefix, by bytes: two keys that are equal as text need not be the same object's.
    private func shown(_ key: String) -> String {
        String(Substring(key.utf8.dropFirst(prefix.utf8.count)))
    }

    private func key(of place: String) -> String { prefix + place }
}

/// What tells one state of an object from another: its size, when it was written, and its ETag.
private struct ObjectVersion {
    let text: String
    let size: Int
    let etag: String

    init(_ object: S3Object) {
        size = object.size
        etag = object.etag
        text = "\(object.size) \(object.modified) \(object.etag)"
    }

    /// As `text` has it.
    init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let size = Int(parts[0]) else { return nil }
        self.text = text
        self.size = size
        etag = String(parts[2])
    }

    /// Whether an ETag can go into a header field, and the rest be told from it.
    var isUsable: Bool {
        let parsed = ObjectVersion(text)
        return parsed?.etag == etag && (1...256).contains(etag.utf8.count)
            && etag.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

extension S3Client {
    /// nil where the endpoint is no URL of a server.
    init?(_ location: S3Location, _ access: RemoteAccess, clock: WallClock = .system) {
        let endpoint = location.endpoint.map { AWSEndpoint($0) }
        if let endpoint, endpoint == nil { return nil }
        let bucket = S3Bucket(
            name: location.bucket, region: location.region, endpoint: endpoint ?? nil,
            usesPathStyle: location.usesPathStyle)
        let settings = access.httpSettings
        let named = AWSCredentialSource.Settings(
            file: access.credentials.credentialsFile, profile: access.credentials.profile)
        self.init(
            bucket, AWSCredentialSource(named, region: location.region, http: settings, clock: clock),
            HTTPClient(settings), clock: clock)
    }
}

// What an operator reads.

private let noEndpoint = "its endpoint is no URL of a server, such as https://minio.corp.example:9000"
private let noText = "its key is no UTF-8"
private let noETag = "the server gives no ETag that tells one content from another"
private let changed = "it changed while it was read"
private func tooLarge(_ most: Int) -> String { "it is larger than the \(most) bytes that are read" }
private func tooManyEntries(_ most: Int) -> String {
    "more than \(most) objects there may be evidence; name a longer prefix"
}
private func tooManyBytes(_ most: Int) -> String {
    "the objects there are more than \(most) bytes together; name a longer prefix"
}
