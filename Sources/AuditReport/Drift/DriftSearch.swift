import ClusterAPI
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Finds what has changed under workloads since they were let in.
package struct DriftSearch: Sendable {
    package var policies: PolicySet
    package var evidence: EvidenceIndex
    package var time: Date
    /// What pods run; empty where no cluster was looked at.
    package var running = RunningImages()
    /// nil: no store is asked.
    package var stores: StoreAsker?

    package init(policies: PolicySet, evidence: EvidenceIndex, time: Date) {
        self.policies = policies
        self.evidence = evidence
        self.time = time
    }

    /// Adds what it finds to the workloads. What a store could not be asked for is no drift, and stands in the notes.
    ///
    /// - Parameter admitted: what the log says of the decision by which a workload is live; nil where it says nothing.
    /// - Returns: notes about the audit as a whole.
    package func search(
        _ workloads: inout [AuditedWorkload], admitted: (AuditedWorkload) -> AdmittedState?
    ) -> [String] {
        let states = workloads.map(admitted)
        let questions = stores == nil ? [] : zip(workloads, states).flatMap(Self.questions)
        let answers = stores?.ask(questions)
        var doubts = Doubts()
        for (place, state) in states.enumerated() {
            let found = drift(of: workloads[place], state, answers, &doubts)
            workloads[place].drift += found
        }
        guard stores != nil else { return Self.canAsk(workloads, states) ? [notAsked] : [] }
        return doubts.notes + (running.isTruncated ? [truncated] : [])
    }

    private func drift(
        of workload: AuditedWorkload, _ admitted: AdmittedState?, _ answers: [StoreQuestion: StoreAnswer]?,
        _ doubts: inout Doubts
    ) -> [Drift] {
        var found: [Drift] = []
        for model in workload.models {
            let answer = answers.flatMap { answers in model.reference.storeQuestion.flatMap { answers[$0] } }
            if case .unknown(let reason)? = answer { doubts.add(printable(model.reference.value, limit: 160), reason) }
            let running = workload.uid.flatMap { uid in
                model.reference.image.map { self.running.contents(of: ObjectUID(uid), image: $0) }
            }
            found += ModelBytes(model, admitted, running: running ?? [], answer: answer).drift()
        }
        if let admitted {
            found += EvidenceDrift(policies: policies, index: evidence, time: time).drift(of: workload, admitted)
        }
        if let answers { found += data(of: workload, admitted, answers, &doubts) }
        var seen: Set<Drift> = []
        return found.filter { seen.insert($0).inserted }
    }

    private func data(
        of workload: AuditedWorkload, _ admitted: AdmittedState?, _ answers: [StoreQuestion: StoreAnswer],
        _ doubts: inout Doubts
    ) -> [Drift] {
        var found: [Drift] = []
        for use in DataUse.all(of: workload, admitted) {
            do throws(StoreQuestion.Unaskable) {
                guard let question = try use.question(), let answer = answers[question] else { continue }
                switch use.meaning(of: answer) {
                case .there: break
                case .gone(let reason): found.append(use.drift(reason))
                case .unknown(let reason): doubts.add(use.title, reason)
                }
            } catch {
                doubts.add(use.title, error.reason)
            }
        }
        return found
    }

    private static func questions(_ workload: AuditedWorkload, _ admitted: AdmittedState?) -> [StoreQuestion] {
        workload.models.compactMap(\.reference.storeQuestion)
            + DataUse.all(of: workload, admitted).compactMap { (try? $0.question()) ?? nil }
    }

    private static func canAsk(_ workloads: [AuditedWorkload], _ states: [AdmittedState?]) -> Bool {
        zip(workloads, states).contains { !questions($0, $1).isEmpty }
    }
}

/// What could not be asked, each once, as notes.
struct Doubts {
    private var order: [String] = []
    private var reasons: [String: String] = [:]

    /// More than somebody reads one by one.
    static let most = 20

    mutating func add(_ subject: String, _ reason: String) {
        guard reasons[subject] == nil else { return }
        reasons[subject] = reason
        order.append(subject)
    }

    var notes: [String] {
        let shown = order.prefix(Self.most).map { couldNot($0, printable(reasons[$0] ?? "", limit: 300)) }
        return order.count > Self.most ? shown + [andMore(order.count - Self.most)] : shown
    }
}

// What an auditor reads.

private let notAsked =
    "no store was asked whether models and versions of datasets are still there, nor what tags mean now (--ask-stores)"
private let truncated = "there are more images in pods than are compared"
private func couldNot(_ subject: String, _ reason: String) -> String {
    "nobody could tell whether \(subject) is still there: \(reason)"
}
private func andMore(_ count: Int) -> String {
    "nobody could tell of \(count) more models and versions of datasets whether they are still there"
}
