import DecisionLog
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// The whole edit that brings back what a workload served: its models and their data context together.
package struct RollbackPlan: Sendable, Hashable {
    package var workload: WorkloadIdentity
    /// What is live now; nil where nothing is.
    package var from: WorkloadStates.State?
    package var to: WorkloadStates.State
    /// By path; empty where nothing differs.
    package var changes: [Change]

    /// One field.
    package struct Change: Sendable, Hashable {
        package var path: String
        /// nil where the field is not there now.
        package var old: String?
        /// nil where it was not there then.
        package var new: String?

        package init(path: String, old: String?, new: String?) {
            (self.path, self.old, self.new) = (path, old, new)
        }
    }

    /// Why there is no plan.
    package struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// - Parameter version: a model's version (`v47`), reference, revision or digest; of several states the last counts.
    package init(_ history: WorkloadStates, to version: String) throws(Refusal) {
        let current = history.current
        let candidates = history.states.filter { $0.decision.serves(version) }
        guard let target = candidates.last(where: { $0.decision.fields != current?.decision.fields }) else {
            guard candidates.isEmpty else { throw Refusal(description: isLive(history.workload, version)) }
            throw Refusal(description: neverLive(history, version))
        }
        guard !target.decision.fields.isEmpty else { throw Refusal(description: fieldless(history.workload, version)) }
        workload = history.workload
        from = current
        to = target
        changes = Self.changes(from: current?.decision.fields ?? [:], to: target.decision.fields)
    }

    private static func changes(from old: [String: String], to new: [String: String]) -> [Change] {
        Set(old.keys).union(new.keys).sorted().compactMap { path in
            guard old[path] != new[path] else { return nil }
            return Change(path: path, old: old[path], new: new[path])
        }
    }
}

extension Decision {
    /// Whether one of its models is this version of it.
    fileprivate func serves(_ version: String) -> Bool {
        models.contains { model in
            guard model.served.role == .model || model.served.role == .adapter || model.served.role == .image else {
                return false
            }
            let served = model.served
            if served.value == version || served.revision == version { return true }
            if let digest = served.digest, version.utf8.count >= 8,
                digest.hex.hasPrefix(version) || digest.description.hasPrefix(version)
            {
                return true
            }
            guard let own = self.version(of: served) else { return false }
            return own == version || own == "v\(version)"
        }
    }

    fileprivate func version(of model: ServedModel) -> String? {
        ModelIdentity.of(model.value, revision: model.revision).version
    }

    /// Its models, as a person would tell them apart.
    fileprivate var versions: [String] {
        models.filter { $0.served.role == .model || $0.served.role == .adapter || $0.served.role == .image }
            .map { version(of: $0.served) ?? $0.served.value }
    }
}

// What a user reads.

private func isLive(_ workload: WorkloadIdentity, _ version: String) -> String {
    "\(printable(workload.description)) serves \(quoted(version, limit: 120)) now; there is nothing to bring back"
}

private func fieldless(_ workload: WorkloadIdentity, _ version: String) -> String {
    "the log knows that \(printable(workload.description)) served \(quoted(version, limit: 120)), and not by which "
        + "fields; look for it in the Git history of its manifest"
}

private func neverLive(_ history: WorkloadStates, _ version: String) -> String {
    var known: [String] = []
    for state in history.states.reversed() {
        for version in state.decision.versions where !known.contains(version) { known.append(version) }
    }
    let list = known.prefix(8).map { printable($0, limit: 120) }.joined(separator: ", ")
    return
        "\(printable(history.workload.description)) never served \(quoted(version, limit: 120)), as far as the log goes; "
        + "it served \(list)\(known.count > 8 ? " and \(known.count - 8) others" : "")"
}
