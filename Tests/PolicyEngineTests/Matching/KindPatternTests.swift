import KubernetesModel
import PolicyEngine
import Testing

@Suite("KindPattern")
struct KindPatternTests {
    @Test(
        "kind and group are compared together",
        arguments: [
            ("Deployment.apps", "Deployment", "apps", true), ("Deployment.apps", "Deployment", "evil.io", false),
            ("*.serving.kserve.io", "InferenceService", "serving.kserve.io", true),
            ("*.serving.kserve.io", "InferenceService", "ome.io", false), ("Pod", "Pod", "", true),
            ("Pod", "Pod", "metrics.k8s.io", false), ("*", "Anything", "any.group", true), ("*", "Pod", "", true),
            ("Service.*", "Service", "serving.knative.dev", true), ("Service", "Service", "serving.knative.dev", false),
        ])
    func matching(pattern: String, kind: String, group: String, expected: Bool) {
        #expect(KindPattern(pattern).matches(kind: kind, group: group) == expected)
    }

    @Test(
        "a pattern that matches nothing is refused, with the word that was meant",
        arguments: [
            ("Deploymnt.apps", "did you mean Deployment.apps?"),
            ("InferenceServce.serving.kserve.io", "did you mean InferenceService.serving.kserve.io?"),
            ("Deployment", "write Deployment.apps"), ("deployments", "did you mean Deployment.apps?"),
            ("*.serving.kserv.io", "did you mean the group serving.kserve.io?"), ("Pood", "did you mean Pod?"),
            ("", "names no kind"), ("Foo_Bar.x.io", "only letters and digits"), ("Foo.X", "lower case"),
            ("Nothing*.apps", "matches no kind of that group"),
        ])
    func refused(pattern: String, expected: String) throws {
        let problem = try #require(TextForm.kindPattern.problem(pattern))
        #expect(problem.contains(expected))
    }

    @Test(
        "a kind that nobody here knows may be somebody's own",
        arguments: ["MyModel.ml.corp", "*", "*.*", "*.apps", "Pod", "ReplicationController", "*.ml.corp"])
    func taken(pattern: String) {
        #expect(TextForm.kindPattern.problem(pattern) == nil)
    }
}
