import HTTPTransport
import KubernetesModel
import PinCommand
import RemoteServices

/// What buckets of S3 have, now or in one version.
struct BucketStore: Sendable {
    private let settings: PinSettings
    private let http: HTTPClient
    private let credentials: AWSCredentialSource

    init(_ settings: PinSettings) {
        self.settings = settings
        http = HTTPClient(settings.http)
        credentials = AWSCredentialSource(region: settings.s3Region, http: settings.http)
    }

    func version(
        _ version: String, of key: String, in bucket: String, by deadline: Deadline
    ) throws(ServiceFailure) -> StoreAnswer {
        let client = try client(bucket)
        do throws(ServiceFailure) {
            return .there(StoreState(try client.resolve(key, version: version, by: deadline)))
        } catch {
            switch error.kind {
            case .notFound: return try absent(error.reason, client, by: deadline)
            // S3 API Reference, "HeadObject": the version is a delete marker.
            case .status(405): return .gone(deleteMarker)
            default: throw error
            }
        }
    }

    /// An object, or else the folder of that name.
    func object(_ key: String, in bucket: String, by deadline: Deadline) throws(ServiceFailure) -> StoreAnswer {
        let client = try client(bucket)
        if !key.isEmpty, !key.hasSuffix("/") {
            do throws(ServiceFailure) {
                var state = StoreState(try client.resolve(key, by: deadline))
                state.modified?.name = key
                // Where nobody says that it keeps none, an older version may be there.
                state.keepsVersions = (try? client.versioning(by: deadline)) != .never
                return .there(state)
            } catch {
                guard error.kind == .notFound else { throw error }
            }
        }
        return try folder(key.isEmpty || key.hasSuffix("/") ? key : "\(key)/", client, by: deadline)
    }

    private func folder(_ prefix: String, _ client: S3Client, by deadline: Deadline) throws(ServiceFailure)
        -> StoreAnswer
    {
        let objects = try client.list(prefix: prefix, most: Self.most, by: deadline) { _ in true }.objects
        guard let newest = objects.max(by: { $0.modified < $1.modified }) else {
            // A bucket that can be listed is there.
            return .gone(empty(prefix))
        }
        var state = StoreState()
        state.isFolder = true
        state.modified = .init(time: newest.modified, name: newest.key)
        return .there(state)
    }

    /// Whether a bucket has something cannot be told of one that is not there: it may be at another endpoint.
    private func absent(_ reason: String, _ client: S3Client, by deadline: Deadline) throws(ServiceFailure)
        -> StoreAnswer
    {
        do throws(ServiceFailure) {
            _ = try client.versioning(by: deadline)
        } catch {
            switch error.kind {
            // Who may not ask for it learns that it is there, as does who is told of it in other words.
            case .forbidden, .malformed: break
            case .notFound: return .unknown(noBucket(client.bucket))
            default: throw error
            }
        }
        return .gone(noVersion(client.bucket))
    }

    private func client(_ name: String) throws(ServiceFailure) -> S3Client {
        var endpoint: AWSEndpoint?
        if let url = settings.s3Endpoint {
            guard let known = AWSEndpoint(url) else { throw ServiceFailure(.malformed, badEndpoint(url)) }
            endpoint = known
        }
        let bucket = S3Bucket(
            name: name, region: settings.s3Region, endpoint: endpoint, usesPathStyle: endpoint != nil)
        return S3Client(bucket, credentials, http)
    }

    /// Objects that are looked at in one folder.
    private static let most = 50_000
}

extension StoreState {
    fileprivate init(_ state: S3State) {
        self.init()
        digest = state.checksum
        modified = state.modified.map { Modified(time: $0, name: "") }
    }
}

// What an auditor reads.

private let deleteMarker = "this version only says that the object was deleted"
private func noVersion(_ bucket: S3Bucket) -> String { "\(bucket.host) has no such version of the object any more" }
private func noBucket(_ bucket: S3Bucket) -> String {
    "\(bucket.host) has no bucket \(quoted(bucket.name, limit: 80)): name the endpoint where it is"
}
private func empty(_ prefix: String) -> String { "nothing lies at \(quoted(prefix, limit: 200)) any more" }
private func badEndpoint(_ url: String) -> String {
    "--s3-endpoint \(quoted(url, limit: 120)) is no https://HOST[:PORT]"
}
