import KubernetesModel
import RemoteServices
import Testing

@testable import EvidenceStores

@Suite("What of a registry is evidence")
struct OCIEvidenceTests {
    private let digest = Digest(.sha256, hex: String(repeating: "ab", count: 32))

    private func evidence(
        _ mediaType: String, title: String? = nil, artifactType: String? = nil, subject: Digest? = nil
    ) throws -> OCIEvidence {
        var text = artifact([(mediaType, [1])], artifactType: artifactType, subject: subject)
        if let title {
            text = text.replacing(
                #""size": 1}]"#, with: #""size": 1, "annotations": {"org.opencontainers.image.title": "\#(title)"}}]"#)
        }
        return OCIEvidence(try OCIManifest(Array(text.utf8), type: nil, digest: nil))
    }

    @Test(
        "a layer is read as what its media type says",
        arguments: [
            ("application/vnd.dsse.envelope.v1+json", ".dsse.json"),
            ("application/vnd.in-toto.provenance+dsse", ".dsse.json"),
            ("application/vnd.dev.sigstore.bundle.v0.3+json", ".sigstore.json"),
            ("application/vnd.dev.sigstore.bundle+json;version=0.2", ".sigstore.json"),
            ("application/vnd.in-toto.bundle", ".intoto.jsonl"), ("application/vnd.in-toto+json", ".json"),
            ("application/vnd.dev.cosign.simplesigning.v1+json", nil),
            ("application/vnd.oci.image.layer.v1.tar+gzip", nil),
            ("application/json", nil),
        ] as [(String, String?)])
    func mediaTypes(type: String, ending: String?) throws {
        #expect(try evidence(type).layers.map(\.ending) == (ending.map { [$0] } ?? []))
        if let ending { #expect(CarrierName("fraud@sha256:ab\(ending)") != nil) }
    }

    @Test("ORAS keeps names: a signature counts wherever it lies, a plain file only where it is attached to something")
    func titles() throws {
        let tar = "application/vnd.oci.image.layer.v1.tar"
        #expect(try evidence(tar, title: "model/model.sig").layers.map(\.ending) == [".sig"])
        for (name, ending) in [("config.json", ".json"), ("runs.jsonl", ".jsonl"), ("dvc.lock", "/dvc.lock")] {
            #expect(try evidence(tar, title: name).layers.isEmpty)
            #expect(try evidence(tar, title: name, subject: digest).layers.map(\.ending) == [ending])
            #expect(
                try evidence(tar, title: name, artifactType: "application/vnd.in-toto+json").layers.map(\.ending) == [
                    ending
                ])
        }
        #expect(try evidence(tar, title: "model.safetensors", subject: digest).layers.isEmpty)
    }

    @Test("of referrers, those are fetched that say that they are evidence, or that say nothing")
    func worthwhile() {
        func isWorthwhile(_ type: String?) -> Bool {
            !OCIEvidence.worthwhile([
                OCIDescriptor(mediaType: OCIManifest.image, digest: digest, size: 1, artifactType: type)
            ]).isEmpty
        }
        for type in [
            nil, "application/vnd.in-toto+json", "application/vnd.dev.sigstore.bundle.v0.3+json",
            "application/vnd.unknown.artifact.v1", "application/vnd.oci.empty.v1+json",
        ] {
            #expect(isWorthwhile(type), "\(type ?? "nil")")
        }
        for type in [
            "application/vnd.cncf.notary.signature", "application/spdx+json", "application/vnd.cyclonedx+json",
        ] {
            #expect(!isWorthwhile(type), "\(type)")
        }
    }

    @Test("a tag's name says what is under it")
    func tags() {
        let hex = digest.hex
        let expected: [String: OCITag] = [
            "sha256-\(hex)": .referrers, "sha512-\(hex)": .referrers, "sha256-\(hex).att": .attestations,
            "sha256-\(hex).sig": .other, "sha256-\(hex).sbom": .other, "evidence-\(hex)": .own(digest), "v1": .model,
            "sha256-\(hex)0": .model, "sha256-\(hex.uppercased())": .model, "evidence-\(hex)0": .model,
            "evidence-": .model,
            "sha256-\(hex).": .model, "latest": .model,
        ]
        for (tag, kind) in expected { #expect(OCITag(tag) == kind, "\(tag)") }
        #expect(OCITag(OCITag.name(ofEvidence: digest)) == .own(digest))
        #expect(OCITag(OCITag.name(ofAttestationsOf: digest)) == .attestations)
    }
}
