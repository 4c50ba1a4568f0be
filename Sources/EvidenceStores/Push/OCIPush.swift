import Attestation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import RemoteServices

/// Brings envelopes into a repository, attached to what they are about (image spec 1.1, "Guidelines for Artifact Usage").
struct OCIPush: Sendable {
    private let repository: OCIRepository
    private let client: RegistryClient

    init(_ repositories: [String], _ access: RemoteAccess) throws(PushFailure) {
        guard let text = repositories.first, repositories.count == 1 else { throw PushFailure(notOne) }
        guard let repository = OCIRepository(text) else { throw PushFailure(noRepository) }
        self.repository = repository
        client = RegistryClient(access)
    }

    /// - Returns: the manifest: `oci://registry.corp.example/ml/fraud-detector@sha256:…`.
    func put(
        _ envelope: [UInt8], name: String, subjects: [Digest], by deadline: Deadline
    ) throws(PushFailure) -> String {
        // What a registry can be asked for: digests that a manifest could have.
        let subjects = subjects.filter { $0.algorithm == .sha256 || $0.algorithm == .sha512 }
        guard subjects.count <= Self.mostSubjects else { throw PushFailure(tooManySubjects(Self.mostSubjects)) }
        do throws(ServiceFailure) {
            let layer = OCIDescriptor(
                mediaType: Self.dsse, digest: ContentDigest.sha256(envelope), size: envelope.count, title: name)
            try client.push(blob: Self.empty, digest: Self.emptyDigest, to: repository, by: deadline)
            try client.push(blob: envelope, digest: layer.digest, to: repository, by: deadline)
            let type = Self.predicateType(of: envelope)
            var places: [String] = []
            for subject in subjects.isEmpty ? [nil] : subjects.map(Optional.some) {
                let attachment = OCIAttachment(
                    layer: layer,
                    subject: try subject.map { digest throws(ServiceFailure) in
                        try self.descriptor(of: digest, by: deadline)
                    }, predicateType: type)
                try attach(attachment, by: deadline)
                places.append("oci://\(repository)@\(attachment.digest)")
            }
            return places.joined(separator: " ")
        } catch {
            throw PushFailure(error)
        }
    }

    private func attach(_ attachment: OCIAttachment, by deadline: Deadline) throws(ServiceFailure) {
        // The tag keeps it from registries' garbage collection, which knows nothing of subjects, and leads listings to it.
        let tag = OCITag.name(ofEvidence: attachment.digest)
        let isListed = try client.push(
            manifest: attachment.manifest, type: OCIManifest.image, as: .tag(tag), to: repository, by: deadline)
        guard let subject = attachment.subject, !isListed else { return }
        try list(attachment, under: subject.digest.referrersTag, by: deadline)
    }

    /// Adds it to the index that stands for the referrers API where there is none (distribution spec, "Pushing Manifests
    /// with Subject"). Others may do so at the same time, so that it is read again until it is in it.
    private func list(
        _ attachment: OCIAttachment, under tag: String, by deadline: Deadline
    ) throws(ServiceFailure) {
        for _ in 0..<Self.attempts {
            let current = try index(tag, by: deadline)
            if current?.manifest.lists(attachment.digest) ?? false { return }
            _ = try client.push(
                manifest: attachment.index(after: current?.bytes), type: OCIManifest.index, as: .tag(tag),
                to: repository,
                by: deadline)
            if try index(tag, by: deadline)?.manifest.lists(attachment.digest) ?? false { return }
        }
        throw ServiceFailure(.mismatch, notKept(repository, tag))
    }

    private func index(
        _ tag: String, by deadline: Deadline
    ) throws(ServiceFailure) -> (manifest: OCIManifest, bytes: [UInt8])? {
        do throws(ServiceFailure) {
            let current = try client.manifestWithBytes(.tag(tag), in: repository, for: .push, by: deadline)
            guard case .index = current.manifest.content else {
                throw ServiceFailure(.malformed, noIndex(repository, tag))
            }
            return current
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    /// What the model's manifest is, where the repository has it; it need not.
    private func descriptor(of subject: Digest, by deadline: Deadline) throws(ServiceFailure) -> OCIDescriptor {
        do throws(ServiceFailure) {
            return try client.manifest(.digest(subject), in: repository, for: .push, by: deadline).descriptor
        } catch {
            guard error.kind == .notFound else { throw error }
            return OCIDescriptor(mediaType: OCIManifest.image, digest: subject, size: 0)
        }
    }

    /// For those who look at the registry; nobody believes it.
    private static func predicateType(of envelope: [UInt8]) -> String? {
        guard let root = try? JSONParser.parse(envelope, tellsPlaces: false).root,
            let payload = root["payload"]?.string.flatMap({ StrictBase64.decode($0) }),
            let statement = try? JSONParser.parse(payload, tellsPlaces: false).root
        else { return nil }
        return statement["predicateType"]?.nonEmptyString
    }

    static let dsse = "application/vnd.dsse.envelope.v1+json"
    /// Image spec, "Guidance for an Empty Descriptor".
    static let empty = Array("{}".utf8)
    static let emptyDigest = ContentDigest.sha256(empty)
    private static let mostSubjects = 16
    private static let attempts = 5
}

extension OCIManifest {
    fileprivate func lists(_ digest: Digest) -> Bool {
        guard case .index(let descriptors) = content else { return false }
        return descriptors.contains { $0.digest == digest }
    }
}

// What an operator reads.

private let notOne = "name one repository to push to, as oci://HOST/REPOSITORY"
private let noRepository = "no registry can have a repository of that name (lower case, digits and . _ - / in it)"
private func tooManySubjects(_ most: Int) -> String { "it is about more than \(most) models" }
private func noIndex(_ repository: OCIRepository, _ tag: String) -> String {
    "\(repository):\(tag) should be the list of what refers to the model, and is none; nothing was written over it"
}
private func notKept(_ repository: OCIRepository, _ tag: String) -> String {
    "\(repository):\(tag) does not keep what is added to it: others write to it again and again"
}
