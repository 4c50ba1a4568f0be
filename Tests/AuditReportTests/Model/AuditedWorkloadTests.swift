import KubernetesModel
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("The standing of a workload")
struct AuditedWorkloadTests {
    private func workload(_ judgement: AuditedWorkload.Judgement) -> AuditedWorkload {
        let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        return AuditedWorkload(
            identity: ObjectIdentity(gvk: gvk, namespace: "ml", name: "fraud"), judgement: judgement)
    }

    private func finding(_ action: ValidationAction) -> Finding {
        Finding(
            code: ReasonCode(rawValue: "pinnedModel.mutable"), path: FieldPath(),
            position: SourcePosition(line: 1, column: 1), message: "", policy: "production", action: action)
    }

    @Test("what nothing is found about is allowed")
    func allowed() { #expect(workload(.allowed).standing == .allowed) }

    @Test("the worst is told: a refusal before drift, drift before a warning, a warning before an exception")
    func worst() {
        var workload = workload(.denied)
        workload.drift = [Drift(.dataset, "gone")]
        workload.findings = [finding(.deny), finding(.warn)]
        workload.isUncovered = true
        #expect(workload.standing == .denied)
        workload.judgement = .undecided("nobody answers")
        #expect(workload.standing == .undecided)
        workload.judgement = .allowed
        #expect(workload.standing == .drift)
        workload.drift = []
        #expect(workload.standing == .warned)
        workload.findings = [finding(.audit)]
        workload.exceptions = ["legacy"]
        #expect(workload.standing == .excepted)
        workload.exceptions = []
        #expect(workload.standing == .uncovered)
    }
}
