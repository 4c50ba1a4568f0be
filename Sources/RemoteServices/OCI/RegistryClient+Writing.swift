import HTTPTransport
import KubernetesModel

extension RegistryClient {
    /// Brings a blob to a repository, where it is not there already (distribution spec, "Pushing blobs").
    package func push(
        blob bytes: [UInt8], digest: Digest, to repository: OCIRepository, by deadline: Deadline
    ) throws(ServiceFailure) {
        let there = try send(
            HTTPRequest(.head, url(repository, "blobs/\(digest)")), to: repository, for: .push, by: deadline)
        if there.status == 200 { return }
        guard there.status == 404 else { throw failure(there, repository, "blob") }
        let begin = HTTPRequest(
            .post, url(repository, "blobs/uploads/"), headers: [HTTPHeader("Content-Type", octets)],
            maxBytes: mostAnswer)
        let begun = try send(begin, to: repository, for: .push, by: deadline)
        guard begun.status == 202 else { throw failure(begun, repository, "repository \(repository.name)") }
        guard let location = begun.header("location").flatMap({ resolve($0, repository) }) else {
            throw ServiceFailure(.malformed, foreignUpload(repository))
        }
        let joint = location.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        let put = HTTPRequest(
            .put, "\(location)\(joint)digest=\(PercentEncoding.segment(digest.description))",
            headers: [HTTPHeader("Content-Type", octets)], body: bytes, maxBytes: mostAnswer)
        let done = try send(put, to: repository, for: .push, by: deadline)
        guard done.isSuccess else { throw failure(done, repository, "upload") }
    }

    /// Brings a manifest to a repository.
    ///
    /// - Returns: whether the registry says that it keeps its list of referrers up to date itself (OCI-Subject).
    package func push(
        manifest bytes: [UInt8], type: String, as reference: OCIReference, to repository: OCIRepository,
        by deadline: Deadline
    ) throws(ServiceFailure) -> Bool {
        guard let segment = reference.segment else { throw ServiceFailure(.malformed, badTag(repository)) }
        let put = HTTPRequest(
            .put, url(repository, "manifests/\(segment)"), headers: [HTTPHeader("Content-Type", type)], body: bytes,
            maxBytes: mostAnswer)
        let done = try send(put, to: repository, for: .push, by: deadline)
        guard done.isSuccess else { throw failure(done, repository, "repository \(repository.name)") }
        return done.header("oci-subject") != nil
    }
}

private let octets = "application/octet-stream"
private let mostAnswer = 256 << 10

// What an operator reads.

private func badTag(_ repository: OCIRepository) -> String {
    "a tag for \(repository) is none that a registry can have"
}
private func foreignUpload(_ repository: OCIRepository) -> String {
    "\(repository.endpoint) wants the upload to \(repository.name) to go to another host or scheme"
}
