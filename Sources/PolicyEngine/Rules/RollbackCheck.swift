import Attestation
import KubernetesModel
import ModelReferences

extension EvidenceCase {
    /// Whether a model that comes back has the context beside it that it needs.
    mutating func check(_ rule: RollbackRule, _ reference: ModelReference, _ proven: ProvenModel) {
        guard !isOwners, let comeback = comeback(of: reference, proven) else { return }
        let deployed = DataContext(deployedBy: workload).narrowed(to: reference.ownName)
        guard let needed = needed(by: reference, proven, comeback, deployed) else { return }
        guard !needed.isEmpty else { return unknown(rule, reference, comeback) }
        var differences: [String] = []
        for need in needed {
            switch need.met(by: deployed) {
            case .same: continue
            case .sameName:
                noteUnevaluated(RollbackRule.name, mayHaveMoved(reference, need))
            case .missing: differences.append(notDeployed(need))
            case .other(let text): differences.append(deployedOther(need, text))
            }
        }
        guard !differences.isEmpty else { return }
        report(.rollbackContextChanged, reference, changed(reference, comeback, differences, subject.identity))
    }

    /// An annotation that cannot be read says nothing of what is deployed.
    mutating func checkContextText() {
        guard policy.rollback != nil, !isOwners else { return }
        for declaration in workload.declarations where declaration.topic == .dataContext {
            let malformed = ContextPairs(declaration.text).malformed
            guard !malformed.isEmpty else { continue }
            result.findings.append(
                RuleFinding(
                    code: .rollbackContextUnknown, path: declaration.path, position: declaration.position,
                    message: noPairs(malformed)))
        }
    }

    // MARK: What comes back

    /// How a model comes to be served again.
    fileprivate enum Comeback {
        /// The states in which it was live, the newest first.
        case servedBefore([ServedState])
        case earlier(than: String)

        /// Those that had been let in.
        var states: [ServedState] {
            guard case .servedBefore(let states) = self else { return [] }
            return states.filter(\.isAdmitted)
        }
    }

    private mutating func comeback(of reference: ModelReference, _ proven: ProvenModel) -> Comeback? {
        let kept = (replaced ?? []).filter(reference.isSameModel)
        // What stays as it is does not come back, and needs no record.
        guard kept.isEmpty || kept.allSatisfy({ $0.share < reference.share }) else { return nil }
        let isUpdate = kept.isEmpty && replaced?.isEmpty == false
        guard let history = history(of: reference) else {
            // Without a record an UPDATE itself still shows what it takes the place of.
            if isUpdate, let higher = higher(than: reference, among: replaced ?? []) { return .earlier(than: higher) }
            return nil
        }
        // What an UPDATE replaces is served no more; a CREATE is an UPDATE of what was live last; and a share that rises takes
        // from what is live beside it.
        let isRecreation = !isUpdate && kept.isEmpty && history.first?.serves(reference, proven) == true
        guard !isRecreation else { return nil }
        let base = isUpdate ? 0 : history.firstIndex { !$0.serves(reference, proven) } ?? history.endIndex
        let former = history[base...].filter { $0.serves(reference, proven) }
        guard former.isEmpty else { return .servedBefore(former) }
        let name = ModelIdentity(reference).name
        if isUpdate, let old = replaced, old.contains(where: { ModelIdentity($0).name == name }) {
            return higher(than: reference, among: old).map { .earlier(than: $0) }
        }
        guard let last = predecessor(of: reference, proven, in: history[base...], wasServed: !kept.isEmpty) else {
            return nil
        }
        return higher(than: reference, among: last.models.map { $0.asReference(like: reference) })
            .map { .earlier(than: $0) }
    }

    /// The last time at which another version of the model was live: in this workload, else in its namespace, since another
    /// name makes no other model. nil where there is none, or it cannot be told.
    private mutating func predecessor(
        of reference: ModelReference, _ proven: ProvenModel, in history: ArraySlice<ServedState>, wasServed: Bool
    ) -> ServedState? {
        let name = ModelIdentity(reference).name
        func servesIt(_ state: ServedState) -> Bool {
            state.models.contains { $0.identity(like: reference).name == name }
        }
        if let own = history.first(where: servesIt) { return own }
        guard !wasServed, let record = subject.record,
            let all = ask(record.statesOfModel(name, subject.scope.name), RollbackRule.name, reference)
        else { return nil }
        // What is live somewhere in the namespace does not come back.
        let isLive = all.contains { $0.isLive && $0.isAdmitted && $0.serves(reference, proven) }
        return isLive ? nil : all.first(where: servesIt)
    }

    /// The states of the workload, the newest first; nil where nothing is kept, or it cannot be read, which is then said.
    private mutating func history(of reference: ModelReference) -> [ServedState]? {
        guard let record = subject.record else {
            noteUnevaluated(RollbackRule.name, noRecord)
            return nil
        }
        guard let identity = subject.identity else { return [] }
        return ask(record.states(identity), RollbackRule.name, reference)
    }

    /// A later version of the same model among others; those at the same place say more than those beside it.
    private func higher(than reference: ModelReference, among others: [ModelReference]) -> String? {
        let own = ModelIdentity(reference)
        let same = others.filter { ModelIdentity($0).name == own.name }
        let there = same.filter { $0.path == reference.path && $0.container == reference.container }
        let higher = (there.isEmpty ? same : there).first { own.isLower(than: ModelIdentity($0)) == true }
        return higher?.value
    }

    // MARK: What it needs

    /// What the model needs beside itself, by name; nil where nobody can tell for now, which is then said.
    private mutating func needed(
        by reference: ModelReference, _ proven: ProvenModel, _ comeback: Comeback, _ deployed: DataContext
    ) -> [NeededContext]? {
        let attested = NeededContext.named(by: proven.lineage, deployed)
        // A lineage that names a context names all of it.
        if attested.contains(where: \.isContext) { return attested }
        var states = comeback.states
        if states.allSatisfy(\.context.isEmpty) {
            guard let found = statesElsewhere(serving: reference, proven) else { return nil }
            states = found
        }
        let contexts = states.map { $0.context.narrowed(to: reference.ownName) }
        return NeededContext.merge(attested, contexts.first { !$0.isEmpty })
    }

    /// The times at which some workload of the namespace served it; nil where that cannot be told for now.
    private mutating func statesElsewhere(
        serving reference: ModelReference, _ proven: ProvenModel
    ) -> [ServedState]? {
        guard let record = subject.record else { return [] }
        let states = ask(
            record.statesOfModel(ModelIdentity(reference).name, subject.scope.name), RollbackRule.name, reference)
        return states?.filter { $0.isAdmitted && $0.serves(reference, proven) }
    }

    private mutating func unknown(_ rule: RollbackRule, _ reference: ModelReference, _ comeback: Comeback) {
        let message = nobodyKnows(reference, comeback, hasRecord: subject.record != nil)
        if rule.onUnknown != .deny { noteUnevaluated(RollbackRule.name, needsUnknown(reference)) }
        guard let action = rule.onUnknown else { return }
        var finding = RuleFinding(
            code: .rollbackContextUnknown, path: reference.path, position: reference.position, message: message,
            subject: reference.value)
        finding.limit = action
        result.findings.append(finding)
    }
}

extension EvidenceCase {
    /// What the record says; nil where it cannot be read, which is then said.
    mutating func ask(
        _ known: ServingRecord.Known<[ServedState]>, _ rule: String, _ reference: ModelReference
    ) -> [ServedState]? {
        result.restsOnRecord = true
        switch known {
        case .known(let states): return states
        case .unavailable(let reason):
            recordUnavailable(rule, reference, reason)
            return nil
        }
    }

    /// The record cannot be read, so that a rule cannot be decided.
    private mutating func recordUnavailable(_ rule: String, _ reference: ModelReference, _ reason: String) {
        let finding = RuleFinding(
            code: .recordUnavailable, path: reference.path, position: reference.position,
            message: unavailable(reference, reason), subject: reference.value, rule: rule)
        if !result.unreachable.contains(finding) { result.unreachable.append(finding) }
    }
}

extension ServedState {
    fileprivate func serves(_ reference: ModelReference, _ proven: ProvenModel) -> Bool {
        serves(reference, content: proven.content)
    }
}

extension ModelReference {
    /// Per cent of the traffic; what says nothing of it gets all.
    fileprivate var share: Int { trafficPercent ?? 100 }
}

// What a user reads.

private let noRecord =
    "this run keeps no record of what was served, so that nobody can tell whether a model comes back"

private func unavailable(_ reference: ModelReference, _ reason: String) -> String {
    "\(quoted(reference.value)): whether it was served before cannot be told, since the record cannot be read: "
        + printable(reason, limit: 200)
}

private func comesBack(_ reference: ModelReference, _ comeback: EvidenceCase.Comeback) -> String {
    switch comeback {
    case .servedBefore: "\(quoted(reference.value)) was served before and comes back"
    case .earlier(let other): "\(quoted(reference.value)) is an earlier version than \(quoted(other))"
    }
}

private func changed(
    _ reference: ModelReference, _ comeback: EvidenceCase.Comeback, _ differences: [String],
    _ workload: WorkloadIdentity?
) -> String {
    let shown = differences.prefix(4).joined(separator: "; ")
    let rest = differences.count > 4 ? "; and \(differences.count - 4) more" : ""
    let name = workload.map { EvidenceWords.shellWord($0.name) } ?? "NAME"
    let place = workload?.namespace.map { " --namespace \(EvidenceWords.shellWord($0))" } ?? ""
    let version = EvidenceWords.shellWord(ModelIdentity(reference).version ?? reference.value)
    return "\(comesBack(reference, comeback)) without its data context: \(shown)\(rest); bring both back together: "
        + "pedigree rollback \(name)\(place) --to \(version) prints the whole edit"
}

private func notDeployed(_ need: NeededContext) -> String {
    "\(printable(need.name, limit: 63)): the annotation pedigree.dev/data-context does not name it, \(need.words)"
}

private func deployedOther(_ need: NeededContext, _ text: String) -> String {
    "\(printable(need.name, limit: 63)): deployed \(printable(text, limit: 160)), \(need.words)"
}

private func mayHaveMoved(_ reference: ModelReference, _ need: NeededContext) -> String {
    "\(printable(need.name, limit: 63)) of \(quoted(reference.value)) is called as it was, by a name that can move, so that "
        + "nobody can tell whether it is the same"
}

private func nobodyKnows(_ reference: ModelReference, _ comeback: EvidenceCase.Comeback, hasRecord: Bool) -> String {
    "\(comesBack(reference, comeback)), and nobody knows the data context that it needs: no lineage that counts names one, "
        + (hasRecord ? "and it was never seen live with one" : "and this run keeps no record of what was served")
        + "; attest it: pedigree attest lineage --context NAME=REFERENCE"
}

private func needsUnknown(_ reference: ModelReference) -> String {
    "nobody knows the data context that \(quoted(reference.value)) needs"
}

private func noPairs(_ malformed: [String]) -> String {
    let shown = malformed.prefix(3).map { quoted($0, limit: 80) }.joined(separator: ", ")
    return
        "\(shown) \(malformed.count == 1 ? "is" : "are") no NAME=REFERENCE with a name of its own; write pairs with white "
        + "space between, such as features=s3://corp-data/features/v12/"
}
