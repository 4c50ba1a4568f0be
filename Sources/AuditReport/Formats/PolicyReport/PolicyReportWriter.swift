import CheckCommand
import ClusterAPI
import EvidenceStores
import FoundationEssentials
import HTTPTransport
import KubernetesModel
import PolicyEngine

/// Brings the PolicyReports of a cluster in line with an audit: it reads those that are ours, and writes only where they
/// say something else.
///
/// INVARIANT: an object without our label is never written to, and one that somebody wrote meanwhile is read again first.
package struct PolicyReportWriter: Sendable {
    let client: ClusterClient
    /// Reports of one audit.
    package var most = 10_000
    /// For one request.
    package var timeout: Duration = .seconds(30)
    /// Writes that are under way at once.
    package var width = 4

    package init(_ client: ClusterClient) { self.client = client }

    /// What was done.
    package struct Outcome: Sendable, Hashable {
        package var created = 0
        package var updated = 0
        package var deleted = 0
        package var unchanged = 0
        /// Why reports could not be written, each with its name; at most a hundred are told.
        package var failures: [String] = []
        package var failed = 0

        package var summary: String { counts(self) }
    }

    /// - Parameters:
    ///   - namespaces: where the audit looked; empty: everywhere. Reports elsewhere are left alone.
    ///   - deadline: what is not written then is a failure.
    package func write(
        _ audit: Audit, namespaces: [String] = [], by deadline: Deadline = .after(.seconds(1800))
    ) throws(ClusterFailure) -> Outcome {
        let wanted = audit.workloads.compactMap { PolicyReport($0, of: .cluster) }
        guard wanted.count <= most else { throw ClusterFailure(.settings, tooMany(wanted.count, most)) }
        var outcome = Outcome()
        let coverage = CoveredKinds(audit.coverage)
        for isClusterScoped in [false, true] {
            let own = wanted.filter { $0.isClusterScoped == isClusterScoped }
            guard let resource = try resource(isClusterScoped, by: deadline.sooner(timeout)) else {
                guard own.isEmpty, isClusterScoped else { throw ClusterFailure(.notFound, noKind(isClusterScoped)) }
                continue
            }
            for place in isClusterScoped || namespaces.isEmpty ? [nil] : namespaces.map(Optional.some) {
                let here = place == nil ? own : own.filter { $0.namespace == place }
                let found = try differences(here, resource, place, coverage)
                outcome.unchanged += found.unchanged
                perform(found.steps, resource, at: audit.time, by: deadline, &outcome)
            }
        }
        return outcome
    }

    private func resource(_ isClusterScoped: Bool, by deadline: Deadline) throws(ClusterFailure) -> ClusterResource? {
        try client.resource(
            group: PolicyReport.group, version: PolicyReport.version,
            kind: isClusterScoped ? PolicyReport.clusterKind : PolicyReport.kind, by: deadline)
    }

    // MARK: What differs

    /// One thing to do.
    enum Step: Sendable {
        case create(PolicyReport)
        case replace(PolicyReport, ObjectState)
        case delete(name: String, namespace: String?, ObjectState)

        var name: String {
            switch self {
            case .create(let report), .replace(let report, _): report.name
            case .delete(let name, _, _): name
            }
        }
    }

    private struct Key: Hashable {
        var namespace: String?
        var name: String
    }

    private func differences(
        _ wanted: [PolicyReport], _ resource: ClusterResource, _ namespace: String?, _ coverage: CoveredKinds
    ) throws(ClusterFailure) -> (steps: [Step], unchanged: Int) {
        let all = Dictionary(wanted.map { (Key(namespace: $0.namespace, name: $0.name), $0) }) { first, _ in first }
        var (missing, steps, unchanged) = (all, [Step](), 0)
        let labels = [PolicyReport.managedBy.label: PolicyReport.managedBy.value]
        try client.list(resource, namespace: namespace, labels: labels, as: .objects) { page in
            if page.isFirst { (missing, steps, unchanged) = (all, [], 0) }
            for object in page.items {
                guard Self.isOurs(object), let state = ObjectState(object),
                    let name = object["metadata"]?["name"]?.nonEmptyString
                else { continue }
                let key = Key(namespace: object["metadata"]?["namespace"]?.nonEmptyString, name: name)
                let present = PolicyReport(object)
                if let report = missing.removeValue(forKey: key) {
                    if report == present { unchanged += 1 } else { steps.append(.replace(report, state)) }
                } else if coverage.includes(object["scope"]) {
                    steps.append(.delete(name: name, namespace: key.namespace, state))
                }
            }
        }
        let new = missing.values.sorted { ($0.namespace ?? "", $0.name) < ($1.namespace ?? "", $1.name) }
        return (steps + new.map { .create($0) }, unchanged)
    }

    /// By its label and by its name: another tool may use the label of ours by mistake.
    private static func isOurs(_ object: Node) -> Bool {
        let metadata = object["metadata"]
        return metadata?["labels"]?[PolicyReport.managedBy.label]?.string == PolicyReport.managedBy.value
            && metadata?["name"]?.string?.hasPrefix("pedigree-") == true
    }

    // MARK: Writing

    private func perform(
        _ steps: [Step], _ resource: ClusterResource, at time: Date, by deadline: Deadline, _ outcome: inout Outcome
    ) {
        let results = concurrentMap(steps, width: width) { step -> ClusterFailure? in
            do throws(ClusterFailure) {
                try self.perform(step, resource, at: time, by: deadline)
                return nil
            } catch {
                return error
            }
        }
        for (step, failure) in zip(steps, results) {
            switch (step, failure) {
            case (_, let failure?):
                outcome.failed += 1
                if outcome.failures.count < 100 { outcome.failures.append(couldNot(step.name, failure.reason)) }
            case (.create, nil): outcome.created += 1
            case (.replace, nil): outcome.updated += 1
            case (.delete, nil): outcome.deleted += 1
            }
        }
    }

    private func perform(
        _ step: Step, _ resource: ClusterResource, at time: Date, by deadline: Deadline
    ) throws(ClusterFailure) {
        do throws(ClusterFailure) {
            try once(step, resource, at: time, by: deadline)
        } catch {
            guard error.kind == .conflict || error.kind == .notFound else { throw error }
            if case .delete = step, error.kind == .notFound { return }
            guard let again = try reconsidered(step, resource, error, by: deadline) else { return }
            try once(again, resource, at: time, by: deadline)
        }
    }

    private func once(
        _ step: Step, _ resource: ClusterResource, at time: Date, by deadline: Deadline
    ) throws(ClusterFailure) {
        guard !deadline.hasPassed else { throw ClusterFailure(.unreachable, noTime) }
        let soon = deadline.sooner(timeout)
        switch step {
        case .create(let report):
            let body = Array(report.json(at: time).pretty.utf8)
            try client.create(resource, namespace: report.namespace, body, by: soon)
        case .replace(let report, let state):
            let body = Array(report.json(at: time, replacing: state.resourceVersion).pretty.utf8)
            try client.replace(resource, namespace: report.namespace, name: report.name, body, by: soon)
        case .delete(let name, let namespace, let state):
            try client.delete(resource, namespace: namespace, name: name, in: state, by: soon)
        }
    }

    /// What is to be done now that the object is another than it was; nil where nothing is.
    private func reconsidered(
        _ step: Step, _ resource: ClusterResource, _ failure: ClusterFailure, by deadline: Deadline
    ) throws(ClusterFailure) -> Step? {
        switch step {
        case .create(let report), .replace(let report, _):
            let found: Node
            do throws(ClusterFailure) {
                found = try client.object(
                    resource, namespace: report.namespace, name: report.name, by: deadline.sooner(timeout)
                ).root
            } catch {
                // What somebody has deleted is made anew; what could not be made for lack of its namespace is not.
                guard error.kind == .notFound, failure.kind == .conflict || isReplacement(step) else { throw error }
                return .create(report)
            }
            guard Self.isOurs(found), let state = ObjectState(found) else {
                throw ClusterFailure(.conflict, notOurs)
            }
            return PolicyReport(found) == report ? nil : .replace(report, state)
        case .delete: throw failure
        }
    }

    private func isReplacement(_ step: Step) -> Bool { if case .replace = step { true } else { false } }
}

/// The kinds that an audit has looked at to their end: only what it knows to be gone loses its report.
private struct CoveredKinds {
    private let names: Set<String>

    init(_ coverage: Coverage) {
        names = coverage.unlisted > 0 ? [] : Set(coverage.kinds.filter { $0.failure == nil }.map(\.name))
    }

    func includes(_ scope: Node?) -> Bool {
        guard let apiVersion = scope?["apiVersion"]?.string, let kind = scope?["kind"]?.string else { return false }
        return names.contains(GroupVersionKind(apiVersion: apiVersion, kind: kind).groupKind)
    }
}

// What an operator reads.

private func tooMany(_ count: Int, _ most: Int) -> String {
    "\(count) PolicyReports would be written, and no more than \(most) are: narrow the audit to a namespace"
}
private func noKind(_ isClusterScoped: Bool) -> String {
    "the cluster has no \(isClusterScoped ? PolicyReport.clusterKind : PolicyReport.kind) "
        + "(\(PolicyReport.group)/\(PolicyReport.version)): install its CRD (https://github.com/kubernetes-sigs/"
        + "wg-policy-prototypes), or leave out --write-policy-reports"
}
private func couldNot(_ name: String, _ reason: String) -> String {
    "the PolicyReport \(printable(name, limit: 120)) could not be written: \(reason)"
}
private func counts(_ outcome: PolicyReportWriter.Outcome) -> String {
    "PolicyReports: \(outcome.created) created, \(outcome.updated) updated, \(outcome.deleted) deleted, "
        + "\(outcome.unchanged) unchanged" + (outcome.failed > 0 ? ", \(outcome.failed) failed" : "")
}
private let noTime = "the time for writing was over"
private let notOurs = "there is one of that name that Pedigree did not write; it was left alone"
