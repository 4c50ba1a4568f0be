import FoundationEssentials
import KubernetesModel
import ModelReferences

/// A model that another takes the place of; without a subject where nobody can tell what it was.
typealias Predecessor = (reference: ModelReference, subject: ModelSubject?)

extension EvidenceCase {
    /// What a model takes the place of whose object replaces nothing: a deletion and a creation are an update, under the
    /// same name or another one. nil where the record cannot be read, which is then said.
    mutating func lastLive(before reference: ModelReference, _ model: ModelSubject) -> [Predecessor]? {
        guard !isOwners, let record = subject.record else { return [] }
        let name = ModelIdentity(reference).name
        guard let own = ask(subject.identity.map(record.states) ?? .known([]), EvaluationRule.name, reference),
            let all = ask(
                record.statesOfModel(name, subject.scope.name), EvaluationRule.name, reference)
        else { return nil }
        // The same model says most: first in this workload, then in its namespace. Another model that the workload served
        // is what it replaces, too.
        let served = own.filter { $0.isAdmitted && $0.models.contains { $0.role == reference.role } }
        let mine = served.first.map { models(of: $0, like: reference) } ?? []
        let same = mine.filter { ModelIdentity($0).name == name }
        let elsewhere = all.first(where: \.isAdmitted).map { models(of: $0, like: reference) } ?? []
        let beside = elsewhere.filter { ModelIdentity($0).name == name }
        let last = same.isEmpty ? (beside.isEmpty ? mine : beside) : same
        let subjects = last.map { Predecessor($0, ModelSubject(naming: $0)) }
        return subjects.contains { $0.subject == model } ? [] : subjects
    }

    /// Other versions of the model that were live in the namespace within a time.
    mutating func earlier(
        than reference: ModelReference, _ model: ModelSubject, within window: Lifetime
    ) -> [(ModelReference, ModelSubject)] {
        guard !isOwners else { return [] }
        guard let record = subject.record else {
            noteUnevaluated(EvaluationRule.name, noRecord)
            return []
        }
        let name = ModelIdentity(reference).name
        guard let all = ask(record.statesOfModel(name, subject.scope.name), EvaluationRule.name, reference) else {
            return []
        }
        let start = time - Double(window.seconds)
        var seen: Set<ModelSubject> = [model]
        var found: [(ModelReference, ModelSubject)] = []
        for state in all where state.isAdmitted && (state.liveUntil ?? time) >= start {
            for old in models(of: state, like: reference) where ModelIdentity(old).name == name {
                guard found.count < Self.mostEarlier, let subject = ModelSubject(naming: old),
                    seen.insert(subject).inserted
                else { continue }
                found.append((old, subject))
            }
        }
        return found
    }

    /// More versions than anybody deploys within a window; the newest count.
    private static let mostEarlier = 100

    private func models(of state: ServedState, like reference: ModelReference) -> [ModelReference] {
        state.models.filter { $0.role == reference.role }.map { $0.asReference(like: reference) }
    }
}

extension ModelReference {
    /// Another version, as a policy names it.
    func named(_ value: String) -> ModelReference {
        var other = self
        other.value = value
        other.revision = nil
        other.pinning = Classifier.classify(RawReference(value, consumer: .any, role: role)).pinning
        return other
    }
}

// What a user reads.

private let noRecord =
    "baseline.window: this run keeps no record of what was served, so that the replaced model alone is compared with"
