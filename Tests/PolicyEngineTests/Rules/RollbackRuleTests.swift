import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

/// The workload `churn` of `ml-prod`, whose policy asks for the context of what comes back.
private struct Scene {
    var gate: Gate
    var past = Past()
    var hasRecord = true
    var images: [ContainerImage] = []

    init(_ rollback: String = "{requireDataContext: true}", lineage: String = "") throws {
        gate = try Gate("rollback: \(rollback)\n    \(lineage)")
    }

    func subject(
        _ references: [ModelReference], _ declarations: [Declaration] = [], replaced: [ModelReference]? = nil,
        isChild: Bool = false
    ) -> Subject {
        var workload = Workload()
        workload.references = references
        workload.declarations = declarations
        workload.images = images
        var subject = PolicyEngineTests.subject(workload, namespace: "ml-prod", isChild: isChild)
        subject.identity = churn
        subject.record = hasRecord ? past.record : nil
        subject.replaced = replaced
        subject.write = Write(replaced == nil ? .create : .update, username: "alice")
        return subject
    }

    func judge(
        _ value: String, _ declarations: [Declaration] = [], replaces old: String?, isChild: Bool = false
    ) throws -> Judgement {
        let replaced = old.map { [reference($0, immutableVersion)] }
        return try gate.judge(
            subject([reference(value, immutableVersion)], declarations, replaced: replaced, isChild: isChild))
    }
}

private let features12 = "features=s3://corp-data/features/v12/"
private let features13 = "features=s3://corp-data/features/v13/"
private let former = ["features": "s3://corp-data/features/v12/"]

extension Judgement {
    fileprivate var codes: [String] { findings.map(\.code.rawValue) }
}

@Suite("RollbackRule: what comes back")
struct RollbackComebackTests {
    @Test("a model that was served before comes back with the context that it was live with, and not without")
    func servedBefore() throws {
        var scene = try Scene()
        scene.past.add(version47, context: former)
        scene.past.add(version48, context: ["features": "s3://corp-data/features/v13/"], until: nil)
        let finding = try #require(
            try scene.judge(version47, [context(features13)], replaces: version48).findings.first)
        #expect(finding.code == .rollbackContextChanged)
        #expect(finding.action == .deny)
        #expect(
            finding.message
                == "\"\(version47)\" was served before and comes back without its data context: features: deployed "
                + "s3://corp-data/features/v13/, it was live with s3://corp-data/features/v12/; bring both back together: "
                + "pedigree rollback churn --namespace ml-prod --to v47 prints the whole edit")
        #expect(try scene.judge(version47, [context(features12)], replaces: version48).codes == [])
        #expect(
            try scene.judge(version47, replaces: version48).findings.first?.message.contains("does not name it") == true
        )
    }

    @Test("a later version that was never served is no rollback, whatever its context")
    func forward() throws {
        var scene = try Scene()
        scene.past.add(version47, context: former)
        let judgement = try scene.judge(version48, [context(features13)], replaces: version47)
        #expect(judgement.codes == [] && judgement.notEvaluated == [])
        scene.past.add(version48, until: nil)
        scene.past.add(version47)
        #expect(
            try scene.judge(version48, [context(features13)], replaces: version47).codes == ["rollback.contextUnknown"],
            "what was served before comes back, even where it is the later version")
    }

    @Test("what stays as it is does not come back, and needs no record")
    func kept() throws {
        var scene = try Scene()
        scene.past.failure = "the database does not answer"
        let judgement = try scene.judge(version47, [context(features13)], replaces: version47)
        #expect(judgement.codes == [] && judgement.unreachable.isEmpty && judgement.notEvaluated == [])
    }

    @Test("a record that cannot be read decides nothing, and under a policy that warns it stops nothing")
    func unavailable() throws {
        var scene = try Scene()
        scene.past.failure = "the database does not answer"
        let judgement = try scene.judge(version47, replaces: version48)
        #expect(judgement.unreachable.map(\.undecided.code) == [.recordUnavailable])
        #expect(judgement.unreachable.first?.undecided.message.contains("the database does not answer") == true)
        scene.gate.actions = "[Warn]"
        let lax = try scene.judge(version47, replaces: version48)
        #expect(lax.unreachable.isEmpty)
        #expect(lax.notEvaluated.map(\.rule) == ["rollback"])
    }

    @Test("a lower version of what is replaced comes back, though nobody has seen it before")
    func lower() throws {
        var scene = try Scene("{requireDataContext: true, onUnknown: Deny}")
        #expect(try scene.judge(version47, replaces: version48).codes == ["rollback.contextUnknown"])
        #expect(try scene.judge(version48, replaces: version47).codes == [])
        #expect(try scene.judge("s3://ml-models-prod/churn/v1/", replaces: version48).codes == [], "another model")
        // Some other workload of the namespace served it.
        let other = WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "ml-prod", name: "other")
        scene.past.add(version47, context: former, workload: other)
        #expect(
            try scene.judge(version47, [context(features13)], replaces: version48).codes == ["rollback.contextChanged"])
        #expect(try scene.judge(version47, [context(features12)], replaces: version48).codes == [])
    }

    @Test("a deletion and a creation are an update of what was live last")
    func recreated() throws {
        var scene = try Scene()
        scene.past.add(version47, context: former)
        scene.past.add(version48)
        #expect(try scene.judge(version47, [context(features13)], replaces: nil).codes == ["rollback.contextChanged"])
        #expect(try scene.judge(version47, [context(features12)], replaces: nil).codes == [])
        #expect(try scene.judge(version48, replaces: nil).codes == [], "the same model, created again")
    }

    @Test("a share of the traffic that rises brings a model back; one that falls does not")
    func canary() throws {
        var scene = try Scene()
        scene.past.add(version47, context: former)
        scene.past.add(version48)
        scene.past.add(version47, context: former, until: nil)
        func codes(_ now: Int?, was: Int?) throws -> [String] {
            var (new, old) = (reference(version47, immutableVersion), reference(version47, immutableVersion))
            new.trafficPercent = now
            old.trafficPercent = was
            return try scene.gate.judge(scene.subject([new], [context(features13)], replaced: [old])).codes
        }
        #expect(try codes(50, was: 10) == ["rollback.contextChanged"])
        #expect(try codes(nil, was: 10) == ["rollback.contextChanged"])
        #expect(try codes(10, was: 50) == [])
        #expect(try codes(10, was: 10) == [])
    }

    @Test("a model is known by its content, too")
    func content() throws {
        var scene = try Scene()
        let digest = Digest(.sha256, hex: content47)
        scene.past.add("registry.corp.example/ml/fraud:v47", context: former, digest: digest)
        scene.past.add(version48)
        let image = reference(pinnedImage, .pinned(digest), consumer: .image)
        let subject = scene.subject(
            [image], [context(features13)], replaced: [reference(version48, immutableVersion)])
        #expect(try scene.gate.judge(subject).codes == ["rollback.contextChanged"])
    }

    @Test("what was refused and ran all the same says nothing good of its context")
    func deniedStates() throws {
        var scene = try Scene("{requireDataContext: true, onUnknown: Deny}")
        scene.past.add(version47, context: ["features": "s3://corp-data/features/v13/"], admission: .denied)
        scene.past.add(version48)
        #expect(
            try scene.judge(version47, [context(features13)], replaces: version48).codes == ["rollback.contextUnknown"])
        scene.past.states.append(
            contentsOf: {
                var older = Past()
                older.add(version47, context: former)
                return older.states
            }())
        #expect(
            try scene.judge(version47, [context(features13)], replaces: version48).codes == ["rollback.contextChanged"])
    }

    @Test("without a record the rule says so, and still sees a lower version in an update")
    func noRecord() throws {
        var scene = try Scene("{requireDataContext: true, onUnknown: Deny}")
        scene.hasRecord = false
        let created = try scene.judge(version47, replaces: nil)
        #expect(created.codes == [])
        #expect(created.notEvaluated.first?.reason.contains("keeps no record") == true)
        #expect(try scene.judge(version47, replaces: version48).codes == ["rollback.contextUnknown"])
    }

    @Test("what a controller makes for an owner was judged with the owner")
    func children() throws {
        var scene = try Scene()
        scene.past.add(version47, context: former)
        scene.past.add(version48)
        let judgement = try scene.judge(version47, [context(features13)], replaces: version48, isChild: true)
        #expect(judgement.codes == [] && judgement.drift == [])
    }
}

@Suite("RollbackRule: the context that a model needs")
struct RollbackContextTests {
    private func scene(_ dependencies: String...) throws -> Scene {
        var scene = try Scene(lineage: "lineage: {signedBy: [trainer]}")
        let lineage = Statements.lineage(
            subject: fraud,
            dependencies: [Statements.source, Statements.data("dataset:train", sha256: Statements.trainData)]
                + dependencies)
        try scene.gate.shelf.add("lineage.json", lineage, signedBy: scene.gate.trainer)
        return scene
    }

    private let needsFeatures =
        #"{"name":"context:features","uri":"s3://corp-data/features/v12/","digest":{"sha256":"\#(String(repeating: "f", count: 64))"}}"#

    @Test("a signed lineage says what is needed, whatever was deployed before")
    func lineageFirst() throws {
        var scene = try scene(needsFeatures)
        scene.past.add(version47, context: ["features": "s3://corp-data/features/v13/", "more": "s3://x/v1/"])
        scene.past.add(version48)
        let message = try #require(
            try scene.judge(version47, [context(features13)], replaces: version48).findings.first?.message)
        #expect(
            message.contains(
                "features: deployed s3://corp-data/features/v13/, the model was evaluated with "
                    + "s3://corp-data/features/v12/@sha256:ffffffffffff…"), "\(message)")
        #expect(try scene.judge(version47, [context(features12)], replaces: version48).codes == [])
    }

    @Test(
        "a digest decides where both have one; a version in the name does where one has none; a name that moves does not",
        arguments: [
            ("sha256:\(String(repeating: "f", count: 64))", true),
            ("s3://elsewhere/copy@sha256:\(String(repeating: "f", count: 64))", true),
            ("s3://corp-data/features/v12/@sha256:\(String(repeating: "0", count: 64))", false),
            ("s3://corp-data/features/v12/", true), ("s3://corp-data/features/v12", true),
            ("s3://corp-data/features/v1/", false), ("S3://corp-data/features/v12/", false),
        ])
    func equality(deployed: String, isSame: Bool) throws {
        let scene = try scene(needsFeatures)
        let judgement = try scene.judge(version47, [context("features=\(deployed)")], replaces: version48)
        #expect(judgement.codes == (isSame ? [] : ["rollback.contextChanged"]))
    }

    @Test("a name that can move is the same by its digest alone")
    func moving() throws {
        let latest = needsFeatures.replacing("/v12/", with: "/latest/")
        let scene = try scene(latest)
        let text = "features=s3://corp-data/features/latest/"
        #expect(try scene.judge(version47, [context(text)], replaces: version48).codes == ["rollback.contextChanged"])
        let digest = "@sha256:\(String(repeating: "f", count: 64))"
        #expect(try scene.judge(version47, [context(text + digest)], replaces: version48).codes == [])
    }

    @Test("a name that can move and has no digest anywhere is no pass")
    func movingWithoutDigest() throws {
        let scene = try scene(#"{"name":"context:features","uri":"s3://corp-data/features/latest/"}"#)
        let text = "features=s3://corp-data/features/latest/"
        let judgement = try scene.judge(version47, [context(text)], replaces: version48)
        #expect(judgement.codes == [])
        #expect(judgement.notEvaluated.contains { $0.rule == "rollback" && $0.reason.contains("can move") })
    }

    @Test("data that it was trained on counts where the workload deploys something under that name")
    func trainingData() throws {
        var scene = try scene()
        scene.past.add(version47, context: ["train": "sha256:\(Statements.trainData)"])
        scene.past.add(version48)
        let right = context("train=sha256:\(Statements.trainData)")
        let wrong = context("train=sha256:\(Statements.evalData)")
        #expect(try scene.judge(version47, [right], replaces: version48).codes == [])
        #expect(try scene.judge(version47, [wrong], replaces: version48).codes == ["rollback.contextChanged"])
    }

    @Test("the image of the transformer in the object is deployed context, and stronger than the annotation")
    func transformer() throws {
        let digest = String(repeating: "7", count: 64)
        var scene = try scene(
            #"{"name":"context:transformer","uri":"registry.corp.example/ml/prep","digest":{"sha256":"\#(digest)"}}"#)
        func codes(_ image: String, _ declarations: [Declaration] = []) throws -> [String] {
            scene.images = [container(image, path: "spec.transformer.containers[0].image")]
            return try scene.judge(version47, declarations, replaces: version48).codes
        }
        #expect(try codes("registry.corp.example/ml/prep:v3@sha256:\(digest)") == [])
        #expect(try codes("registry.corp.example/ml/prep:v4") == ["rollback.contextChanged"])
        let claim = context("transformer=registry.corp.example/ml/prep@sha256:\(digest)")
        #expect(try codes("registry.corp.example/ml/prep:v4", [claim]) == ["rollback.contextChanged"])
        #expect(try codes("registry.corp.example/ml/prep@sha256:\(digest)", [claim]) == [])
    }

    @Test("where nobody knows what is needed the policy says what then, and never calls it a pass")
    func unknown() throws {
        for (option, action) in [("Allow", nil), ("Warn", ValidationAction.warn), ("Deny", .deny)] {
            var scene = try Scene("{requireDataContext: true, onUnknown: \(option)}")
            scene.past.add(version47)
            scene.past.add(version48)
            let judgement = try scene.judge(version47, [context(features12)], replaces: version48)
            #expect(judgement.findings.map(\.action) == (action.map { [$0] } ?? []))
            #expect(judgement.findings.map(\.code) == (action == nil ? [] : [.rollbackContextUnknown]))
            #expect(judgement.notEvaluated.contains { $0.rule == "rollback" } == (option != "Deny"))
        }
    }

    @Test("a pair that nobody can read is refused, whatever is served; the pair mended is not")
    func malformed() throws {
        let scene = try Scene()
        for text in ["features", "=x", "features=", "a b=c=d,=", "a/b=c", "f=1 f=2"] {
            #expect(
                try scene.judge(version48, [context(text)], replaces: nil).codes == ["rollback.contextUnknown"],
                "\(text)")
        }
        for text in ["", features12, "a=1,b=2", "a=1 \n b=x=y", "f=1 f=1"] {
            #expect(try scene.judge(version48, [context(text)], replaces: nil).codes == [], "\(text)")
        }
    }

    @Test("an annotation that is narrowed to a container stands for the one that is not")
    func narrowed() throws {
        var scene = try scene(needsFeatures)
        var model = reference(version47, immutableVersion)
        model.container = "main"
        scene.past.add(version48)
        let declarations = [context(features13), context(features12, name: "main")]
        let old = [reference(version48, immutableVersion)]
        #expect(try scene.gate.judge(scene.subject([model], declarations, replaced: old)).codes == [])
        model.container = "other"
        #expect(
            try scene.gate.judge(scene.subject([model], declarations, replaced: old)).codes == [
                "rollback.contextChanged"
            ])
    }

    @Test("an exception for the rule lets it through, and ends")
    func exceptions() throws {
        var scene = try scene(needsFeatures)
        scene.gate.documents = exception(
            match: "{kind: InferenceService.serving.kserve.io, namespace: ml-prod, name: churn}", rules: "[rollback]")
        let judgement = try scene.judge(version47, [context(features13)], replaces: version48)
        #expect(judgement.codes == [] && judgement.exceptions == ["legacy"])
        scene.gate.now = "2027-02-01T00:00:00Z"
        #expect(
            try scene.judge(version47, [context(features13)], replaces: version48).codes.sorted() == [
                "exception.expired", "rollback.contextChanged",
            ])
    }
}
