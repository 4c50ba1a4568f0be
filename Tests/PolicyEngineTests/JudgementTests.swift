import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("Judgement")
struct JudgementTests {
    private let stage = workload(reference("models:/m/Production", mutable))

    private func judge(
        _ yaml: String, _ subject: Subject, at moment: String = "2026-12-01T00:00:00Z"
    ) throws -> Judgement {
        try policySet(yaml).judge(subject, at: time(moment))
    }

    @Test("several policies add up, each with its own action")
    func several() throws {
        let judgement = try judge(policy("a") + policy("b", actions: "[Warn]"), subject(stage))
        #expect(judgement.findings.map(\.policy) == ["a", "b"])
        #expect(judgement.findings.map(\.action) == [.deny, .warn])
        #expect(judgement.policies == ["a", "b"])
    }

    @Test("a policy for another namespace says nothing")
    func otherNamespace() throws {
        let yaml = policy(match: "{namespaces: ['*-prod']}")
        #expect(try judge(yaml, subject(stage, namespace: "ml")).findings == [])
        #expect(try judge(yaml, subject(stage, namespace: "ml-prod")).findings.count == 1)
    }

    @Test("options of one policy never leak into another")
    func noLeak() throws {
        let yaml = policy("strict") + policy("lax", pinnedModel: "{allow: [pinned, versioned]}")
        let judgement = try judge(yaml, subject(workload(reference("s3://b/m/v1/", versioned))))
        #expect(judgement.findings.map(\.policy) == ["strict"])
        #expect(judgement.references.map(\.pinning.name) == ["versioned"])
    }

    @Test("the strongest that unreferenced asks for is what its finding does, and never more than the policy's action")
    func unreferencedAction() throws {
        let plain = subject(workload(images: [container("evil/scorer:1")]))
        #expect(try judge(policy(pinnedModel: "{unreferenced: Warn}"), plain).findings.map(\.action) == [.warn])
        #expect(try judge(policy(pinnedModel: "{unreferenced: Deny}"), plain).findings.map(\.action) == [.deny])
        let audit = policy(actions: "[Audit]", pinnedModel: "{unreferenced: Deny}")
        #expect(try judge(audit, plain).findings.map(\.action) == [.audit])
    }

    @Test("an exception waives what it names, and says so")
    func exceptionHolds() throws {
        let judgement = try judge(policy() + exception(), subject(stage))
        #expect(judgement.findings == [])
        #expect(judgement.exceptions == ["legacy"])
    }

    @Test(
        "an exception waives nothing else",
        arguments: [
            exception(match: "{kind: InferenceService.serving.kserve.io, namespace: ml, name: other}"),
            exception(match: "{kind: InferenceService.serving.kserve.io, namespace: ml-prod, name: churn}"),
            exception(match: "{kind: InferenceService.ome.io, namespace: ml, name: churn}"),
            exception(match: "{kind: Deployment.apps, namespace: ml, name: churn}"),
            exception(rules: "[pinnedModel.versioned]"),
            exception(
                match: """
                    {kind: InferenceService.serving.kserve.io, namespace: ml, name: churn, references: ["s3://b/**"]}
                    """),
        ])
    func exceptionElsewhere(other: String) throws {
        let judgement = try judge(policy() + other, subject(stage))
        #expect(judgement.findings.map(\.code) == [.mutable])
        #expect(judgement.exceptions == [])
    }

    @Test("an exception by kind, name and reference waives that reference and no other model beside it")
    func exceptionForReference() throws {
        let yaml =
            policy()
            + exception(
                match: """
                    {kind: InferenceService.serving.kserve.io, namespace: ml, name: churn, references: ["models:/m/*"]}
                    """)
        #expect(try judge(yaml, subject(stage)).findings == [])
        let other = workload(reference("models:/m/Production", mutable), reference("o/n", mutable, path: "spec.x"))
        #expect(try judge(yaml, subject(other)).findings.map(\.path.description) == ["spec.x"])
    }

    @Test("an exception in one policy never widens another")
    func exceptionInOnePolicy() throws {
        let yaml = policy() + policy("second") + exception()
        #expect(try judge(yaml, subject(stage)).findings.map(\.policy) == ["second"])
    }

    @Test("an exception ends with its time, says so, and time alone decides")
    func exceptionExpires() throws {
        let yaml = policy() + exception(expires: "2027-01-31")
        #expect(try judge(yaml, subject(stage), at: "2027-01-31T23:59:59Z").findings == [])
        let after = try judge(yaml, subject(stage), at: "2027-02-01T00:00:00Z")
        #expect(after.findings.map(\.code) == [.exceptionExpired, .mutable])
        #expect(after.hasExpiredException)
        let message = after.findings.first?.message ?? ""
        for part in ["\"legacy\"", "2027-01-31", "ml-platform", "ML-123"] { #expect(message.contains(part)) }
    }

    @Test("an expired exception that would have waived nothing is not mentioned")
    func exceptionExpiredUnused() throws {
        let yaml = policy() + exception()
        let good = subject(workload(reference("hf://o/n:\(commit)", pinned)))
        #expect(try judge(yaml, good, at: "2030-01-01T00:00:00Z").findings == [])
    }

    @Test("an exception holds for what a controller makes of the object, before its end and after")
    func exceptionForChild() throws {
        let owner = ObjectIdentity(gvk: isvc, namespace: "ml", name: "churn")
        let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
        let child = subject(stage, gvk: pod, name: "churn-abc", isChild: true, targets: [owner])
        #expect(try judge(policy() + exception(), child).findings == [])
        let after = try judge(policy() + exception(), child, at: "2030-01-01T00:00:00Z")
        #expect(after.findings == [])
        #expect(after.drift.map(\.code) == [.exceptionExpired, .mutable])
    }

    @Test("a controller's child is judged for its pinning alone")
    func child() throws {
        let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
        let yaml = policy(pinnedModel: "{allow: [pinned, versioned], sources: [{uri: 's3://b/'}], unreferenced: Deny}")
        func judged(_ workload: Workload) throws -> Judgement {
            try judge(yaml, subject(workload, gvk: pod, isChild: true))
        }
        #expect(try judged(stage).findings.map(\.code) == [.mutable])
        let elsewhere = try judged(workload(reference("s3://cache/m/v1/", versioned)))
        #expect(elsewhere.findings == [])
        #expect(elsewhere.drift.map(\.code) == [.source])
        #expect(try judged(workload(images: [container("x/y:1")])).findings == [])
        // What its operator adds takes nothing from what the owner had to answer for.
        let override = EndpointOverride(name: "AWS_ENDPOINT_URL", value: nil, path: FieldPath("env"))
        let redirected = try judged(workload(reference("models:/m/Production", mutable, overrides: [override])))
        #expect(redirected.findings.map(\.code) == [.mutable])
        #expect(redirected.drift.map(\.code).contains(.unresolved))
    }

    @Test("a namespace that is almost one of the policy's is not let through where the settings ask")
    func unmatchedNamespace() throws {
        let production = policy(match: "{namespaces: ['*-prod'], excludeNamespaces: [kube-system]}")
        func codes(_ yaml: String, _ namespace: String?, _ workload: Workload) throws -> [String] {
            try judge(yaml, subject(workload, namespace: namespace)).findings.map(\.code.rawValue)
        }
        let denying = production + settings("{unmatchedNamespace: Deny}")
        #expect(try codes(denying, "fraud-prod2", stage) == ["namespace.unmatched"])
        #expect(try codes(production, "fraud-prod2", stage) == [])
        #expect(try codes(denying, "kube-system", stage) == [])
        #expect(try codes(denying, "fraud-prod2", workload(images: [container("nginx")])) == [])
        #expect(try codes(denying, "fraud-prod", stage) == ["pinnedModel.mutable"])
    }

    @Test("an object in no namespace, or in one that nobody knows, is judged by every policy")
    func clusterScoped() throws {
        let yaml = policy("a", match: "{namespaces: ['*-prod']}") + policy("b", match: "{excludeNamespaces: [ml]}")
        #expect(try judge(yaml, subject(stage, namespace: nil)).policies == ["a", "b"])
        var unknown = subject(stage)
        unknown.scope = .unknown
        #expect(try judge(yaml, unknown).policies == ["a", "b"])
    }

    @Test("a list of kinds narrows a policy and never exempts a pod")
    func narrowKinds() throws {
        let yaml = policy(match: "{kinds: [InferenceService.serving.kserve.io]}")
        func policies(_ group: String, _ kind: String) throws -> [String] {
            let gvk = GroupVersionKind(group: group, version: "v1", kind: kind)
            return try judge(yaml, subject(stage, gvk: gvk)).policies
        }
        #expect(try policies("apps", "StatefulSet") == [])
        #expect(try policies("serving.kserve.io", "InferenceService") == ["production"])
        #expect(try policies("", "Pod") == ["production"])
    }

    @Test("the order of policies and exceptions changes nothing")
    func order() throws {
        let documents = [
            policy("a"), policy("b", actions: "[Warn]"), policy("c", match: "{namespaces: [ml]}"),
            exception("old", policies: "[a]", expires: "2026-01-01"), exception("live", policies: "[b]"),
        ]
        let subject = subject(workload(reference("models:/m/P", mutable), reference("$X", .unresolved("x"), path: "a")))
        let expected = try judge(documents.joined(), subject)
        for shift in documents.indices {
            let turned = Array(documents[shift...] + documents[..<shift])
            for order in [turned, turned.reversed()] {
                let judgement = try judge(order.joined(), subject)
                #expect(judgement.findings == expected.findings)
                #expect(judgement.exceptions == expected.exceptions)
            }
        }
        #expect(expected.findings.count == 6)
    }
}
