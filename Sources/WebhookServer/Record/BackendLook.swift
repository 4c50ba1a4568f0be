import ClusterAPI
import HTTPTransport
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// Finds what answers behind a Service or an InferencePool: its pods by their labels, and what those come from, up to the
/// object that a user wrote. It blocks until the API server has answered.
struct BackendLook {
    let look: ObjectLook
    let deadline: Deadline
    /// By uid.
    private var found: [String: LiveBackend] = [:]
    /// Owners that were climbed already.
    private var climbed: Set<String> = []

    init(_ look: ObjectLook, by deadline: Deadline) {
        self.look = look
        self.deadline = deadline
    }

    /// A Service of more is not looked at in part.
    private static let mostPods = 5_000
    private static let mostOwners = 50
    /// Pod, ReplicaSet, Deployment, Knative's Revision, Configuration and Service, InferenceService, and some room.
    private static let deepest = 12

    static func answer(_ sought: SoughtObject, _ look: ObjectLook, by deadline: Deadline) -> LookedUp {
        var backends = BackendLook(look, by: deadline)
        do throws(ClusterFailure) {
            return try backends.answer(sought)
        } catch {
            return .unreachable(error.reason)
        }
    }

    private mutating func answer(_ sought: SoughtObject) throws(ClusterFailure) -> LookedUp {
        guard let service = try look.plain(sought, by: deadline) else {
            guard try climbInferenceService(sought.workload) else { return .absent }
            return backends
        }
        // KServe, Knative and Seldon name whom a Service serves by its owner.
        if let owner = service.metadata.owner { try climb(owner) }
        let selector = try labels(of: service.node, sought)
        guard !selector.isEmpty else {
            guard found.isEmpty, try !climbInferenceService(sought.workload) else { return backends }
            return .leadsElsewhere(selectsNothing(sought.workload))
        }
        try climbPods(selector, namespace: sought.workload.namespace)
        return backends
    }

    /// Those at the top first.
    private var backends: LookedUp {
        let sorted = found.values.sorted { $0.live.uid < $1.live.uid }
        return .backends(sorted.filter { $0.live.owner == nil } + sorted.filter { $0.live.owner != nil })
    }

    // MARK: Labels

    /// A Service has its labels in `spec.selector`; an InferencePool there (v1alpha2), or one deeper (v1).
    private func labels(of object: Node, _ sought: SoughtObject) throws(ClusterFailure) -> [String: String] {
        // An ExternalName's selector means nothing (Kubernetes, ServiceSpec).
        if object["spec"]?["type"]?.isString("ExternalName") == true { return [:] }
        let selector = object["spec"]?["selector"]
        var labels = Self.texts(selector?["matchLabels"] ?? selector)
        guard case .backends(let subset?, let from) = sought.wants, !labels.isEmpty else { return labels }
        let added = try SubsetLook(look: look, deadline: deadline).labels(subset, of: sought.workload, from: from)
        labels.merge(added) { $1 }
        return labels
    }

    static func texts(_ map: Node?) -> [String: String] {
        var texts: [String: String] = [:]
        guard let map, map.isObject else { return texts }
        for member in map.members { texts[member.key] = member.value.string }
        return texts
    }

    // MARK: Owners

    private mutating func climbPods(_ labels: [String: String], namespace: String?) throws(ClusterFailure) {
        let resource = ClusterResource(group: "", version: "v1", name: "pods", kind: "Pod")
        let pods = try look.client.metadata(
            resource, namespace: namespace, labels: labels, most: Self.mostPods, by: deadline)
        for pod in pods where !pod.isBeingDeleted {
            // What was judged by itself, whoever it comes from, answers by itself.
            if let state = look.state(of: pod.uid), !state.isExcusedOrClean {
                try add(pod.workload, "v1", pod.uid)
            }
            let hasOwner = try pod.owner.map { owner throws(ClusterFailure) in try climb(owner) } ?? false
            if !hasOwner { try add(pod.workload, "v1", pod.uid) }
        }
    }

    /// Adds what stands at the top, and what on the way was judged by itself.
    ///
    /// - Returns: whether anything of it can be seen.
    @discardableResult
    private mutating func climb(_ first: LiveObject.Owner) throws(ClusterFailure) -> Bool {
        var next: LiveObject.Owner? = first
        var (depth, last): (Int, ObjectLook.Found?) = (0, nil)
        while let owner = next, depth < Self.deepest, climbed.insert(owner.uid).inserted {
            depth += 1
            guard climbed.count <= Self.mostOwners * Self.deepest else { throw Self.tooMany }
            guard let seen = try visible(owner) else {
                // What stands above cannot be seen: what is below it is the highest that anybody can judge.
                if let last { try add(last) }
                return last != nil
            }
            (last, next) = (seen, seen.live.owner)
            if next == nil || seen.live.state?.isChild != true { try add(seen) }
        }
        return true
    }

    /// nil where it is gone, or is of a kind that this server may not read.
    private func visible(_ owner: LiveObject.Owner) throws(ClusterFailure) -> ObjectLook.Found? {
        do throws(ClusterFailure) {
            return try look.at(SoughtObject(owner), by: deadline)
        } catch {
            guard error.kind == .forbidden else { throw error }
            return nil
        }
    }

    private mutating func add(_ workload: WorkloadIdentity, _ version: String, _ uid: String) throws(ClusterFailure) {
        guard found[uid] == nil else { return }
        let sought = SoughtObject(workload: workload, version: version, uid: uid)
        guard let seen = try look.at(sought, by: deadline) else { return }
        try add(seen)
    }

    private mutating func add(_ seen: ObjectLook.Found) throws(ClusterFailure) {
        found[seen.live.uid] = LiveBackend(live: seen.live, object: seen.node)
        guard found.count <= Self.mostOwners else { throw Self.tooMany }
    }

    private static let tooMany = ClusterFailure(.unreachable, tooManyOwners(mostOwners))

    /// The Services that KServe makes lead to a gateway, and are there after the InferenceService that they are named after.
    private mutating func climbInferenceService(_ service: WorkloadIdentity) throws(ClusterFailure) -> Bool {
        guard service.group.isEmpty else { return false }
        for name in Self.inferenceServices(named: service.name) {
            let workload = WorkloadIdentity(
                group: "serving.kserve.io", kind: "InferenceService", namespace: service.namespace, name: name)
            let sought = SoughtObject(workload: workload, version: nil, uid: nil)
            guard let seen = try look.at(sought, by: deadline) else { continue }
            try add(seen)
            return true
        }
        return false
    }

    /// NAME itself, and without what KServe puts behind it.
    static func inferenceServices(named service: String) -> [String] {
        var names = [service]
        for end in ["-default", "-canary", "-headless"] where service.hasSuffix(end) {
            names.append(String(service.dropLast(end.count)))
        }
        for name in names {
            for end in ["-predictor", "-transformer", "-explainer"] where name.hasSuffix(end) {
                names.append(String(name.dropLast(end.count)))
            }
        }
        return names.filter { !$0.isEmpty }
    }
}

extension SoughtObject {
    fileprivate init(_ owner: LiveObject.Owner) {
        self.init(workload: owner.workload, version: owner.version, uid: owner.uid)
    }
}

extension ServedState {
    fileprivate var isChild: Bool { if case .child = admission { true } else { false } }

    fileprivate var isExcusedOrClean: Bool {
        switch admission {
        case .allowed, .child, .found: true
        case .tolerated, .denied: false
        }
    }
}

// What a user reads.

private func selectsNothing(_ workload: WorkloadIdentity) -> String {
    "\(workload.description) selects no pods by labels, so that nobody here can tell which model answers"
}
private func tooManyOwners(_ most: Int) -> String { "more than \(most) workloads answer there" }
