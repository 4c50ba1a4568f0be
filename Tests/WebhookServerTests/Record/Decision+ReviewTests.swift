import Attestation
import DecisionLog
import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@testable import WebhookServer

@Suite("What is kept of a decision")
struct DecisionReviewTests {
    private static let digest = Digest(.sha256, hex: String(repeating: "b", count: 64))

    private func decision(
        _ review: String, _ policy: String = Texts.policy(), before: ServedState.Admission? = nil,
        _ change: (inout Review) -> Void = { _ in }
    ) throws -> Decision {
        let request = ReviewRequest(try AdmissionRequest.decode(Array(review.utf8)))
        var result = try Texts.reviewer(policy).review(request, at: Texts.time)
        change(&result)
        return Decision(
            result, request, uid: "705ab4f5", DecisionOrigin(cluster: "east", policyCommit: "c0ffee"), at: Texts.time,
            microseconds: 123, before: before)
    }

    @Test("who asked for what, when, where, and what became of it")
    func request() throws {
        let decision = try decision(
            Texts.review(
                Texts.object("Deployment", Texts.mutable, uid: "d1", generation: 7),
                groups: #"["ml","system:authenticated"]"#))
        #expect(decision.time == Texts.time && decision.microseconds == 123)
        #expect(decision.cluster == "east" && decision.policyCommit == "c0ffee")
        #expect(decision.requestUID == "705ab4f5" && decision.user == "alice@example.com")
        #expect(decision.groups == ["ml", "system:authenticated"])
        #expect(decision.operation == "CREATE" && decision.subresource == nil)
        #expect(decision.workload == Texts.workload("Deployment", "web") && decision.version == "v1")
        #expect(decision.uid == "d1" && decision.generation == 7)
        #expect(decision.verdict == "denied" && decision.codes == ["pinnedModel.mutable"])
        #expect(decision.admission == nil && decision.drift.isEmpty && decision.notJudged == nil)
        #expect(decision.policies == ["production"] && decision.exceptions.isEmpty)
        #expect(decision.policyDigest == (try Texts.reviewer(Texts.policy()).policies.digest))
        #expect(decision.message?.contains("pinnedModel.mutable") == true)
        let model = try #require(decision.models.first)
        #expect(decision.models.count == 1)
        #expect(model.served.value == "org/model" && model.served.role == .model && model.served.pinning == "mutable")
        #expect(model.served.container == "server" && model.served.digest == nil)
        #expect(model.path.hasPrefix("spec.template.spec.containers[0].args"))
        let fields = decision.fields.filter { $0.key.contains("args") }.sorted { $0.key < $1.key }.map(\.value)
        #expect(fields == ["--model", "org/model"])
        #expect(decision.fingerprint.count == 64 && decision.annotations.count == 64)
    }

    @Test("what it takes to judge the object again is kept, and not of children")
    func reading() throws {
        let decision = try decision(Texts.review(Texts.object("Deployment", Texts.pinned)))
        #expect(decision.judged.utf8.count == 64 && decision.reading.keys.contains { $0.hasSuffix(".image") })
        let child = try self.decision(Texts.review(Texts.object("Deployment", Texts.pinned))) { review in
            review.admission = .child(ownerUID: "owner")
        }
        #expect(child.judged.isEmpty && child.reading.isEmpty && child.ownerUID == "owner")
    }

    @Test("a pin is kept as the digest of the model's content")
    func digests() throws {
        let pinned = try decision(Texts.review(Texts.object("Deployment", Texts.pinned)))
        #expect(pinned.verdict == "allowed" && pinned.admission == .allowed)
        let model = try #require(pinned.models.first?.served)
        #expect(model.pinning == "pinned" && model.digest == Digest(.gitCommit, hex: String(repeating: "a", count: 40)))
        #expect(model.revision == String(repeating: "a", count: 40))
    }

    @Test("a version is kept with the digest that its evidence gives it, where all of it gives one")
    func attestedDigests() throws {
        let value = "s3://ml-models/fraud/v47/"
        let other = Digest(.sha256, hex: String(repeating: "c", count: 64))
        func served(_ pinning: Pinning, _ evidence: [(reference: String, model: Digest?)]) throws -> ServedModel {
            let decision = try decision(Texts.review(Texts.object("Deployment", Texts.pinned))) { review in
                for place in review.references.indices {
                    review.references[place].value = value
                    review.references[place].pinning = pinning
                }
                review.evidence = evidence.map {
                    UsedEvidence(
                        rule: "evaluation", reference: $0.reference, source: "git", place: "eval.json",
                        digest: Self.digest, model: $0.model)
                }
            }
            return try #require(decision.models.first?.served)
        }
        let version = Pinning.versioned("one version")
        #expect(try served(version, [(value, other), (value, other), (value, nil)]).digest == other)
        #expect(try served(version, [(value, other), (value, Self.digest)]).digest == nil)
        #expect(try served(version, [("s3://ml-models/fraud/v46/", other)]).digest == nil)
        #expect(try served(version, []).digest == nil)
        #expect(try served(.mutable("a name"), [(value, other)]).digest == nil)
        // What a reference pins itself is what it serves, whatever is said of it.
        #expect(try served(.pinned(Self.digest), [(value, other)]).digest == Self.digest)
    }

    @Test("evidence is kept with the metrics that counted, and each dataset once")
    func evidence() throws {
        let data = UsedEvidence.Dataset(name: "eval", reference: "s3://data/eval/v3/", digest: "sha256:dd")
        let decision = try decision(Texts.review(Texts.object("Deployment", Texts.pinned))) { review in
            review.evidence = [
                UsedEvidence(
                    rule: "evaluation", reference: "org/model", source: "git", place: "eval.json", digest: Self.digest,
                    metrics: [
                        .init(name: "f1", value: "0.950"), .init(name: "f1", slice: "region=eu", value: "0.91"),
                    ], datasets: [data]),
                UsedEvidence(
                    rule: "lineage", reference: "org/model", source: "git", place: "lineage.json", digest: Self.digest,
                    datasets: [data, .init(name: "train", reference: "s3://data/train/v9/", digest: nil)]),
            ]
            review.exceptions = ["legacy"]
        }
        #expect(decision.evidence.map(\.rule) == ["evaluation", "lineage"])
        #expect(decision.evidence.map(\.digest) == Array(repeating: Self.digest.description, count: 2))
        #expect(decision.evidence.map(\.place) == ["eval.json", "lineage.json"])
        #expect(decision.evidence.first?.metrics.map(\.value) == ["0.950", "0.91"])
        #expect(decision.evidence.first?.metrics.map(\.slice) == [nil, "region=eu"])
        #expect(decision.datasets.map(\.name) == ["eval", "train"])
        #expect(decision.datasets.map(\.digest) == ["sha256:dd", nil])
        #expect(decision.exceptions == ["legacy"])
    }

    @Test("what a warning let in is tolerated; an update that leaves it, as it stood before")
    func admissions() throws {
        let mild = Texts.policy(action: "Warn")
        let warned = try decision(Texts.review(Texts.object("Deployment", Texts.mutable)), mild)
        #expect(
            warned.verdict == "allowed" && warned.admission == .tolerated && warned.codes == ["pinnedModel.mutable"])
        let update = Texts.review(
            Texts.object("Deployment", Texts.mutable, metadata: #","labels":{"a":"b"}"#),
            old: Texts.object("Deployment", Texts.mutable), operation: "UPDATE")
        #expect(try decision(update, before: .found).admission == .found)
        let unknown = try decision(update)
        #expect(unknown.admission == .tolerated && unknown.drift == ["pinnedModel.mutable"])
        #expect(unknown.notJudged?.isEmpty == false && unknown.operation == "UPDATE")
        // A change of the model stands by its own judgement.
        let changed = Texts.review(
            Texts.object("Deployment", Texts.pinned), old: Texts.object("Deployment", Texts.mutable),
            operation: "UPDATE")
        #expect(try decision(changed, before: .denied).admission == .allowed)
    }

    @Test("annotations of ours are told apart, in whatever order, and others are not")
    func annotations() throws {
        func digest(_ annotations: String) throws -> String {
            try decision(
                Texts.review(
                    Texts.object("Deployment", Texts.pinned, metadata: #","annotations":{\#(annotations)}"#))
            ).annotations
        }
        let one = try digest(#""pedigree.dev/data-context":"f=s3://a/","pedigree.dev/x":"1""#)
        #expect(try digest(#""pedigree.dev/x":"1","other":"2","pedigree.dev/data-context":"f=s3://a/""#) == one)
        #expect(try digest(#""pedigree.dev/data-context":"f=s3://b/","pedigree.dev/x":"1""#) != one)
        #expect(try digest(#""pedigree.dev/data-context":"f=s3://a/","pedigree.dev/x1":"""#) != one)
        #expect(one == AnnotationDigest.of(["pedigree.dev/x": "1", "pedigree.dev/data-context": "f=s3://a/", "o": ""]))
    }

    @Test("what stands in the log is what was decided, letter for letter, whatever was written in the request")
    func hostile() throws {
        let name = "\\u0000\\u001b[31m\\ud83e\\udd8a'; DROP TABLE entries; --\\u202e"
        let decision = try decision(
            Texts.review(Texts.object("Deployment", "\(name)/m", uid: "d1"), name: name, user: name))
        let body = EntryBody.reviewed(decision)
        #expect(try EntryBody.decode(kind: body.kind, body.encoded()) == body)
        #expect(decision.user.contains("\u{202e}"))
        #expect(decision.message?.contains("\u{1b}") == false)
    }

    @Test("an object of any size is kept in little room")
    func bounded() throws {
        let containers = (0..<250).map {
            #"{"name":"c\#($0)","image":"vllm/vllm-openai:v0.10.0","args":["--model","org/model-\#($0)"]}"#
        }.joined(separator: ",")
        let pod =
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"ml"},"spec":{"containers":[\#(containers)]}}"#
        let many = try decision(Texts.review(pod, kind: "Pod", name: "p"))
        #expect(many.models.count == 200, "\(many.models.count) \(many.verdict) \(many.message ?? "")")
        #expect(many.fields.count <= 64)
        #expect(EntryBody.reviewed(many).encoded().count < 200_000)
        let long = String(repeating: "x", count: 1_000_000)
        let one = try decision(
            Texts.review(Texts.object("Deployment", "org/\(long)"), user: long, groups: #"["\#(long)"]"#))
        let size = EntryBody.reviewed(one).encoded().count
        #expect(size < 50_000, "\(size)")
        let other = try decision(Texts.review(Texts.object("Deployment", "org/\(long.dropLast())y")))
        #expect(one.models.first?.served.value != other.models.first?.served.value)
    }
}
