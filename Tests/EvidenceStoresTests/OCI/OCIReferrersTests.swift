import Attestation
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import RemoteServices
import Testing

@testable import EvidenceStores

@Suite("Evidence in a registry with the referrers API", .enabled(if: MisbehavingServer.isAvailable))
struct OCIReferrersTests {
    private let server: MisbehavingServer
    private let name = "t\(UUID().uuidString.lowercased())"
    private let store: OCIStore
    private let envelope: [UInt8]

    init() throws {
        server = try .shared()
        var access = RemoteAccess()
        access.caFile = server.caFile
        access.networks = TestSite.loopback
        access.credentials.dockerConfigFile = try secretFile("{}")
        let place = "oci://\(server.origin.dropFirst(8))/\(name)"
        store = OCIStore(name: "registry", place: place, repositories: [place], access: access)
        envelope = try TestSigner().envelope("s3://m/v1/")
    }

    private var path: String { "/v2/\(name)/" }

    private func answer(_ what: String, status: Int = 200, type: String = "", _ text: String) throws {
        let headers = type.isEmpty ? [:] : ["Content-Type": type]
        try server.answer("GET", path + what, status: status, headers: headers, Array(text.utf8))
    }

    private func tags(_ tags: String...) throws {
        try answer("tags/list", #"{"tags": [\#(tags.map { "\"\($0)\"" }.joined(separator: ","))]}"#)
    }

    private func put(_ text: String, _ artifactType: String? = nil, tag: String? = nil) throws -> OCIDescriptor {
        let digest = ContentDigest.sha256(Array(text.utf8))
        for reference in ["\(digest)"] + (tag.map { [$0] } ?? []) {
            try server.answer(
                "GET", "\(path)manifests/\(reference)", headers: ["Docker-Content-Digest": "\(digest)"],
                Array(text.utf8))
        }
        return OCIDescriptor(
            mediaType: OCIManifest.image, digest: digest, size: text.utf8.count, artifactType: artifactType)
    }

    private func refer(_ descriptors: OCIDescriptor..., to subject: OCIDescriptor) throws {
        try answer("referrers/\(subject.digest)", type: OCIManifest.index, imageIndex(descriptors))
    }

    private func asked(_ what: String = "") throws -> [String] {
        try server.requests(path + what).map { "\($0.method) \($0.path.dropFirst(path.utf8.count))" }
    }

    @Test("what is attached to a tagged model is found, and a second look asks only for what can have changed")
    func referrers() throws {
        let model = try put(artifact([("application/vnd.oci.image.layer.v1.tar", [1])]), tag: "v1")
        let evidence = try put(
            artifact([(dsse, envelope)], artifactType: "application/vnd.in-toto+json"), "application/vnd.in-toto+json")
        let sbom = try put(artifact([("text/plain", [2])]), "application/spdx+json")
        try refer(evidence, sbom, to: model)
        try tags("v1")
        let listing = try store.list(by: .soon)
        #expect(listing.entries.map(\.version) == ["\(ContentDigest.sha256(envelope))"])
        #expect(listing.problems.isEmpty)
        let before = try asked()
        #expect(!before.contains { $0.contains(sbom.digest.hex) })
        #expect(try store.list(by: .soon) == listing)
        #expect(
            try asked().dropFirst(before.count) == [
                "GET tags/list?n=1000", "HEAD manifests/v1", "GET referrers/\(model.digest)",
            ])
    }

    @Test("a model that no tag leads to is found by its digest")
    func find() throws {
        let model = try put(artifact([("application/vnd.oci.image.layer.v1.tar", [1])]))
        let evidence = try put(artifact([(dsse, envelope)]))
        try refer(evidence, to: model)
        let found = try store.find(model.digest, by: .soon)
        #expect(found?.map(\.version) == ["\(ContentDigest.sha256(envelope))"])
        #expect(try asked("manifests/sha256-\(model.digest.hex)").map { $0.hasSuffix(".att") } == [true])
    }

    @Test("a registry that fails a look-up is never one that has nothing", arguments: [401, 403, 429, 500])
    func failures(status: Int) throws {
        let model = Digest(.sha256, hex: String(repeating: "c", count: 64))
        try answer("referrers/\(model)", status: status, type: "application/json", "{}")
        #expect(throws: StoreFailure.self) { try store.find(model, by: .soon) }
        try answer("referrers/\(model)", status: 404, "")
        #expect(try store.find(model, by: .soon) == [])
        try answer("manifests/\(model.referrersTag)", status: status, "")
        #expect(throws: StoreFailure.self) { try store.find(model, by: .soon) }
    }

    @Test("a referrer that is gone, malformed or other than its digest is its own problem")
    func broken() throws {
        let model = try put(artifact([("application/vnd.oci.image.layer.v1.tar", [1])]), tag: "v1")
        let good = try put(artifact([(dsse, envelope)]))
        let malformed = try put("{")
        let other = try put(artifact([(dsse, [1])]))
        try answer("manifests/\(other.digest)", artifact([(dsse, [2])]))
        let gone = OCIDescriptor(
            mediaType: OCIManifest.image, digest: Digest(.sha256, hex: String(repeating: "d", count: 64)), size: 1)
        try refer(good, malformed, other, gone, to: model)
        try tags("v1")
        let listing = try store.list(by: .soon)
        #expect(listing.entries.count == 1)
        #expect(listing.problems.count == 3)
        #expect(listing.problems.contains { $0.reason.contains("other bytes") && $0.place.contains(other.digest.hex) })
        // What was broken is asked for again; mended, it counts.
        _ = try put("{")
        try answer("manifests/\(other.digest)", artifact([(dsse, [1])]))
        #expect(try store.list(by: .soon).entries.count == 2)
    }

    @Test("a digest that a registry claims for a tag decides nothing until its bytes were hashed (T7)")
    func claims() throws {
        let claimed = try put(artifact([(dsse, envelope)]))
        let text = artifact([(dsse, [7])])
        try tags("v1")
        try server.answer(
            "GET", "\(path)manifests/v1", headers: ["Docker-Content-Digest": "\(claimed.digest)"], Array(text.utf8))
        #expect(try store.list(by: .soon).entries.map(\.version) == ["\(ContentDigest.sha256([7]))"])
    }

    @Test("more referrers than are read fail the look, and end it (T6)")
    func tooMany() throws {
        let model = try put(artifact([("application/vnd.oci.image.layer.v1.tar", [1])]), tag: "v1")
        let one = try put(artifact([(dsse, envelope)]))
        try answer(
            "referrers/\(model.digest)", type: OCIManifest.index, imageIndex(Array(repeating: one, count: 10_001)))
        try tags("v1")
        #expect(throws: StoreFailure.self) { try store.list(by: .soon) }
        #expect(throws: StoreFailure.self) { try store.find(model.digest, by: .soon) }
    }

    @Test("of very many models the last are looked at, and that is said")
    func manyModels() throws {
        try answer("tags/list", #"{"tags": [\#((0..<1003).map { "\"v\($0)\"" }.joined(separator: ","))]}"#)
        let listing = try store.list(by: .soon)
        #expect(listing.problems.count == 1 && listing.problems[0].reason.contains("1003"))
        #expect(try asked("manifests/").count == 1000)
    }
}
