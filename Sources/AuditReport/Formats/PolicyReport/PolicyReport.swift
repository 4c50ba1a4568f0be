import CheckCommand
import FoundationEssentials
import KubernetesModel

/// One PolicyReport (wgpolicyk8s.io/v1alpha2) about one workload; a ClusterPolicyReport where the workload is in no
/// namespace.
///
/// Two of them are equal where they say the same, whenever they were written.
package struct PolicyReport: Sendable, Hashable {
    package static let group = "wgpolicyk8s.io"
    package static let version = "v1alpha2"
    package static let kind = "PolicyReport"
    package static let clusterKind = "ClusterPolicyReport"
    /// By this label it is known to be ours, and nothing without it is ever written to.
    package static let managedBy = (label: "app.kubernetes.io/managed-by", value: "pedigree")
    static let omittedKey = "pedigree.dev/omitted-results"

    package var name: String
    /// nil where the workload is in none, or where its manifest names none.
    package var namespace: String?
    package var isClusterScoped: Bool
    var scope: Scope
    /// Whether the workload owns it, so that it goes with the workload.
    var isOwned: Bool
    var summary = Summary()
    /// Those that fail first; no more than `limit`.
    var results: [Result] = []
    /// How many more there are.
    var omitted = 0
    /// Whether it carries the label.
    package var isManaged = true

    /// Results of one report. etcd takes objects of up to 1.5 MiB.
    static let limit = 50

    struct Scope: Sendable, Hashable {
        var apiVersion: String
        var kind: String
        var namespace: String?
        var name: String
        var uid: String?
    }

    struct Summary: Sendable, Hashable {
        var counts: [Outcome: Int] = [:]
    }

    /// In the order in which they are told.
    enum Outcome: String, Sendable, Hashable, CaseIterable {
        case fail, error, warn, skip, pass
    }

    struct Result: Sendable, Hashable {
        var policy: String
        var rule: String
        var outcome: Outcome
        var severity: Severity
        /// Whether it counts for or against the workload.
        var isScored: Bool
        var message: String
        var properties: [String: String]
    }

    enum Severity: String, Sendable, Hashable {
        case high, medium, low
    }

    package var reportKind: String { isClusterScoped ? Self.clusterKind : Self.kind }
}

extension PolicyReport {
    /// - Parameters:
    ///   - time: when its results were found.
    ///   - resourceVersion: of the object that it takes the place of; nil for a new one.
    func json(at time: Date, replacing resourceVersion: String? = nil) -> JSONValue {
        .members([
            ("apiVersion", .string("\(Self.group)/\(Self.version)")),
            ("kind", .string(reportKind)),
            ("metadata", metadata(resourceVersion)),
            ("scope", scope.json),
            ("summary", summary.json),
            ("results", .array(results.map { $0.json(at: time) })),
        ])
    }

    private func metadata(_ resourceVersion: String?) -> JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(name))]
        if let namespace { members.append(("namespace", .string(namespace))) }
        if let resourceVersion { members.append(("resourceVersion", .string(resourceVersion))) }
        members.append(("labels", .members([(Self.managedBy.label, .string(Self.managedBy.value))])))
        if omitted > 0 { members.append(("annotations", .members([(Self.omittedKey, .string(String(omitted)))]))) }
        if isOwned, let uid = scope.uid {
            let owner: [(String, JSONValue)] = [
                ("apiVersion", .string(scope.apiVersion)), ("kind", .string(scope.kind)), ("name", .string(scope.name)),
                ("uid", .string(uid)),
            ]
            members.append(("ownerReferences", .array([.members(owner)])))
        }
        return .members(members)
    }
}

extension PolicyReport.Scope {
    fileprivate var json: JSONValue {
        var members: [(String, JSONValue)] = [("apiVersion", .string(apiVersion)), ("kind", .string(kind))]
        if let namespace { members.append(("namespace", .string(namespace))) }
        members.append(("name", .string(name)))
        if let uid { members.append(("uid", .string(uid))) }
        return .members(members)
    }
}

extension PolicyReport.Summary {
    fileprivate var json: JSONValue {
        .members(PolicyReport.Outcome.allCases.map { ($0.rawValue, .int(counts[$0] ?? 0)) })
    }
}

extension PolicyReport.Result {
    fileprivate func json(at time: Date) -> JSONValue {
        let seconds = Int(exactly: time.timeIntervalSince1970.rounded(.down)) ?? 0
        var members: [(String, JSONValue)] = [("source", .string("pedigree")), ("policy", .string(policy))]
        if !rule.isEmpty { members.append(("rule", .string(rule))) }
        members += [
            ("category", .string("Model provenance")), ("result", .string(outcome.rawValue)),
            ("severity", .string(severity.rawValue)), ("scored", .bool(isScored)), ("message", .string(message)),
        ]
        if !properties.isEmpty {
            let sorted = properties.sorted { $0.key < $1.key }
            members.append(("properties", .members(sorted.map { ($0.key, .string($0.value)) })))
        }
        return .members(
            members + [
                ("timestamp", .members([("seconds", .int(seconds)), ("nanos", .int(0))]))
            ])
    }
}

extension JSONValue {
    static func members(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { Member(key: $0.0, value: $0.1) })
    }
}
