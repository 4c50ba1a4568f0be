import Attestation
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import RemoteServices
import Testing

@testable import EvidenceStores

@Suite("Evidence in a registry without the referrers API", .enabled(if: DockerRegistry.isAvailable))
struct OCIStoreTests {
    private let registry: DockerRegistry
    private let client: RegistryClient
    private let model = Digest(.sha256, hex: String(repeating: "a", count: 64))
    private let uri = "s3://ml-models-prod/fraud-detector/v47/"

    init() throws {
        registry = try DockerRegistry()
        client = RegistryClient(registry.access)
    }

    private func verified(_ store: OCIStore, _ signer: TestSigner) -> [String] {
        EvidenceIndexer().look(at: [store], trustRoots: [signer.root]).verified(uri)
    }

    @Test("cosign's attestations are found under their tag, by listing and by digest")
    func attestations() throws {
        let signer = try TestSigner()
        let envelope = try signer.envelope(uri)
        let repository = try registry.repository("ml/fraud")
        try client.put([(dsse, envelope)], tag: "\(model.referrersTag).att", in: repository)
        try client.put(
            [("application/vnd.dev.cosign.simplesigning.v1+json", Array("{}".utf8))], tag: "\(model.referrersTag).sig",
            in: repository)
        let store = registry.store("ml/fraud")
        let place = "\(registry.host)/ml/fraud@\(ContentDigest.sha256(envelope)).dsse.json"
        #expect(verified(store, signer) == [place])
        let entry = StoreListing.Entry(place: place, version: "\(ContentDigest.sha256(envelope))")
        #expect(try store.find(model, by: .soon) == [entry])
        #expect(try store.read(entry, by: .soon) == envelope)
        #expect(try store.find(Digest(.sha256, hex: String(repeating: "b", count: 64)), by: .soon) == [])
        #expect(try store.find(Digest(.gitCommit, hex: String(repeating: "b", count: 40)), by: .soon) == nil)
    }

    @Test(
        "what refers to a model is found by the tag that stands for the referrers API; what is no evidence is not read")
    func fallbackTag() throws {
        let signer = try TestSigner()
        let envelope = try signer.envelope(uri)
        let repository = try registry.repository("ml/fraud")
        let one = try client.put([(bundle, envelope)], artifactType: bundle, subject: model, in: repository)
        let other = try client.put(
            [("text/plain", [1])], artifactType: "application/spdx+json", subject: model, in: repository)
        try client.put([one, other], tag: model.referrersTag, in: repository)
        let store = registry.store("ml/fraud")
        #expect(verified(store, signer) == ["\(repository)@\(ContentDigest.sha256(envelope)).sigstore.json"])
        #expect(try store.list(by: .soon).problems.isEmpty)
        #expect(try store.find(model, by: .soon)?.count == 1)
    }

    @Test("evidence under a tag that people gave, and the same envelope in two places, are each found once")
    func tagged() throws {
        let signer = try TestSigner()
        let envelope = try signer.envelope(uri)
        let repository = try registry.repository("evidence")
        try client.put([(dsse, envelope)], tag: "fraud-v47", in: repository)
        try client.put([(dsse, envelope)], tag: "\(model.referrersTag).att", in: repository)
        try client.put([("application/vnd.oci.image.layer.v1.tar", [1, 2, 3])], tag: "model-v1", in: repository)
        #expect(verified(registry.store("evidence"), signer).count == 1)
    }

    @Test("a tag that moves is followed, and what it no longer leads to is no longer there (T8)")
    func moved() throws {
        let signer = try TestSigner()
        let store = registry.store("evidence")
        let repository = try registry.repository("evidence")
        let (one, two) = (try signer.envelope(uri), try signer.envelope(uri, digest: String(repeating: "b", count: 64)))
        try client.put([(dsse, one)], tag: "now", in: repository)
        let before = try store.list(by: .soon)
        #expect(try store.list(by: .soon) == before)
        try client.put([(dsse, two)], tag: "now", in: repository)
        let after = try store.list(by: .soon)
        #expect(after.entries.map(\.version) == ["\(ContentDigest.sha256(two))"])
        #expect(after != before)
    }

    @Test("several repositories are one source; one that is not there fails it, by its name")
    func repositories() throws {
        let signer = try TestSigner()
        try client.put([(dsse, try signer.envelope(uri))], tag: "a", in: try registry.repository("one"))
        let other = try signer.envelope(uri, digest: String(repeating: "b", count: 64))
        try client.put([(dsse, other)], tag: "a", in: try registry.repository("two"))
        #expect(verified(registry.store("one", "two"), signer).count == 2)
        let failure = #expect(throws: StoreFailure.self) { try registry.store("one", "three").list(by: .soon) }
        #expect(failure?.reason.contains("404") == true && failure?.reason.contains("three") == true)
        let none = #expect(throws: StoreFailure.self) { try registry.store("One").list(by: .soon) }
        #expect(none?.reason.contains("lower case") == true)
    }

    @Test("an entry of another source is not read")
    func foreign() throws {
        let digest = ContentDigest.sha256([1])
        let entry = StoreListing.Entry(place: "evil.example/ml/fraud@\(digest).dsse.json", version: "\(digest)")
        #expect(throws: ReadFailure.self) { try registry.store("ml/fraud").read(entry, by: .soon) }
    }

    @Test("a bundle that cosign made comes as cosign made it")
    func cosign() throws {
        guard let bytes = try sharedBytes("vectors/cosign/pkg/cosign/testdata/oci-attestation.sigstore.json") else {
            return
        }
        let repository = try registry.repository("cosign")
        let one = try client.put([(bundle, bytes)], artifactType: bundle, subject: model, in: repository)
        try client.put([one], tag: model.referrersTag, in: repository)
        let store = registry.store("cosign")
        let entry = try #require(try store.find(model, by: .soon)?.first)
        #expect(try store.read(entry, by: .soon) == bytes)
        let outcome = EvidenceIndexer().look(at: [store], trustRoots: [])
        #expect(outcome.index.items.count == 1 && outcome.problems.isEmpty)
    }
}

@Suite("Evidence in a registry that wants a password", .enabled(if: DockerRegistry.isAvailable))
struct OCIStorePasswordTests {
    @Test("it is read and written with the password, and a wrong one is said with the status and the file")
    func password() throws {
        let registry = try DockerRegistry(hasPassword: true)
        func access(_ password: String) throws -> RemoteAccess {
            var access = registry.access
            access.credentials.dockerConfigFile = try secretFile(
                #"{"auths": {"\#(registry.host)": {"username": "Aladdin", "password": "\#(password)"}}}"#)
            return access
        }
        let place = "oci://\(registry.host)/evidence"
        let signer = try TestSigner()
        let push = try EvidencePush(.oci(repositories: [place], try access("open sesame")))
        _ = try push.push(try signer.envelope("s3://m/v1/"), name: "eval.dsse.json", subjects: [], by: .soon)
        func store(_ password: String) throws -> OCIStore {
            OCIStore(name: "r", place: place, repositories: [place], access: try access(password))
        }
        #expect(try store("open sesame").list(by: .soon).entries.count == 1)
        let failure = #expect(throws: StoreFailure.self) { try store("shut sesame").list(by: .soon) }
        #expect(failure?.reason.contains("401") == true && failure?.reason.contains("not accepted") == true)
        #expect(failure?.reason.contains("sesame") == false)
        let refused = try EvidencePush(.oci(repositories: [place], try access("shut sesame")))
        let other = #expect(throws: PushFailure.self) {
            try refused.push(try signer.envelope("s3://m/v2/"), name: "a", subjects: [], by: .soon)
        }
        #expect(other?.reason.contains("401") == true && other?.reason.contains("sesame") == false)
    }
}
