import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

@Suite("DeployerRule")
struct DeployerRuleTests {
    private static let argo = "system:serviceaccount:argocd:argocd-application-controller"

    private func judge(
        _ write: Write?, _ value: String = version48, replaces old: String? = nil, metadata: String = "{}",
        isChild: Bool = false, isUnchanged: Bool = false,
        deployer: String = "{serviceAccounts: ['argocd:argocd-application-controller'], users: [release-bot]}"
    ) throws -> Judgement {
        let set = try policySet(policy().replacing("    pinnedModel: {}", with: "    deployer: \(deployer)"))
        var subject = subject(
            workload(reference(value, immutableVersion)), namespace: "ml-prod", isChild: isChild)
        subject.identity = churn
        subject.write = write
        subject.replaced = old.map { [reference($0, immutableVersion)] }
        subject.tracking = GitOpsTracking(try #require(try YAMLParser.parse(metadata).first).root)
        subject.isUnchanged = { isUnchanged }
        return set.judge(subject, at: try time("2026-11-21T12:00:00Z"))
    }

    @Test(
        "who is named may change a model, by the exact name alone",
        arguments: [
            (argo, true), ("release-bot", true), ("alice", false), ("argocd:argocd-application-controller", false),
            ("system:serviceaccount:argocd:argocd-application-controller2", false),
            ("system:serviceaccount:evil:argocd-application-controller", false), ("Release-bot", false),
            ("release-bot ", false), ("system:admin", false),
        ])
    func names(user: String, isAllowed: Bool) throws {
        for old in [nil, version47] {
            let write = Write(old == nil ? .create : .update, username: user, groups: ["system:masters"])
            let judgement = try judge(write, replaces: old)
            #expect(judgement.findings.map(\.code) == (isAllowed ? [] : [.deployerNotAllowed]))
            #expect(judgement.findings.allSatisfy { $0.action == .deny })
        }
    }

    @Test("the words say who wrote, who may, and where the object comes from")
    func words() throws {
        let id =
            #"{annotations: {argocd.argoproj.io/tracking-id: "fraud:serving.kserve.io/InferenceService:ml-prod/churn"}}"#
        let finding = try #require(try judge(Write(.create, username: "alice"), metadata: id).findings.first)
        #expect(
            finding.message
                == "\"alice\" may not change which model is served; that is for ServiceAccount "
                + "argocd:argocd-application-controller, release-bot: change it in Git: the Argo CD Application fraud applies "
                + "it, whose repository and path argocd app get fraud shows")
        #expect(finding.path.description == "spec.predictor.model.storageUri")
    }

    @Test("on dryRun it is a warning at most, so that kubectl diff and GitOps diffs go on")
    func dryRun() throws {
        let judgement = try judge(Write(.update, username: "alice", isDryRun: true), replaces: version47)
        #expect(judgement.findings.map(\.action) == [.warn])
    }

    @Test("an update that changes nothing about the model is anybody's; one that changes how it is consumed is not")
    func unchanged() throws {
        let write = Write(.update, username: "alice")
        #expect(try judge(write, replaces: version48, isUnchanged: true).findings == [])
        let changed = try judge(write, replaces: version48).findings
        #expect(changed.map(\.code) == [.deployerNotAllowed])
    }

    @Test("kubectl debug changes no model, and one that it would bring is refused")
    func ephemeralContainers() throws {
        let write = Write(.update, subresource: "ephemeralcontainers", username: "alice")
        #expect(try judge(write, replaces: version48).findings == [])
        #expect(try judge(write, replaces: version47).findings.map(\.code) == [.deployerNotAllowed])
    }

    @Test("taking a model away is a change, too")
    func removal() throws {
        let set = try policySet(
            policy().replacing("    pinnedModel: {}", with: "    deployer: {users: [release-bot]}"))
        var subject = subject(workload(), namespace: "ml-prod")
        subject.write = Write(.update, username: "alice")
        #expect(set.judge(subject, at: try time("2026-11-21")).findings == [], "there was none, and there is none")
        subject.replaced = [reference(version47, immutableVersion)]
        let finding = try #require(set.judge(subject, at: try time("2026-11-21")).findings.first)
        #expect(finding.code == .deployerNotAllowed && finding.path.description.isEmpty)
    }

    @Test("a controller's children, and what it begins or scales, are let through; a model that it changes is not")
    func controllers() throws {
        let kueue = Write(
            .update, username: "system:serviceaccount:kueue-system:kueue-controller-manager", isController: true)
        #expect(try judge(kueue, replaces: version48).findings == [])
        #expect(try judge(kueue, replaces: version47).findings.map(\.code) == [.deployerNotAllowed])
        let replicaSets = Write(
            .create, username: "system:serviceaccount:kube-system:replicaset-controller", isController: true)
        let child = try judge(replicaSets, isChild: true)
        #expect(child.findings == [] && child.drift == [])
        var forOwner = replicaSets
        forOwner.isForOwner = true
        #expect(try judge(forOwner).findings == [], "whatever the record says of the owner")
        #expect(try judge(replicaSets).findings.map(\.code) == [.deployerNotAllowed], "without an owner")
    }

    @Test("where nobody is known to write the rule says so, and never calls it a pass")
    func nobody() throws {
        for write in [nil, Write(.create, isManifest: true)] {
            let judgement = try judge(write)
            #expect(judgement.findings == [])
            #expect(judgement.notEvaluated.map(\.rule) == ["deployer"])
        }
    }

    @Test("an exception that names a reference covers that reference, and no other that is changed beside it")
    func exceptions() throws {
        let yaml =
            policy().replacing("    pinnedModel: {}", with: "    deployer: {users: [release-bot]}")
            + exception(
                match:
                    "{kind: InferenceService.serving.kserve.io, namespace: ml-prod, name: churn, references: ['s3://ml-models-prod/fraud-detector/**']}",
                rules: "[deployer]")
        let set = try policySet(yaml)
        func codes(_ references: ModelReference...) throws -> [String] {
            var work = workload()
            work.references = references
            var subject = subject(work, namespace: "ml-prod")
            subject.write = Write(.create, username: "alice")
            return set.judge(subject, at: try time("2026-11-21")).findings.map { $0.path.description }
        }
        #expect(try codes(reference(version48, immutableVersion)) == [])
        let other = reference("s3://ml-models-prod/other/v1/", immutableVersion, path: "spec.other")
        #expect(try codes(reference(version48, immutableVersion), other) == ["spec.other"])
    }

    @Test("lint warns where a known controller is listed")
    func lintWarns() throws {
        let yaml = policy().replacing(
            "    pinnedModel: {}", with: "    deployer: {serviceAccounts: ['kserve:kserve-controller-manager']}")
        #expect(try lint(yaml).warnings.map(\.message).contains { $0.contains("is a known controller") })
        let other = policy().replacing("    pinnedModel: {}", with: "    deployer: {serviceAccounts: ['argocd:argo']}")
        #expect(try lint(other).warnings == [])
    }
}
