import KubernetesModel
import Testing

@testable import PolicyEngine

@Suite("GitOpsTracking")
struct GitOpsTrackingTests {
    @Test(
        "the place to change an object is read from what GitOps controllers write on it",
        arguments: [
            (
                #"{annotations: {argocd.argoproj.io/tracking-id: "team_fraud:apps/Deployment:ml/fraud"}}"#,
                "the Argo CD Application team/fraud applies it"
            ),
            ("{labels: {argocd.argoproj.io/instance: fraud}}", "the Argo CD Application fraud applies it"),
            ("{labels: {app.kubernetes.io/instance: fraud}}", "the Argo CD Application fraud applies it"),
            (
                "{labels: {kustomize.toolkit.fluxcd.io/name: apps, kustomize.toolkit.fluxcd.io/namespace: flux-system}}",
                "flux get kustomization apps --namespace flux-system shows"
            ),
            (
                "{labels: {helm.toolkit.fluxcd.io/name: fraud, helm.toolkit.fluxcd.io/namespace: ml, app.kubernetes.io/instance: fraud}}",
                "the Flux HelmRelease ml/fraud applies it"
            ),
            (
                #"{annotations: {config.kubernetes.io/origin: "path: apps/fraud.yaml\nrepo: https://git.corp/ml\nref: main\n"}}"#,
                "change it in Git: it was read from apps/fraud.yaml of https://git.corp/ml"
            ),
            ("{labels: {app.kubernetes.io/instance: f, app.kubernetes.io/managed-by: Helm}}", "the Git repository"),
            ("{}", "change it in the Git repository that it is deployed from"),
        ])
    func places(metadata: String, text: String) throws {
        let tracking = GitOpsTracking(try #require(try YAMLParser.parse(metadata).first).root)
        #expect(tracking.mend(of: nil).contains(text), "\(tracking.mend(of: nil))")
    }

    @Test("what somebody writes there to break out of a message or a shell does not")
    func hostile() throws {
        let tracking = GitOpsTracking(
            try #require(
                try YAMLParser.parse(#"{labels: {argocd.argoproj.io/instance: "a'; rm -rf /\n[pinnedModel.mutable]"}}"#)
                    .first
            ).root)
        let text = tracking.mend(of: nil)
        #expect(!text.contains("\n"))
        #expect(text.contains(#"argocd app get 'a'\''; rm"#), "\(text)")
    }
}
