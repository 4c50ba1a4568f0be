import ClusterAPI
import KubernetesModel
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("The workloads of a report")
struct RosterTests {
    private func workload(_ name: String, _ judgement: AuditedWorkload.Judgement, warned: Bool = false)
        -> AuditedWorkload
    {
        let gvk = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        var workload = AuditedWorkload(
            identity: ObjectIdentity(gvk: gvk, namespace: "ml", name: name), judgement: judgement)
        workload.uid = name
        if warned {
            workload.findings = [
                Finding(
                    code: ReasonCode(rawValue: "pinnedModel.mutable"), path: FieldPath(),
                    position: SourcePosition(line: 1, column: 1), message: "", policy: "p", action: .warn)
            ]
        }
        return workload
    }

    private func names(_ roster: Roster) -> [String] { roster.workloads.compactMap(\.identity.name).sorted() }

    @Test("what would be refused takes the place of what is good, then of what is warned of, and never of its like")
    func precedence() {
        var roster = Roster(most: 2)
        roster.add(workload("good", .allowed))
        roster.add(workload("warned", .allowed, warned: true))
        #expect(names(roster) == ["good", "warned"])
        roster.add(workload("better", .allowed))
        #expect(names(roster) == ["good", "warned"] && roster.unlisted == 1)
        roster.add(workload("bad", .denied))
        #expect(names(roster) == ["bad", "warned"] && roster.unlisted == 2)
        roster.add(workload("unknown", .undecided("")))
        #expect(names(roster) == ["bad", "unknown"] && roster.unlisted == 3)
        roster.add(workload("worse", .denied))
        #expect(names(roster) == ["bad", "unknown"] && roster.unlisted == 4)
        #expect(roster.notes.count == 1)
    }

    @Test("children are counted with what stands for them, and a new judgement keeps them")
    func children() {
        var roster = Roster(most: 1)
        roster.add(workload("a", .denied))
        roster.addChild(of: ObjectUID("a"))
        roster.addChild(of: ObjectUID("nobody"))
        roster.replace(workload("a", .allowed))
        #expect(roster.workloads.map(\.children) == [1])
        #expect(roster.workload(ObjectUID("a"))?.judgement == .allowed)
        // It has become good, so that it gives way.
        roster.add(workload("b", .denied))
        #expect(names(roster) == ["b"] && roster.workload(ObjectUID("a")) == nil)
    }
}
