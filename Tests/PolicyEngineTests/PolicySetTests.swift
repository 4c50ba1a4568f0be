import KubernetesModel
import PolicyEngine
import Testing

@Suite("PolicySet")
struct PolicySetTests {
    private static let globs = [
        "*", "ml", "ml-*", "*-prod", "ml-*-prod", "*ml*", "a*", "*a", "ml-prod", "**", "*-*", "fraud-*", "*d",
    ]
    private static let namespaces = [
        "ml", "ml-prod", "ml-prod2", "fraud-prod", "a", "prod", "ml-eu-prod", "kube-system", "-",
    ]

    @Test("looking policies up finds what asking each of them finds", arguments: namespaces)
    func index(namespace: String) throws {
        let every = Self.globs.enumerated().map { policy("p\($0)", match: "{namespaces: ['\($1)']}") }
        let more = [
            policy("both", match: "{namespaces: ['ml', '*-prod'], excludeNamespaces: ['ml-*']}"), policy("all"),
            policy("kinds", match: "{kinds: [Deployment.apps]}"),
            policy("outside", match: "{excludeNamespaces: [kube-system, ml]}"),
        ]
        let set = try policySet((every + more).joined())
        let scope = NamespaceScope.namespace(namespace)
        for gvk in [isvc, GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")] {
            let expected = set.policies.filter { $0.match.matches(gvk, in: scope) }.map(\.name)
            #expect(set.matching(gvk, in: scope).map(\.name) == expected)
        }
        #expect(set.knows(scope))
    }

    @Test("a namespace is known where a policy names it or leaves it alone")
    func known() throws {
        let set = try policySet(policy(match: "{namespaces: ['*-prod'], excludeNamespaces: [sandbox, 'kube-*']}"))
        for name in ["a-prod", "sandbox", "kube-system"] { #expect(set.knows(.namespace(name)), "\(name)") }
        for name in ["a-prod2", "sandbox2", "kub"] { #expect(!set.knows(.namespace(name)), "\(name)") }
        #expect(set.knows(.clusterScoped) && set.knows(.unknown))
    }

    @Test("policies and exceptions stand by name, however their files did")
    func sorted() throws {
        let set = try policySet(
            policy("b") + exception("z", policies: "[a]") + policy("a") + exception(policies: "[b]"))
        #expect(set.policies.map(\.name) == ["a", "b"])
        #expect(set.exceptions.map(\.name) == ["legacy", "z"])
    }

    @Test(
        "a controller is known by its whole account, and nobody else by a part of it",
        arguments: [
            ("system:serviceaccount:kube-system:replicaset-controller", true),
            ("system:serviceaccount:ops:operator", true), ("system:serviceaccount:ml:replicaset-controller", false),
            ("system:serviceaccount:kube-system:replicaset-controller2", false), ("replicaset-controller", false),
            ("system:kube-controller-manager", true), ("kube-system:replicaset-controller", false),
            ("system:serviceaccount:", false), ("", false),
        ])
    func controllers(user: String, expected: Bool) {
        #expect(PolicySettings(controllers: ["ops:operator"]).isController(user) == expected)
    }
}
