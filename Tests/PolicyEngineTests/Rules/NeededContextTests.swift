import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("RollbackRule: the context that a model needs")
struct RollbackContextTests {
    private func scene(_ dependencies: String...) throws -> RollbackScene {
        var scene = try RollbackScene(lineage: "lineage: {signedBy: [trainer]}")
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
            var scene = try RollbackScene("{requireDataContext: true, onUnknown: \(option)}")
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
        let scene = try RollbackScene()
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
