import HTTPTransport
import PolicyEngine
import RemoteServices

/// Brings envelopes into a bucket.
struct S3Push: Sendable {
    private let location: S3Location
    private let client: S3Client

    init(_ location: S3Location, _ access: RemoteAccess) throws(PushFailure) {
        guard let client = S3Client(location, access) else { throw PushFailure(noEndpoint) }
        self.location = location
        self.client = client
    }

    func put(_ envelope: [UInt8], name: String, by deadline: Deadline) throws(PushFailure) -> String {
        let isOpen = location.prefix.isEmpty || location.prefix.utf8.last == UInt8(ascii: "/")
        let key = "\(location.prefix)\(isOpen ? "" : "/")\(name)"
        do throws(ServiceFailure) {
            let state = try client.put(key, envelope, by: deadline)
            return "s3://\(location.bucket)/\(key)" + (state.versionID.map { "?versionId=\($0)" } ?? "")
        } catch {
            throw PushFailure(error)
        }
    }
}

private let noEndpoint = "the endpoint is no URL of a server, such as https://minio.corp.example:9000"
