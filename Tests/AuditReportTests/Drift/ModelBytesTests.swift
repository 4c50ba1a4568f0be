import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("Changed bytes under an unchanged reference")
struct ModelBytesTests {
    private let a = Live.digest("a")
    private let b = Live.digest("b")
    private let image = "oci://registry.corp.example/ml/fraud:v47"

    private func model(_ reference: ModelReference = Live.reference(), attested: Digest?...) -> AuditedModel {
        AuditedModel(reference: reference, evidence: attested.map { Live.evidence(model: $0) })
    }

    private func messages(
        _ model: AuditedModel, _ admitted: AdmittedState? = nil, running: [Digest] = [], answer: StoreAnswer? = nil
    ) -> [String] {
        let contents = running.map { RunningImages.Content(digest: $0, count: 1) }
        let drift = ModelBytes(model, admitted, running: contents, answer: answer).drift()
        #expect(drift.allSatisfy { $0.kind == .changedBytes && $0.path == "spec.model" })
        return drift.map(\.message)
    }

    private func state(_ change: (inout StoreState) -> Void) -> StoreAnswer {
        var state = StoreState()
        change(&state)
        return .there(state)
    }

    // MARK: The log and evidence

    @Test("another digest than when it was let in is drift, and the same one is none")
    func recorded() throws {
        let admitted = Live.admitted([(Live.version, a)])
        let drift = messages(model(attested: b), admitted)
        #expect(drift.count == 1)
        let message = try #require(drift.first)
        for part in [Live.version, a.description, b.description, "2026-11-21T", "under the same reference"] {
            #expect(message.contains(part), "\(part)")
        }
        #expect(messages(model(attested: a), admitted).isEmpty)
    }

    @Test("where nobody said it then, or nobody says it now, or two differ, nothing has drifted")
    func unsaid() {
        #expect(messages(model(attested: b), Live.admitted()).isEmpty)
        #expect(messages(model(), Live.admitted([(Live.version, a)])).isEmpty)
        #expect(messages(model(attested: a, b), Live.admitted([(Live.version, a)])).isEmpty)
        #expect(messages(model(attested: b), Live.admitted([("s3://other/", a)])).isEmpty)
        #expect(messages(model(attested: b), Live.admitted([(Live.version, a), (Live.version, b)])).isEmpty)
    }

    @Test("a pin means what it means, whatever was written down")
    func pinned() {
        let reference = Live.reference("hf://o/n", .pinned(a))
        #expect(messages(model(reference, attested: b), Live.admitted([("hf://o/n", a)])).isEmpty)
    }

    // MARK: Pods

    @Test("pods with two contents under one tag are drift, unless the registry says that one index has both")
    func severalRun() {
        let tag = model(Live.reference(image, .mutable("a tag")))
        #expect(messages(tag, running: [a]).isEmpty)
        let drift = messages(tag, running: [a, b])
        #expect(drift.count == 1 && drift[0].contains("2 different contents") && drift[0].contains("--ask-stores"))
        #expect(messages(tag, running: [a, b], answer: .unknown("no answer")) == drift)
        let index = state {
            $0.digest = Live.digest("c")
            $0.members = [a, b]
        }
        #expect(messages(tag, running: [a, b], answer: index).isEmpty)
        // Who serves files has no images.
        #expect(messages(model(), running: [a, b]).isEmpty)
    }

    @Test("a pod that runs something else than was attested is drift")
    func otherThanAttested() {
        let reference = Live.reference(image)
        #expect(
            messages(model(reference, attested: a), running: [b]).first?.contains("its evidence is about \(a)") == true)
        #expect(messages(model(reference, attested: a), running: [a]).isEmpty)
        #expect(messages(model(reference), Live.admitted([(image, a)]), running: [b]).count == 1)
    }

    @Test("a tag that means something else now is drift against what runs and against what was attested")
    func moved() {
        let now = state { $0.digest = b }
        let tag = Live.reference(image, .mutable("a tag"))
        #expect(messages(model(tag), running: [a], answer: now).first?.contains("means \(b) now, and \(a)") == true)
        #expect(messages(model(tag), running: [b], answer: now).isEmpty)
        #expect(messages(model(tag), answer: now).isEmpty)
        #expect(messages(model(Live.reference(image), attested: a), answer: now).count == 1)
        #expect(messages(model(Live.reference(image), attested: b), answer: now).isEmpty)
    }

    @Test("pods that run something else than a digest pins are drift once the registry says that it is no part of it")
    func otherThanPinned() {
        let pin = Live.reference("oci://registry.corp.example/ml/fraud@\(a)", .pinned(a))
        let other = state { $0.digest = a }
        #expect(messages(model(pin), running: [b], answer: other).first?.contains("which pins other content") == true)
        #expect(messages(model(pin), running: [a], answer: other).isEmpty)
        let index = state {
            $0.digest = a
            $0.members = [b]
        }
        #expect(messages(model(pin), running: [b], answer: index).isEmpty)
        // A runtime may name the manifest of its platform: without the registry nobody can tell.
        #expect(messages(model(pin), running: [b]).isEmpty)
    }

    // MARK: Objects

    @Test("an object that has another checksum than was attested is drift")
    func objects() {
        let file = Live.reference("s3://ml-models-prod/fraud.bst")
        #expect(messages(model(file, attested: a), answer: state { $0.digest = b }).first?.contains("\(b) now") == true)
        #expect(messages(model(file, attested: a), answer: state { $0.digest = a }).isEmpty)
    }

    @Test("what was written after it was let in is drift, and what was written before is none")
    func written() {
        func at(_ time: String) -> StoreAnswer {
            state {
                $0.isFolder = true
                $0.modified = .init(time: time, name: "fraud-detector/v47/model.bst")
            }
        }
        let late = messages(model(), Live.admitted(), answer: at("2026-11-22T05:00:00.000Z"))
        #expect(late.first?.contains("fraud-detector/v47/model.bst") == true)
        #expect(messages(model(), Live.admitted(), answer: at("2026-11-21T05:00:00.000Z")).isEmpty)
        #expect(messages(model(), nil, answer: at("2026-11-22T05:00:00.000Z")).isEmpty)
        #expect(messages(model(), Live.admitted(), answer: at("yesterday")).isEmpty)
    }

    @Test("what is gone is drift; what nobody could ask is none")
    func gone() {
        #expect(messages(model(), answer: .gone("nothing lies there")).first?.contains("nothing lies there") == true)
        #expect(messages(model(), answer: .unknown("403")).isEmpty)
        #expect(messages(model(), answer: .there(StoreState())).isEmpty)
    }

    // MARK: Who is asked

    @Test("each reference is asked of its own store")
    func questions() throws {
        let commit = String(repeating: "1", count: 40)
        let pin = Pinning.pinned(Digest(.gitCommit, hex: commit))
        #expect(
            Live.reference("hf://org/name", pin, revision: commit).storeQuestion
                == .hub(repository: "org/name", isDataset: false, commit: commit))
        #expect(
            Live.reference("git+https://git.example/ml/m@\(commit)", pin).storeQuestion
                == .git(url: "https://git.example/ml/m", commit: commit))
        #expect(
            Live.reference("https://git.example/ml/m", pin, consumer: .git).storeQuestion
                == .git(url: "https://git.example/ml/m", commit: commit))
        #expect(
            Live.reference().storeQuestion == .object(bucket: "ml-models-prod", key: "fraud-detector/v47/"))
        let name = try #require(ImageReference("registry.corp.example/ml/fraud:v47"))
        #expect(Live.reference(image).storeQuestion == .image(name))
        for value in ["models:/fraud/7", "pvc://claim/model", "gs://bucket/m", "s3://", "hf://org/name", "/mnt/m"] {
            #expect(Live.reference(value).storeQuestion == nil, "\(value)")
        }
    }
}
