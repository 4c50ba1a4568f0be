import HTTPTransport
import KubernetesModel
import RemoteServices

/// An object of a bucket -> its version now, and its checksum where the store keeps one.
struct ObjectResolver: Sendable {
    private let settings: PinSettings

    init(_ settings: PinSettings) { self.settings = settings }

    func resolve(_ name: String, key: String) throws(ResolveFailure) -> Resolution {
        let client = try client(name)
        let state: S3State
        do throws(ServiceFailure) {
            state = try client.resolve(key, by: .after(settings.timeout))
        } catch {
            throw ResolveFailure(error)
        }
        guard let version = state.versionID, version != "null" else {
            throw ResolveFailure(notVersioned(name), remedy: switchOn)
        }
        return Resolution(.objectVersion(version, checksum: state.checksum?.description))
    }

    private func client(_ name: String) throws(ResolveFailure) -> S3Client {
        var endpoint: AWSEndpoint?
        if let url = settings.s3Endpoint {
            guard let known = AWSEndpoint(url) else { throw ResolveFailure(badEndpoint(url)) }
            endpoint = known
        }
        let bucket = S3Bucket(
            name: name, region: settings.s3Region, endpoint: endpoint, usesPathStyle: endpoint != nil)
        let credentials = AWSCredentialSource(region: settings.s3Region, http: settings.http)
        return S3Client(bucket, credentials, HTTPClient(settings.http))
    }
}

// What a user reads.

private func notVersioned(_ bucket: String) -> String {
    "the bucket \(quoted(bucket, limit: 100)) keeps no versions of this object"
}
private let switchOn = "switch the bucket's versioning on, or serve from a folder that is written once (…/v1/)"
private func badEndpoint(_ url: String) -> String {
    "--s3-endpoint \(quoted(url, limit: 120)) is no https://HOST[:PORT]"
}
