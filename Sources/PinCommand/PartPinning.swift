import KubernetesModel
import ModelReferences

/// Pins the references of one part of a file, one after the other.
struct PartPinning {
    let run: PinRun
    let file: PinFile
    /// Lines of the file in front of the part.
    let linesBefore: Int
    let context: FinderContext

    /// Piece by piece where its objects' texts stand for themselves, and else as a whole.
    func run(_ part: inout ManifestPart, _ answers: inout Answers, _ report: inout PinReport) {
        if var pieces = PartPieces(part, isJSON: file.isJSON, context: context) {
            let first = report.entries.count
            pieces.forEach { pin(&$0, &answers, &report) }
            if let joined = pieces.joined() {
                part = joined
                return
            }
            report.entries.removeSubrange(first...)
        }
        pin(&part, &answers, &report)
    }

    private func pin(_ part: inout ManifestPart, _ answers: inout Answers, _ report: inout PinReport) {
        // Places and texts are those of the file as the user knows it, though edits move them.
        let original = part
        for (index, object) in original.objects.enumerated() {
            for (number, reference) in object.references.enumerated() {
                var notes: [String] = []
                // A reference that is gone once it is pinned leaves its number to the next.
                let gone = object.references.count - part.objects[index].references.count
                var outcome = outcome(&part, index, number - gone, &answers, &notes)
                // The edit of another reference, whose text it shares, has pinned it too.
                let now = part.objects[index].references
                if outcome == .settled, now.indices.contains(number - gone),
                    now[number - gone].pinning != reference.pinning
                {
                    outcome = .edit(now[number - gone].value)
                }
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
        if let other = run.endpoints.objection(to: target, reference.endpointOverrides) {
            return .unresolved(reason: other, remedy: nameServer)
        }
        guard let site = Site.find(reference.path, in: part.objects[object].node, of: part.document) else {
            return .cannot(reason: elsewhere, remedy: reference.suggestion)
        }
        guard let twins = twins(part.objects[object], reference, target, in: part.document) else {
            return .cannot(reason: elsewhere, remedy: reference.suggestion)
        }
        let attempt = Attempt(
            part: part, object: object, number: number, target: target, site: site, twins: twins)
        // Nobody is asked about what no edit could say.
        var first: Int?
        if !answers.knows(target), let supposed = target.supposed {
            switch edit(attempt, supposed, first: nil) {
            case .edited(_, _, let index): first = index
            case .nothing(let spills): return refusal(supposed) ?? nothing(reference, spills)
            }
        }
        switch answers.answer(target) {
        case .failure(let failure): return .unresolved(reason: failure.reason, remedy: failure.remedy)
        case .success(let resolution):
            notes = resolution.notes
            switch edit(attempt, resolution.pin, first: first) {
            case .edited(let new, let shown, _):
                part = new
                if reference.consumer == .git, shown.contains("--revision") { notes.append(newGit) }
                return .edit(shown)
            case .nothing(let spills):
                notes.append(isNow(resolution.pin.shown))
                return refusal(resolution.pin) ?? nothing(reference, spills)
            }
        }
    }

    private func nothing(_ reference: ModelReference, _ spills: Bool) -> PinReport.Outcome {
        spills
            ? .cannot(reason: shared, remedy: writeOut)
            : .cannot(reason: noForm(reference), remedy: reference.suggestion)
    }

    /// Everything that an edit of one reference is made from.
    private struct Attempt {
        var part: ManifestPart
        var object: Int
        var number: Int
        var target: PinTarget
        var site: Site
        /// Images that are pinned with an annotation that names them; nil where one cannot be edited.
        var twins: [Node]

        var reference: ModelReference { part.objects[object].references[number] }
    }

    /// Where the containers run the image that an annotation declares to be the model.
    private func twins(
        _ object: ManifestPart.Object, _ reference: ModelReference, _ target: PinTarget, in document: SourceDocument
    ) -> [Node]? {
        guard case .image(let image) = target, reference.path.description.contains("[\"pedigree.dev/model") else {
            return []
        }
        var found: [Node] = []
        for other in object.images where ImageReference(other.image) == image {
            guard let site = Site.find(other.path, in: object.node, of: document), site.layers.count == 1,
                site.node.string == other.image
            else { return nil }
            if !found.contains(where: { $0.index == site.node.index }) { found.append(site.node) }
        }
        return found
    }

    private enum Result {
        case edited(ManifestPart, shown: String, index: Int)
        /// No candidate did; whether one was refused for what it would have changed besides.
        case nothing(spills: Bool)
    }

    /// - Parameter first: the candidate to begin with.
    private func edit(_ attempt: Attempt, _ pin: Pin, first: Int?) -> Result {
        let reference = attempt.reference
        guard refusal(pin) == nil else { return .nothing(spills: false) }
        let trial = EditTrial(
            part: attempt.part, isJSON: file.isJSON, context: context, object: attempt.object,
            reference: attempt.number, goal: pin.expectedHex.map { .pinned(hex: $0) } ?? .versioned)
        var spills = false
        let form = PinForm(reference, attempt.target, pin)
        let candidates = CandidateList(site: attempt.site, form: form, twins: attempt.twins).all()
        let order = (first.map { [$0] } ?? []) + candidates.indices.filter { $0 != first }
        for index in order where index < candidates.count {
            switch trial.run(candidates[index], at: attempt.site) {
            case .accepted(let new):
                return .edited(
                    new, shown: shown(reference, candidates[index], new.objects[attempt.object].references, attempt),
                    index: index)
            case .spills: spills = true
            case .rejected: continue
            }
        }
        return .nothing(spills: spills)
    }

    /// The reference as it reads now, or with what stands beside it.
    private func shown(
        _ old: ModelReference, _ candidate: Candidate, _ now: [ModelReference], _ attempt: Attempt
    ) -> String {
        guard now.count == attempt.part.objects[attempt.object].references.count else { return candidate.shown }
        let value = now[attempt.number].value
        return value == old.value ? "\(value) with \(candidate.shown)" : value
    }

    /// Why what a pin says is not good enough, whatever the form.
    private func refusal(_ pin: Pin) -> PinReport.Outcome? {
        guard pin.expectedHex == nil, !run.allowsVersioned else { return nil }
        return .cannot(reason: onlyVersioned, remedy: allowVersioned)
    }
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

private let elsewhere =
    "its text does not stand in this object in a form that can be edited safely: it is taken from another object, or put "
    + "together from several"
private let onlyVersioned = "it can name a version at best, whose bytes could still be replaced"
private let allowVersioned = "accept versions with --allow versioned, or serve it by a digest or commit"
private let shared =
    "its text is an anchor that other fields use too, and not all of them are references that would be pinned with it"
private let writeOut = "write the reference out where it is used, instead of the alias"
private func noForm(_ reference: ModelReference) -> String {
    "it is \(reference.pinning.reason), and there is no edit that \(Tool.of(reference.consumer).name) would honour"
}
private func isNow(_ pin: String) -> String { "it is \(pin) now" }
private let newGit = "git clone knows --revision since git 2.49"
private let nameServer = "let this command ask the same server (HF_ENDPOINT, --s3-endpoint, --mlflow)"
