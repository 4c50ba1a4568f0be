import Attestation
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import RemoteServices
import Testing

@testable import EvidenceStores

@Suite("Evidence that is pushed to a registry", .enabled(if: DockerRegistry.isAvailable))
struct OCIPushTests {
    private let registry: DockerRegistry
    private let repository: OCIRepository
    private let client: RegistryClient
    private let signer: TestSigner
    private let model = Digest(.sha256, hex: String(repeating: "a", count: 64))

    init() throws {
        registry = try DockerRegistry()
        repository = try registry.repository("ml/fraud")
        client = RegistryClient(registry.access)
        signer = try TestSigner()
    }

    private func push(_ envelope: [UInt8], _ subjects: Digest...) throws -> String {
        try EvidencePush(.oci(repositories: ["oci://\(repository)"], registry.access))
            .push(envelope, name: "evaluation-fraud.dsse.json", subjects: subjects, by: .soon)
    }

    private func referrers() throws -> [OCIDescriptor] {
        let index = try client.manifest(.tag(model.referrersTag), in: repository, by: .soon)
        guard case .index(let descriptors) = index.content else { return [] }
        return descriptors
    }

    @Test("it is found by listing and by the model's digest, and says what it is about")
    func found() throws {
        let envelope = try signer.envelope("s3://m/v1/", digest: model.hex)
        let place = try push(envelope, model)
        let store = registry.store("ml/fraud")
        let listing = try store.list(by: .soon)
        #expect(listing.entries.map(\.version) == ["\(ContentDigest.sha256(envelope))"])
        #expect(try store.find(model, by: .soon) == listing.entries)
        #expect(try store.read(try #require(listing.entries.first), by: .soon) == envelope)
        let digest = try #require(place.split(separator: "@").last.flatMap { Digest(oci: String($0)) })
        let (manifest, bytes) = try client.manifestWithBytes(.digest(digest), in: repository, for: .pull, by: .soon)
        #expect(manifest.subject == model && manifest.artifactType == "application/vnd.in-toto+json")
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""in-toto.io/predicate-type":"https://pedigree.dev/"#))
        #expect(try client.resolve("evidence-\(digest.hex)", in: repository, by: .soon) == digest)
        #expect(try referrers().map(\.artifactType) == ["application/vnd.in-toto+json"])
    }

    @Test("what is pushed again is the same, and lies there once")
    func again() throws {
        let envelope = try signer.envelope("s3://m/v1/", digest: model.hex)
        #expect(try push(envelope, model) == push(envelope, model))
        #expect(try referrers().count == 1)
        #expect(try client.tags(in: repository, by: .soon).count == 2)
    }

    @Test("what others attached stays, with all that they said of it")
    func others() throws {
        let other = try client.put(
            [("text/plain", [1])], artifactType: "application/spdx+json", subject: model, in: repository)
        let text = """
            {"schemaVersion":2,"mediaType":"\(OCIManifest.index)","manifests":[{"mediaType":"\(other.mediaType)","digest":\
            "\(other.digest)","size":\(other.size),"annotations":{"x":"y"}}],"annotations":{"kept":"yes"}}
            """
        _ = try client.push(
            manifest: Array(text.utf8), type: OCIManifest.index, as: .tag(model.referrersTag), to: repository, by: .soon
        )
        _ = try push(try signer.envelope("s3://m/v1/", digest: model.hex), model)
        let (_, bytes) = try client.manifestWithBytes(.tag(model.referrersTag), in: repository, for: .pull, by: .soon)
        let after = String(decoding: bytes, as: UTF8.self)
        #expect(after.contains(#""annotations":{"x":"y"}"#) && after.contains(#""annotations":{"kept":"yes"}"#))
        #expect(try referrers().count == 2)
    }

    @Test("a tag that should be the list and is something else is not written over")
    func noIndex() throws {
        try client.put([("text/plain", [1])], tag: model.referrersTag, in: repository)
        let before = try client.resolve(model.referrersTag, in: repository, by: .soon)
        let failure = #expect(throws: PushFailure.self) { try push(try signer.envelope("s3://m/v1/"), model) }
        #expect(failure?.reason.contains("nothing was written over it") == true)
        #expect(try client.resolve(model.referrersTag, in: repository, by: .soon) == before)
    }

    @Test("what several push at once is all found by listing")
    func atOnce() throws {
        let envelopes = try (0..<6).map { try signer.envelope("s3://m/v\($0)/", digest: model.hex) }
        DispatchQueue.concurrentPerform(iterations: envelopes.count) { number in
            do { _ = try push(envelopes[number], model) } catch { Issue.record(error) }
        }
        let listed = Set(try registry.store("ml/fraud").list(by: .soon).entries.map(\.version))
        #expect(listed == Set(envelopes.map { "\(ContentDigest.sha256($0))" }))
    }

    @Test("the subject's own manifest is described where the repository has it")
    func subject() throws {
        let image = try client.put([("application/vnd.oci.image.layer.v1.tar", [1])], tag: "v1", in: repository)
        let place = try push(try signer.envelope("s3://m/v1/", digest: image.digest.hex), image.digest)
        let digest = try #require(place.split(separator: "@").last.flatMap { Digest(oci: String($0)) })
        let (_, bytes) = try client.manifestWithBytes(.digest(digest), in: repository, for: .pull, by: .soon)
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""digest":"\#(image.digest)","size":\#(image.size)}"#))
    }

    @Test("several repositories, or none, are no place to push to")
    func places() throws {
        for repositories in [[], ["oci://h/a", "oci://h/b"], ["oci://h/A"]] {
            #expect(throws: PushFailure.self) { try EvidencePush(.oci(repositories: repositories, RemoteAccess())) }
        }
    }
}

@Suite("Evidence that is pushed to a registry with the referrers API", .enabled(if: MisbehavingServer.isAvailable))
struct OCIPushReferrersTests {
    private let server: MisbehavingServer
    private let name = "t\(UUID().uuidString.lowercased())"
    private let model = Digest(.sha256, hex: String(repeating: "a", count: 64))

    init() throws { server = try .shared() }

    private func push(_ envelope: [UInt8]) throws -> String {
        var access = RemoteAccess()
        access.caFile = server.caFile
        access.networks = TestSite.loopback
        access.credentials.dockerConfigFile = try secretFile("{}")
        let place = "oci://\(server.origin.dropFirst(8))/\(name)"
        return try EvidencePush(.oci(repositories: [place], access))
            .push(envelope, name: "e.dsse.json", subjects: [model], by: .soon)
    }

    private func expectUploads(location: String) throws {
        try server.answer("POST", "/v2/\(name)/blobs/uploads/", status: 202, headers: ["Location": location], [])
    }

    @Test("a registry that keeps the list itself is left to do so")
    func subjectHeader() throws {
        let envelope = try TestSigner().envelope("s3://m/v1/", digest: model.hex)
        try expectUploads(location: "/upload/\(name)?state=x%2Fy")
        try server.answer("PUT", "/upload/\(name)", status: 201, [])
        // The manifest's digest is not known before: whatever tag it is given, it is taken.
        let attachment = OCIAttachment(
            layer: OCIDescriptor(
                mediaType: dsse, digest: ContentDigest.sha256(envelope), size: envelope.count, title: "e.dsse.json"),
            subject: OCIDescriptor(mediaType: OCIManifest.image, digest: model, size: 0),
            predicateType: "https://pedigree.dev/attestations/model-eval/v1")
        let tag = "/v2/\(name)/manifests/evidence-\(attachment.digest.hex)"
        try server.answer("PUT", tag, status: 201, headers: ["OCI-Subject": "\(model)"], [])
        #expect(try push(envelope).hasSuffix("@\(attachment.digest)"))
        let uploads = try server.requests("/upload/\(name)")
        #expect(uploads.count == 2 && uploads.allSatisfy { $0.path.contains("?state=x%2Fy&digest=sha256%3A") })
        #expect(try server.requests("/v2/\(name)/manifests/\(model.referrersTag)").isEmpty)
    }

    @Test("an upload that would go to another host is not sent")
    func foreignUpload() throws {
        try expectUploads(location: "https://evil.example/upload")
        let failure = #expect(throws: PushFailure.self) { try push(Array("{}".utf8)) }
        #expect(failure?.reason.contains("another host") == true)
    }
}
