import PolicyEngine
import Testing

@Suite("PolicyLint")
struct PolicyLintTests {
    @Test("a right set has no problems")
    func right() throws {
        let yaml =
            policy(
                match: "{namespaces: ['*-prod'], excludeNamespaces: [kube-system]}",
                pinnedModel: """
                    {allow: [pinned, versioned], sources: [{uri: "s3://ml-models-prod/", immutable: true},
                     {uri: "oci://registry.corp/ml/", endpoint: ["https://registry.corp"]}],
                     modelImages: ["registry.corp/ml/*-classifier"], nonModelImages: ["docker.io/library/*"],
                     serverImages: ["vllm/vllm-openai"], unreferenced: Deny}
                    """) + exception() + settings("{unmatchedNamespace: Warn, controllers: ['ml:operator']}")
        let lint = try lint(yaml)
        #expect(lint.problems == [])
        let set = try #require(lint.set)
        #expect(set.policies.map(\.name) == ["production"])
        #expect(set.exceptions.map(\.name) == ["legacy"])
        #expect(set.settings.unmatchedNamespace == .warn)
        #expect(set.policies.first?.pinnedModel?.sources.first?.isImmutable == true)
    }

    /// Each with the place and the words that its author needs.
    @Test("an error names its place, what was expected and the nearest word", arguments: errors)
    func wrong(yaml: String, expected: [String]) throws {
        let lint = try lint(yaml)
        #expect(lint.set == nil)
        let errors = lint.errors.map(\.description)
        for text in expected {
            #expect(errors.contains { $0.contains(text) }, "\(errors)")
        }
        #expect(errors.count == 1, "\(errors)")
    }

    private static let errors: [(String, [String])] = [
        ("", ["the policy set is empty"]),
        ("- 1", ["policy.yaml:1:1: error: expected a document of kind"]),
        ("apiVersion: v1\nkind: ConfigMap", ["policy.yaml:1:13:", "expected apiVersion: pedigree.dev/v1alpha1"]),
        ("kind: ModelProvenancePolicy", ["expected apiVersion: pedigree.dev/v1alpha1"]),
        (
            "apiVersion: pedigree.dev/v1alpha1\nkind: ModelProvenancPolicy",
            ["policy.yaml:2:7:", "did you mean ModelProvenancePolicy?"]
        ),
        (policy(match: "{namespace: [a]}"), ["policy.yaml:5:11:", "unknown field \"namespace\"", "namespaces?"]),
        (
            policy(match: "{unmatchedNamespace: Deny}"),
            ["policy.yaml:5:11:", "it belongs to spec.unmatchedNamespace of PolicySettings"]
        ),
        (policy(match: "{namespaces: a}"), ["policy.yaml:5:23:", "expected a list, found \"a\""]),
        (policy(match: "{namespaces: []}"), ["the list is empty and would match nothing"]),
        (policy(match: "{namespaces: [Prod]}"), ["policy.yaml:5:24:", "it matches nothing"]),
        (policy(match: "{namespaces: [a, a]}"), ["policy.yaml:5:27:", "listed twice"]),
        (policy(match: "{namespaces: ['-prod']}"), ["begins or ends with -"]),
        (
            policy(match: "{namespaces: [a], excludeNamespaces: ['*']}"),
            ["policy.yaml:5:24:", "matches nothing by \"a\""]
        ),
        (policy(match: "{excludeNamespaces: ['*']}"), ["matches nothing by \"*\""]),
        (policy(match: "{kinds: [Deploymnt.apps]}"), ["policy.yaml:5:19:", "did you mean Deployment.apps?"]),
        (policy(actions: "[deny]"), ["policy.yaml:6:23:", "did you mean Deny?"]),
        (policy(actions: "Deny"), ["expected a list"]),
        (policy(actions: "[Deny, Warn]"), ["do not go together"]),
        (policy(pinnedModel: "{allow: [pined]}"), ["policy.yaml:8:27:", "did you mean pinned?"]),
        (policy(pinnedModel: "{allow: [versioned]}"), ["pinned says more"]),
        (policy(pinnedModel: "{allow: [1]}"), ["expected one of pinned, versioned, found 1"]),
        (policy(pinnedModel: "{sources: [{uri: s3-bucket}]}"), ["it has no scheme"]),
        (policy(pinnedModel: "{sources: [{immutable: true}]}"), ["a source has no uri"]),
        (policy(pinnedModel: "{sources: [{uri: 's3://b/', immutable: 'yes'}]}"), ["expected true or false"]),
        (policy(pinnedModel: "{modelImages: ['nginx:1.27']}"), ["a tag can move"]),
        (policy(pinnedModel: "{modelImages: [a], nonModelImages: [a], unreferenced: Warn}"), ["modelImages too"]),
        (policy(pinnedModel: "{unreferenced: Refuse}"), ["expected one of Allow, Warn, Deny"]),
        (policy(pinnedModel: "~"), ["expected a mapping with allow, sources"]),
        (
            policy().replacing("pinnedModel: {}", with: "pinedModel: {}"),
            ["policy.yaml:8:5:", "did you mean pinnedModel?"]
        ),
        (policy().replacing("pinnedModel: {}", with: "rollback: {}"), ["rollback has no requireDataContext"]),
        (
            policy().replacing("pinnedModel: {}", with: "rollback: {requireDataContext: false}"),
            ["policy.yaml:8:36:", "asks for nothing"]
        ),
        (policy().replacing("pinnedModel: {}", with: "deployer: {}"), ["deployer is empty"]),
        (
            policy().replacing("pinnedModel: {}", with: "deployer: {serviceAccounts: []}"),
            ["policy.yaml:8:33:", "the list is empty"]
        ),
        (
            policy().replacing("pinnedModel: {}", with: "deployer: {serviceAccounts: [argocd]}"),
            ["is not a ServiceAccount as NAMESPACE:NAME"]
        ),
        (
            policy().replacing("pinnedModel: {}", with: "deployer: {users: ['system:serviceaccount:argocd:argo']}"),
            ["belongs into serviceAccounts, as \"argocd:argo\""]
        ),
        (policy().replacing("    pinnedModel: {}", with: "    {}"), ["rules is empty and would check nothing"]),
        (policy().replacing("{name: production}", with: "{name: Prod_1}"), ["is not a name"]),
        (policy().replacing("{name: production}", with: "{}"), ["metadata has no name"]),
        (policy() + policy(), ["policy.yaml:12:18:", "there is another ModelProvenancePolicy named \"production\""]),
        (policy() + exception(policies: "[prodcution]"), ["policy.yaml:14:14:", "did you mean production?"]),
        (policy() + exception(rules: "[pinedModel]"), ["did you mean pinnedModel?"]),
        (policy() + exception(rules: "[rolback]"), ["did you mean rollback?"]),
        (policy() + exception(expires: "soon"), ["it is no such moment"]),
        (policy() + exception(match: "{kind: InferenceServic, namespace: a, name: b}"), ["mean InferenceService?"]),
        (
            policy() + exception(match: "{kind: InferenceService.serving.kserve.io, name: b}"),
            ["is about cluster-scoped objects alone"]
        ),
        (policy() + exception().replacing("  ticket: ML-123\n", with: ""), ["has no ticket"]),
        (
            policy() + exception().replacing("reason: moves to the registry in January", with: "reason: ' '"),
            ["is empty"]
        ),
        (
            policy() + settings("{unmatchedNamespace: Allow}")
                + settings("{controllers: ['a:b']}").replacing(
                    "name: settings", with: "name: more"), ["at most one"]
        ),
        (policy() + settings("{controllers: [operator]}"), ["NAMESPACE:NAME"]),
        (policy() + settings("{}"), ["is empty"]),
    ]

    @Test("all errors are named, not the first")
    func all() throws {
        let lint = try lint(policy(match: "{namespace: [a]}", actions: "[deny]", pinnedModel: "{allow: [x]}"))
        #expect(lint.errors.map { $0.position?.line } == [5, 6, 8])
    }

    @Test(
        "what is right and yet will bite is a warning, and the set stands",
        arguments: [
            (policy(match: "{kinds: [Deployment.apps]}"), "leaves other kinds to be judged by their pods alone"),
            (policy(pinnedModel: "{unreferenced: Deny}"), "refuses every workload without a model"),
            (policy(pinnedModel: "{nonModelImages: [nginx]}"), "has no effect"),
            (policy() + exception(match: "{kind: InferenceService, namespace: a, name: b}"), "in any API group"),
            (
                policy()
                    + exception(match: "{kind: Pod, group: '', namespace: a, name: '*'}").replacing(
                        "group: '', ", with: ""), "in any API group"
            ),
            (
                policy() + exception(match: "{kind: InferenceService.serving.kserve.io, namespace: a, name: '*'}"),
                "for every object of its kind"
            ),
        ])
    func warned(yaml: String, expected: String) throws {
        let lint = try lint(yaml)
        #expect(lint.set != nil)
        #expect(lint.warnings.contains { $0.description.contains(expected) }, "\(lint.problems)")
    }

    @Test("the digest follows what is said, not how it is written")
    func digest() throws {
        let one = try policySet(policy() + exception()).digest
        #expect(try policySet(exception() + "# why\n" + policy()).digest == one)
        #expect(try policySet(policy() + exception(expires: "2027-02-01")).digest != one)
        #expect(one.hasPrefix("sha256:") && one.utf8.count == 71)
    }
}

extension String {
    /// The text with `part` exchanged; a test that no longer finds its part is a broken test.
    func replacing(_ part: String, with other: String) -> String {
        precondition(contains(part), "no \(part) in \(self)")
        return split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}
