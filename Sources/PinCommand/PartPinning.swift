import KubernetesModel
import ModelReferences

/// Pins the references of one part of a file, one after the other.
struct PartPinning {
    let run: PinRun
    let file: PinFile
    /// Lines of the file in front of the part.
    let linesBefore: Int
    let context: FinderContext

    func pin(_ part: inout ManifestPart, _ answers: inout Answers, _ report: inout PinReport) {
        // Places and texts are those of the file as the user knows it, though edits move them.
        let original = part
        for (index, object) in original.objects.enumerated() {
            for (number, reference) in object.references.enumerated() {
                var notes: [String] = []
                let outcome = outcome(&part, index, number, &answers, &notes)
                report.entries.append(
                    PinReport.Entry(
                        file: file.name,
                        position: SourcePosition(
                            line: reference.position.line + linesBefore, column: reference.position.column),
                        object: object.identity.shown, path: reference.path, reference: reference.value,
                        outcome: outcome, notes: notes))
            }
        }
    }

    private func outcome(
        _ part: inout ManifestPart, _ object: Int, _ number: Int, _ answers: inout Answers, _ notes: inout [String]
    ) -> PinReport.Outcome {
        let reference = part.objects[object].references[number]
        switch reference.pinning {
        case .pinned: return .settled
        case .versioned where run.allowsVersioned: return .settled
        case .unresolved(let reason): return .unresolved(reason: reason, remedy: reference.suggestion)
        case .versioned, .mutable: break
        }
        guard let target = PinTarget(reference) else {
            return .cannot(reason: "it is \(reference.pinning.reason)", remedy: reference.suggestion)
        }
        if let other = otherServer(reference, target) { return .unresolved(reason: other, remedy: nameHub) }
        let resolution: Resolution
        switch answers.answer(target) {
        case .failure(let failure): return .unresolved(reason: failure.reason, remedy: failure.remedy)
        case .success(let answer): resolution = answer
        }
        notes = resolution.notes
        return edit(&part, object, number, target, resolution)
    }

    private func edit(
        _ part: inout ManifestPart, _ object: Int, _ number: Int, _ target: PinTarget, _ resolution: Resolution
    ) -> PinReport.Outcome {
        let reference = part.objects[object].references[number]
        guard let site = Site.find(reference.path, in: part.objects[object].node, of: part.document) else {
            return .cannot(reason: elsewhere(reference), remedy: reference.suggestion)
        }
        let goal: EditTrial.Goal
        if let hex = resolution.pin.expectedHex {
            goal = .pinned(hex: hex)
        } else if run.allowsVersioned {
            goal = .versioned
        } else {
            return .cannot(reason: onlyVersioned(resolution.pin.shown), remedy: allowVersioned)
        }
        let trial = EditTrial(
            part: part, isJSON: file.isJSON, context: context, object: object, reference: number, goal: goal)
        var spills = false
        for candidate in CandidateList(site: site, form: PinForm(reference, target, resolution.pin)).all() {
            switch trial.run(candidate, at: site) {
            case .accepted(let new):
                part = new
                return .edit(candidate.shown)
            case .spills: spills = true
            case .rejected: continue
            }
        }
        if spills { return .cannot(reason: shared(resolution.pin.shown), remedy: writeOut) }
        return .cannot(
            reason: noForm(resolution.pin.shown, Tool.of(reference.consumer).name), remedy: reference.suggestion)
    }

    /// A workload that asks another server than the one that was asked here.
    private func otherServer(_ reference: ModelReference, _ target: PinTarget) -> String? {
        guard case .hub = target else { return nil }
        let hub = run.hubEndpoint.trimmingSlash
        let other = reference.endpointOverrides.first { override in
            guard override.name == "HF_ENDPOINT" || override.name == "endpoint" else { return false }
            return override.value?.trimmingSlash != hub
        }
        return other.map { asksElsewhere($0.name, $0.value, hub) }
    }
}

extension String {
    fileprivate var trimmingSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}

extension ObjectIdentity {
    fileprivate var shown: String { "\(gvk.kind)/\(name ?? "?")" }
}

extension Pin {
    /// As a message names it.
    var shown: String {
        switch self {
        case .commit(let commit): "commit \(commit)"
        case .digest(let digest): digest
        case .modelVersion(let version):
            "version \(version.version)" + (version.source.map { " at \($0)" } ?? "")
        case .objectVersion(let version, let checksum):
            "version \(version)" + (checksum.map { " with checksum \($0)" } ?? "")
        }
    }
}

// What the user reads.

private func elsewhere(_ reference: ModelReference) -> String {
    "its text is not in this object in a form that can be edited safely (it is taken from another object, or written in "
        + "a way that cannot be followed)"
}
private func onlyVersioned(_ pin: String) -> String {
    "it is \(pin) now, and a version's bytes could still be replaced"
}
private let allowVersioned = "accept versions with --allow versioned, or serve it by a digest or commit"
private func shared(_ pin: String) -> String {
    "it is \(pin) now, but its text is an anchor that other fields use too, and they would change with it"
}
private let writeOut = "write the reference out where it is used, instead of the alias"
private func noForm(_ pin: String, _ tool: String) -> String {
    "it is \(pin) now, but no edit was found that \(tool) would honour"
}
private func asksElsewhere(_ name: String, _ value: String?, _ hub: String) -> String {
    "the workload sets \(name) to \(value.map { quoted($0, limit: 120) } ?? "a value that it does not show"), and what "
        + "\(hub) says of the repository need not hold there"
}
private let nameHub = "set HF_ENDPOINT of this command to the same address"
