import Attestation
import EvidenceTesting
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("RollbackRule: what comes back")
struct RollbackComebackTests {
    @Test("a model that was served before comes back with the context that it was live with, and not without")
    func servedBefore() throws {
        var scene = try RollbackScene()
        scene.past.add(version47, context: formerContext)
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
        var scene = try RollbackScene()
        scene.past.add(version47, context: formerContext)
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
        var scene = try RollbackScene()
        scene.past.failure = "the database does not answer"
        let judgement = try scene.judge(version47, [context(features13)], replaces: version47)
        #expect(judgement.codes == [] && judgement.unreachable.isEmpty && judgement.notEvaluated == [])
    }

    @Test("a record that cannot be read decides nothing, and under a policy that warns it stops nothing")
    func unavailable() throws {
        var scene = try RollbackScene()
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
        var scene = try RollbackScene("{requireDataContext: true, onUnknown: Deny}")
        #expect(try scene.judge(version47, replaces: version48).codes == ["rollback.contextUnknown"])
        #expect(try scene.judge(version48, replaces: version47).codes == [])
        #expect(try scene.judge("s3://ml-models-prod/churn/v1/", replaces: version48).codes == [], "another model")
        // Some other workload of the namespace served it.
        let other = WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "ml-prod", name: "other")
        scene.past.add(version47, context: formerContext, workload: other)
        #expect(
            try scene.judge(version47, [context(features13)], replaces: version48).codes == ["rollback.contextChanged"])
        #expect(try scene.judge(version47, [context(features12)], replaces: version48).codes == [])
    }

    @Test("a deletion and a creation are an update of what was live last")
    func recreated() throws {
        var scene = try RollbackScene()
        scene.past.add(version47, context: formerContext)
        scene.past.add(version48)
        #expect(try scene.judge(version47, [context(features13)], replaces: nil).codes == ["rollback.contextChanged"])
        #expect(try scene.judge(version47, [context(features12)], replaces: nil).codes == [])
        #expect(try scene.judge(version48, replaces: nil).codes == [], "the same model, created again")
    }

    @Test("a share of the traffic that rises brings a model back; one that falls does not")
    func canary() throws {
        var scene = try RollbackScene()
        scene.past.add(version47, context: formerContext)
        scene.past.add(version48)
        scene.past.add(version47, context: formerContext, until: nil)
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
        var scene = try RollbackScene()
        let digest = Digest(.sha256, hex: content47)
        scene.past.add("registry.corp.example/ml/fraud:v47", context: formerContext, digest: digest)
        scene.past.add(version48)
        let image = reference(pinnedImage, .pinned(digest), consumer: .image)
        let subject = scene.subject(
            [image], [context(features13)], replaced: [reference(version48, immutableVersion)])
        #expect(try scene.gate.judge(subject).codes == ["rollback.contextChanged"])
    }

    @Test("what was refused and ran all the same says nothing good of its context")
    func deniedStates() throws {
        var scene = try RollbackScene("{requireDataContext: true, onUnknown: Deny}")
        scene.past.add(version47, context: ["features": "s3://corp-data/features/v13/"], admission: .denied)
        scene.past.add(version48)
        #expect(
            try scene.judge(version47, [context(features13)], replaces: version48).codes == ["rollback.contextUnknown"])
        scene.past.states.append(
            contentsOf: {
                var older = Past()
                older.add(version47, context: formerContext)
                return older.states
            }())
        #expect(
            try scene.judge(version47, [context(features13)], replaces: version48).codes == ["rollback.contextChanged"])
    }

    @Test("without a record the rule says so, and still sees a lower version in an update")
    func noRecord() throws {
        var scene = try RollbackScene("{requireDataContext: true, onUnknown: Deny}")
        scene.hasRecord = false
        let created = try scene.judge(version47, replaces: nil)
        #expect(created.codes == [])
        #expect(created.notEvaluated.first?.reason.contains("keeps no record") == true)
        #expect(try scene.judge(version47, replaces: version48).codes == ["rollback.contextUnknown"])
    }

    @Test("neither another name nor an update in between is a way around")
    func waysAround() throws {
        var scene = try RollbackScene("{requireDataContext: true, onUnknown: Deny}")
        let other = WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "ml-prod", name: "fraud")
        scene.past.add(version48, workload: other, uid: "gone")
        #expect(try scene.judge(version47, replaces: nil).codes == ["rollback.contextUnknown"], "another name")
        #expect(try scene.judge(version48, replaces: nil).codes == [])
        scene.past.add(version47, workload: other, uid: "other", until: nil)
        #expect(try scene.judge(version47, replaces: nil).codes == [], "it is live beside it")
        scene.past = Past()
        scene.past.add(version48)
        #expect(
            try scene.judge(version47, replaces: "s3://ml-models-prod/other/v1/").codes == ["rollback.contextUnknown"],
            "taken away first, and put back lower")
    }

    @Test("an update from what the record has not seen yet is compared with what it replaces")
    func recordIsLate() throws {
        var scene = try RollbackScene("{requireDataContext: true, onUnknown: Deny}")
        scene.past.add(version48, until: nil)
        #expect(try scene.judge(version47, replaces: "s3://ml-models-prod/fraud-detector/v46/").codes == [])
    }

    @Test("an image that holds a model stays what it is in an update of something else")
    func modelImage() throws {
        let yaml = policy(pinnedModel: "{modelImages: ['registry.corp.example/ml/fraud']}").replacing(
            "    pinnedModel:",
            with:
                "    rollback: {requireDataContext: true, onUnknown: Deny}\n    deployer: {users: [bot]}\n    pinnedModel:"
        )
        let set = try policySet(yaml)
        let work = workload(images: [container(pinnedImage)])
        var past = Past()
        past.add(pinnedImage, until: nil)
        past.add("registry.corp.example/ml/fraud@sha256:\(sha)")
        past.add(pinnedImage)
        var subject = subject(work, namespace: "ml-prod")
        subject.identity = churn
        subject.record = past.record
        subject.write = Write(.update, username: "bot")
        subject.replacedWorkload = work
        subject.replaced = []
        #expect(set.judge(subject, at: try time("2026-11-21")).findings == [])
        subject.replacedWorkload = workload(images: [container("registry.corp.example/ml/fraud@sha256:\(sha)")])
        #expect(
            set.judge(subject, at: try time("2026-11-21")).findings.map(\.code) == [.rollbackContextUnknown])
        subject.write = Write(.update, username: "alice")
        #expect(
            set.judge(subject, at: try time("2026-11-21")).findings.map(\.code) == [
                .deployerNotAllowed, .rollbackContextUnknown,
            ])
    }

    @Test("what a controller makes for an owner was judged with the owner")
    func children() throws {
        var scene = try RollbackScene()
        scene.past.add(version47, context: formerContext)
        scene.past.add(version48)
        let judgement = try scene.judge(version47, [context(features13)], replaces: version48, isChild: true)
        #expect(judgement.codes == [] && judgement.drift == [])
    }
}
