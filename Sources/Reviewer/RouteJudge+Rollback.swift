import KubernetesModel
import ModelReferences
import PolicyEngine

extension RouteJudge {
    /// Traffic that moves to an earlier version of what answers beside it, or answered before, brings that back: it needs its
    /// data context.
    mutating func judgeRollback(
        to backend: LiveBackend, behind destination: RouteDestination
    ) throws(Undecided) {
        guard asksForContext(backend), var target = target(backend),
            let own = try? ReferenceFinder.find(in: backend.object).references, !own.isEmpty
        else { return }
        for other in try others(than: backend) {
            guard let theirs = try? ReferenceFinder.find(in: other.object).references else { continue }
            let lower = own.filter { reference in
                let identity = ModelIdentity(reference)
                return theirs.contains { identity.isLower(than: ModelIdentity($0)) == true }
            }
            guard !lower.isEmpty else { continue }
            target.oldObject = other.object
            target.operation = .update
            guard let subject = reviewer.subject(of: target) else { continue }
            let judgement = reviewer.policies.judge(subject, evidence: reviewer.evidence, at: time)
            if let unreachable = judgement.unreachable.first(where: { $0.rule == RollbackRule.name }) {
                try cannotTell(destination, unreachable.undecided.message)
            }
            let paths = Set(lower.map(\.path))
            let found = judgement.findings.filter { $0.code.rule == RollbackRule.name && paths.contains($0.path) }
            add(found, of: backend.live, behind: destination)
            return
        }
    }

    private func asksForContext(_ backend: LiveBackend) -> Bool {
        guard let namespace = backend.live.workload.namespace, let gvk = ObjectIdentity(backend.object)?.gvk else {
            return false
        }
        return reviewer.policies.matching(gvk, in: .namespace(namespace)).contains { $0.rollback != nil }
    }

    /// What answers, or answered before this write, at the route's other destinations.
    private mutating func others(than backend: LiveBackend) throws(Undecided) -> [LiveBackend] {
        var found: [LiveBackend] = []
        var seen: Set<String> = [backend.live.uid]
        for destination in shift.all where shift.sought(destination) != nil {
            for other in try backends(of: destination) ?? [] where seen.insert(other.live.uid).inserted {
                found.append(other)
            }
        }
        return found
    }
}
