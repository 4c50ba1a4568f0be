import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

extension RollbackPlan {
    /// For people: each field as it is and as it must be.
    package var text: String {
        let decision = to.decision
        var lines = ["\(printable(workload.description)): \(summary)"]
        let by = decision.user.isEmpty ? "" : " by \(printable(decision.user, limit: 120))"
        let commit = decision.policyCommit.map { ", commit \($0.prefix(12))" } ?? ""
        lines.append(
            "  it was live \(period), deployed\(by) under the policies \(decision.policyDigest?.prefix(19) ?? "")\(commit)"
        )
        for change in changes {
            lines.append("\n  \(printable(change.path, limit: 400))")
            if let old = change.old { lines.append("    - \(printable(old, limit: 4096))") }
            lines.append("    + \(change.new.map { printable($0, limit: 4096) } ?? remove)")
        }
        lines.append("\n\(how)")
        return lines.joined(separator: "\n") + "\n"
    }

    /// A JSON Patch (RFC 6902) for `kubectl patch --type=json`. It applies only where each field is as the log has it.
    package var patch: String {
        var json = JSONWriter(pretty: true)
        json.array { json in
            for change in changes {
                guard let pointer = FieldPath(change.path).pointer else { continue }
                if let old = change.old { operation("test", pointer, old, to: &json) }
                switch (change.old, change.new) {
                case (_, nil): operation("remove", pointer, nil, to: &json)
                case (nil, let new): operation("add", pointer, new, to: &json)
                case (_, let new): operation("replace", pointer, new, to: &json)
                }
            }
        }
        return json.text + "\n"
    }

    package var json: String {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("kind", workload.groupKind)
            if let namespace = workload.namespace { json.member("namespace", namespace) }
            json.member("name", workload.name)
            json.member("since", Timestamp.string(to.since))
            if let until = to.until { json.member("until", Timestamp.string(until)) }
            json.member("deployedBy", to.decision.user)
            if let digest = to.decision.policyDigest { json.member("policyDigest", digest) }
            if let commit = to.decision.policyCommit { json.member("policyCommit", commit) }
            json.member("references", to.decision.models.map(\.served.value))
            json.key("changes")
            json.array { json in
                for change in changes {
                    json.object { json in
                        json.member("path", change.path)
                        if let old = change.old { json.member("old", old) }
                        if let new = change.new { json.member("new", new) }
                    }
                }
            }
        }
        return json.text + "\n"
    }

    private func operation(_ name: String, _ pointer: String, _ value: String?, to json: inout JSONWriter) {
        json.object { json in
            json.member("op", name)
            json.member("path", pointer)
            if let value { json.member("value", value) }
        }
    }

    private var summary: String {
        let models = to.decision.models.filter { $0.served.role == .model || $0.served.role == .adapter }
        let names = (models.isEmpty ? to.decision.models : models).map { printable($0.served.value, limit: 200) }
        return "back to \(names.joined(separator: ", "))"
    }

    private var period: String {
        guard let until = to.until else { return "from \(Timestamp.string(to.since)) on" }
        return "from \(Timestamp.string(to.since)) to \(Timestamp.string(until))"
    }

    private var how: String {
        let kind = WorkloadKind.find(group: workload.group, kind: workload.kind)
        let resource = kind.map { $0.group.isEmpty ? $0.resource : "\($0.resource).\($0.group)" } ?? workload.groupKind
        let namespace = workload.namespace.map { " -n \($0)" } ?? ""
        return "\(inGit)\n  … --format patch | kubectl patch \(printable(resource)) \(printable(workload.name))"
            + "\(printable(namespace)) --type=json --patch-file=/dev/stdin"
    }
}

// What a user reads.

private let remove = "(nothing: the field was not there)"
private let inGit =
    "Write all of it in one commit, where the manifest lies in Git; where it lies nowhere else, into the cluster:"
