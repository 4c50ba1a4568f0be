import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import Testing

@testable import PolicyEngine

@Suite("EvidenceIndex")
struct EvidenceIndexTests {
    private func item(_ place: String, _ subject: ResourceDescriptor) -> EvidenceItem {
        EvidenceItem(
            source: "git", place: place, digest: ContentDigest.sha256(Array(place.utf8)),
            claims: EvidenceItem.Claims(predicateType: PredicateType.modelEvaluation, subjects: [subject]),
            outcome: .failure(Rejection(.signature, .untrusted, "nobody")))
    }

    @Test("evidence is found by digest, by URI byte for byte, by hint and by what it is a version of")
    func find() {
        let subject = ResourceDescriptor(uri: version47, digests: ["sha256": content47])
        let index = EvidenceIndex(sources: [], items: [item("a.json", subject)], records: [])
        #expect(index.items(digest: Digest(.sha256, hex: content47), uri: nil).map(\.place) == ["a.json"])
        #expect(index.items(digest: nil, uri: version47).map(\.place) == ["a.json"])
        #expect(index.items(digest: Digest(.sha256, hex: content47), uri: version47).count == 1)
        #expect(index.items(digest: nil, uri: String(version47.dropLast())).isEmpty)
        #expect(index.relatives(of: version48).map(\.place) == ["a.json"])
        #expect(index.relatives(of: "s3://ml-models-prod/other/v47/").isEmpty)
        #expect(index.items(hint: "a.json").count == 1)
        #expect(index.items(hint: ContentDigest.sha256(Array("a.json".utf8)).description).count == 1)
        #expect(index.items(hint: "b.json").isEmpty)
    }

    @Test(
        "versions of one thing are of one family",
        arguments: [
            ("s3://b/fraud/v47/", "s3://b/fraud"), ("s3://b/fraud/v47", "s3://b/fraud"), ("s3://b", "s3://b"),
            ("oci://registry:5000/ml/fraud@sha256:aa", "oci://registry:5000/ml/fraud"),
            ("registry:5000/ml/fraud:v1", "registry:5000/ml/fraud"), ("hf://acme/fraud:27dc", "hf://acme/fraud"),
            ("hf://acme/fraud", "hf://acme/fraud"), ("models:/fraud/7", "models:/fraud"), ("", ""), ("s3://", "s3://"),
            ("@", ""), ("s3:///", "s3://"), ("a://b@c", "a://b"),
        ])
    func family(uri: String, expected: String) {
        #expect(EvidenceIndex.family(of: uri) == expected)
    }
}

@Suite("DatasetPin")
struct DatasetPinTests {
    private let sha = String(repeating: "a", count: 64)
    private let md5 = "92ee629bdbb01a36461a570f3779f809"

    @Test("a record's data is pinned by its digests, or by a version that it gives")
    func pins() {
        let expected: [(ResourceDescriptor, DatasetReference.Class)] = [
            (ResourceDescriptor(digests: ["sha256": sha]), .pinned),
            (ResourceDescriptor(digests: ["sha256": md5]), .mutable),
            (ResourceDescriptor(digests: ["gitCommit": commit]), .pinned),
            (ResourceDescriptor(digests: ["md5": md5]), .weak),
            (ResourceDescriptor(uri: "s3://b/a", digests: ["md5": md5]), .weak),
            (ResourceDescriptor(uri: "s3://b/a"), .mutable),
            (ResourceDescriptor(uri: "lakefs://r/\(sha)/a"), .pinned), (ResourceDescriptor(), .mutable),
            (ResourceDescriptor(uri: "s3://b/a", annotations: ["kind": "s3-version", "version": "v1"]), .conditional),
            (ResourceDescriptor(uri: "s3://b/a", annotations: ["kind": "s3-version", "version": "null"]), .mutable),
            (ResourceDescriptor(uri: "s3://b/a", annotations: ["kind": "mlflow", "version": "1a2b3c4d"]), .mutable),
        ]
        for (data, pin) in expected { #expect(DatasetPin.of(data).pin == pin, "\(data)") }
    }

    @Test("the same commit of another repository is other data, and so is another digest under the same address")
    func same() {
        let data = ResourceDescriptor(uri: "git+https://git.corp/ml/data.git", digests: ["gitCommit": commit])
        #expect(DatasetPin.names(DatasetReference("git+https://git.corp/ml/data@\(commit)#train"), data))
        #expect(DatasetPin.names(DatasetReference("gitCommit:\(commit)"), data))
        #expect(!DatasetPin.names(DatasetReference("git+https://git.corp/evil/data@\(commit)"), data))
        let file = ResourceDescriptor(uri: "s3://b/a", digests: ["sha256": sha, "md5": md5])
        #expect(DatasetPin.names(DatasetReference("md5:\(md5)"), file))
        #expect(!DatasetPin.names(DatasetReference("s3://b/a@sha256:\(String(repeating: "b", count: 64))"), file))
        #expect(!DatasetPin.names(DatasetReference("s3://b/a"), file), "a name alone is not enough")
    }
}
