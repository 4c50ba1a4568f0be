import CheckCommand
import KubernetesModel

extension Audit {
    /// An audit that has found nothing yet.
    init(_ options: AuditOptions, policies: CheckReport.PolicySource) {
        let name = options.clusterName.flatMap { $0.isEmpty ? nil : $0 }
        switch options.source {
        case .cluster(let endpoint):
            self.init(
                subject: clusterTitle(name, endpoint.server), source: .cluster, cluster: name, time: options.time,
                policies: policies)
        case .manifests(let paths, let commit):
            self.init(
                subject: manifestTitle(paths, commit), source: .manifests, cluster: name, time: options.time,
                policies: policies)
        case .log:
            self.init(
                subject: logTitle(options.log?.title ?? ""), source: .log, cluster: name, time: options.time,
                policies: policies)
        }
    }

    /// What the log knows; one that cannot be read leaves that unsaid, and the audit undecided.
    mutating func readLog(_ options: AuditOptions) -> LogKnowledge? {
        guard let log = options.log else { return nil }
        do throws(LogKnowledge.Failure) {
            return try LogKnowledge(log, options)
        } catch {
            problems.append(InputProblem(file: error.place, message: error.message))
            return nil
        }
    }

    /// Adds what is said once all is judged.
    mutating func conclude(_ log: LogKnowledge?, _ options: AuditOptions, _ files: FileTree) {
        log?.tell(&self)
        series = MetricSeries.all(log?.history, evidence, workloads)
        policyCommit = PolicyCommit.of(options.policyDirectories, files)
        sort()
    }

    /// By namespace, kind and name, whatever the order in which things were found.
    mutating func sort() {
        workloads = workloads.map { ($0.sortKey, $0) }.sorted { $0.0 < $1.0 }.map(\.1)
        exceptions.sort { $0.exception.name < $1.exception.name }
    }
}

extension AuditedWorkload {
    fileprivate var sortKey: (String, String, String, String) {
        let gvk = identity.gvk
        return (identity.namespace ?? "", gvk.groupKind, identity.name ?? "", "\(file ?? "") \(uid ?? "")")
    }
}

// What a user reads.

private func clusterTitle(_ name: String?, _ server: String) -> String {
    name.map { "cluster \(quoted($0)) (\(printable(server)))" } ?? "cluster \(printable(server))"
}
private func manifestTitle(_ paths: [String], _ commit: String?) -> String {
    let shown = paths.prefix(3).map { $0 == "-" ? "standard input" : printable($0) }.joined(separator: ", ")
    let rest = paths.count > 3 ? " and \(paths.count - 3) more" : ""
    return "manifests in \(shown)\(rest)" + (commit.map { " at \(printable($0))" } ?? "")
}
private func logTitle(_ title: String) -> String { "log \(printable(title))" }
