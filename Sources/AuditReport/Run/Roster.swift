import ClusterAPI

/// The workloads that a report tells one by one: all of them up to a limit, and beyond it the worse before the better.
struct Roster: Sendable {
    private let most: Int
    private(set) var workloads: [AuditedWorkload] = []
    private var places: [ObjectUID: Int] = [:]
    /// Places of those that give way to a worse one: first those that nothing is said against, then those with warnings.
    private var harmless: [Int] = []
    private var warned: [Int] = []
    /// Workloads that are counted, and not told.
    private(set) var unlisted = 0

    init(most: Int) { self.most = most }

    mutating func add(_ workload: AuditedWorkload) {
        guard workloads.count >= most else {
            remember(workload, at: workloads.count)
            put(workload, at: workloads.count)
            return
        }
        unlisted += 1
        guard let place = placeToGive(for: workload) else { return }
        if let uid = workloads[place].uid { places[ObjectUID(uid)] = nil }
        remember(workload, at: place)
        put(workload, at: place)
    }

    /// Counts an object that follows from the workload with that uid.
    mutating func addChild(of uid: ObjectUID) {
        guard let place = places[uid] else { return }
        workloads[place].children += 1
    }

    /// Takes a new judgement in the place of the old one.
    mutating func replace(_ workload: AuditedWorkload) {
        guard let uid = workload.uid, let place = places[ObjectUID(uid)] else { return }
        var workload = workload
        workload.children = workloads[place].children
        workloads[place] = workload
        harmless.removeAll { $0 == place }
        warned.removeAll { $0 == place }
        remember(workload, at: place)
    }

    private mutating func remember(_ workload: AuditedWorkload, at place: Int) {
        guard workload.judgement == .allowed else { return }
        if workload.hasWarnings { warned.append(place) } else { harmless.append(place) }
    }

    private mutating func placeToGive(for workload: AuditedWorkload) -> Int? {
        guard workload.judgement == .allowed else { return harmless.popLast() ?? warned.popLast() }
        return workload.hasWarnings ? harmless.popLast() : nil
    }

    private mutating func put(_ workload: AuditedWorkload, at place: Int) {
        if let uid = workload.uid { places[ObjectUID(uid)] = place }
        if place < workloads.count { workloads[place] = workload } else { workloads.append(workload) }
    }

    func workload(_ uid: ObjectUID) -> AuditedWorkload? { places[uid].map { workloads[$0] } }

    var notes: [String] { unlisted > 0 ? [tooMany(unlisted, most)] : [] }
}

extension AuditedWorkload {
    fileprivate var hasWarnings: Bool { findings.contains { $0.action == .warn } }
}

// What a user reads.

private func tooMany(_ unlisted: Int, _ most: Int) -> String {
    "\(unlisted) more workloads are counted and not told one by one: a report has room for \(most), and those that would be "
        + "refused come first; --namespace looks at fewer"
}
