import Attestation
import KubernetesModel
import Testing

@testable import RemoteServices

@Suite("Manifests")
struct OCIManifestTests {
    private let hex = String(repeating: "ab", count: 32)

    private func manifest(_ text: String, type: String? = nil) throws -> OCIManifest {
        try OCIManifest(Array(text.utf8), type: type, digest: nil)
    }

    private func reason(_ text: String, type: String? = nil) -> String {
        #expect(throws: OCIManifest.Objection.self) { try manifest(text, type: type) }?.reason ?? ""
    }

    @Test("an artifact's manifest has layers, a type and a subject, and the digest of its bytes")
    func artifact() throws {
        let text = """
            {"schemaVersion": 2, "mediaType": "\(OCIManifest.image)", "artifactType": "application/vnd.in-toto+json",
             "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": "sha256:\(hex)", "size": 2},
             "layers": [{"mediaType": "application/vnd.dsse.envelope.v1+json", "digest": "sha256:\(hex)", "size": 7,
                         "annotations": {"org.opencontainers.image.title": "eval.dsse.json"}}],
             "subject": {"mediaType": "\(OCIManifest.image)", "digest": "sha512:\(hex)\(hex)", "size": 9}}
            """
        let manifest = try manifest(text, type: "\(OCIManifest.image); charset=utf-8")
        #expect(manifest.digest == ContentDigest.sha256(Array(text.utf8)))
        #expect(manifest.artifactType == "application/vnd.in-toto+json")
        #expect(manifest.subject == Digest(oci: "sha512:\(hex)\(hex)"))
        #expect(
            manifest.content
                == .image(
                    layers: [
                        OCIDescriptor(
                            mediaType: "application/vnd.dsse.envelope.v1+json", digest: Digest(.sha256, hex: hex),
                            size: 7,
                            title: "eval.dsse.json")
                    ], config: "application/vnd.oci.empty.v1+json"))
    }

    @Test("a manifest that does not say what it is, is what its Content-Type or its shape says")
    func shapes() throws {
        #expect(try manifest(#"{"layers": []}"#).mediaType == OCIManifest.image)
        #expect(try manifest(#"{"manifests": []}"#).mediaType == OCIManifest.index)
        #expect(try manifest(#"{"layers": []}"#, type: OCIManifest.dockerImage).mediaType == OCIManifest.dockerImage)
        #expect(
            try manifest(#"{"blobs": [], "mediaType": "\#(OCIManifest.artifact)"}"#).mediaType == OCIManifest.artifact)
    }

    @Test("what is an index to one reader and an image to another is neither (CVE-2021-41190)")
    func confusion() {
        #expect(reason(#"{"layers": [], "manifests": []}"#).contains("another"))
        #expect(reason(#"{"manifests": [], "mediaType": "\#(OCIManifest.image)"}"#).contains("another"))
        #expect(reason(#"{"layers": [], "mediaType": "\#(OCIManifest.index)"}"#).contains("another"))
        let image = #"{"layers": [], "mediaType": "\#(OCIManifest.image)"}"#
        #expect(reason(image, type: OCIManifest.dockerImage).contains("another"))
        #expect(throws: Never.self) { try manifest(image, type: "application/json") }
    }

    @Test("one descriptor that cannot be read hides none beside it")
    func descriptors() throws {
        let good = #"{"mediaType": "a/b", "digest": "sha256:\#(hex)", "size": 1}"#
        let bad = [
            "7", "{}", #"{"mediaType": "a/b", "digest": "sha256:short", "size": 1}"#,
            #"{"mediaType": "a/b", "digest": "sha256:\#(hex)", "size": -1}"#,
            #"{"mediaType": "a/b", "digest": "sha256:\#(hex)", "size": 1e99}"#,
            #"{"mediaType": "a/b", "digest": "blake3:\#(hex)", "size": 1}"#,
        ]
        let manifest = try manifest(#"{"manifests": [\#((bad + [good]).joined(separator: ","))]}"#)
        #expect(manifest.unreadable == bad.count)
        #expect(
            manifest.content == .index([OCIDescriptor(mediaType: "a/b", digest: Digest(.sha256, hex: hex), size: 1)]))
    }

    @Test(
        "what is no manifest is none",
        arguments: [
            "", "[]", "7", "{}", #"{"layers": {}}"#, #"{"layers": [], "layers": []}"#,
            #"{"layers": [], "mediaType": "application/vnd.docker.distribution.manifest.v1+prettyjws"}"#,
        ])
    func malformed(text: String) {
        #expect(!reason(text).isEmpty)
    }
}
