import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// One model of a workload, and all that is known of the bytes behind its reference: what evidence says today, what the log
/// says of the day on which it was let in, what pods run, and what its store says.
struct ModelBytes {
    let reference: ModelReference
    /// By the evidence that counts today; nil where there is none, or two pieces of it differ.
    let attested: Digest?
    let recorded: Digest?
    /// When it was let in; nil where no log says it.
    let decided: Date?
    /// What pods run of it, where it is an image.
    let running: [RunningImages.Content]
    let answer: StoreAnswer?

    init(
        _ model: AuditedModel, _ admitted: AdmittedState?, running: [RunningImages.Content] = [],
        answer: StoreAnswer? = nil
    ) {
        reference = model.reference
        let digests = Set(model.evidence.compactMap(\.model))
        attested = digests.count == 1 ? digests.first : nil
        recorded = admitted?.digest(of: model.reference)
        decided = admitted?.decided
        self.running = running
        self.answer = answer
    }

    /// What the reference itself says; nil where it pins nothing.
    var pin: Digest? { if case .pinned(let digest) = reference.pinning { digest } else { nil } }

    func drift() -> [Drift] {
        var messages: [String] = []
        if pin == nil, let recorded, let attested, recorded != attested, recorded.algorithm == attested.algorithm {
            messages.append(replaced(reference, recorded, decided, attested))
        }
        switch answer {
        case .gone(let reason): messages.append(lost(reference, reason))
        case .there(let state) where reference.image != nil: messages += images(state)
        case .there(let state): messages += objects(state)
        case .unknown, nil: messages += images(nil)
        }
        return messages.map { Drift(.changedBytes, path: reference.path.description, $0) }
    }

    // MARK: Images

    private func images(_ state: StoreState?) -> [String] {
        guard reference.image != nil else { return [] }
        // A runtime names the manifest of its node's platform, or the index that leads to it: only the registry can tell
        // that both are one image.
        let meant = state.map { $0.members.union([$0.digest].compactMap { $0 }) }
        if let pin {
            let others = running.filter { $0.digest != pin && meant?.contains($0.digest) == false }
            return others.isEmpty ? [] : [otherThanPinned(reference, others)]
        }
        if let state, let meant, let now = state.digest {
            let known = running.map(\.digest) + [attested ?? recorded].compactMap { $0 }
            let former = known.filter { !meant.contains($0) && $0.algorithm == now.algorithm }
            return former.isEmpty ? [] : [moved(reference, from: former, to: now)]
        }
        if running.count > 1 { return [severalRun(reference, running)] }
        if let expected = attested ?? recorded, let one = running.first, one.digest != expected {
            return [otherThanAttested(reference, one.digest, expected)]
        }
        return []
    }

    // MARK: Objects

    private func objects(_ state: StoreState) -> [String] {
        guard pin == nil else { return [] }
        if let content = state.digest, let expected = attested ?? recorded, expected.algorithm == content.algorithm {
            return content == expected ? [] : [storeHasOther(reference, expected, content)]
        }
        guard let decided, let modified = state.modified, let time = Timestamp(modified.time)?.date, time > decided
        else {
            return []
        }
        return [written(reference, modified, decided)]
    }
}

extension ModelReference {
    /// The image that it names; nil where it names none.
    var image: ImageReference? {
        for scheme in ["oci://", "oci+native://", "oci+modelcar://", "oci+fetch://", "docker://"]
        where value.hasPrefix(scheme) {
            return ImageReference(value.dropFirst(scheme.count))
        }
        return consumer == .image || consumer == .oras ? ImageReference(value) : nil
    }

    /// What its store can be asked; nil where there is nobody to ask.
    var storeQuestion: StoreQuestion? {
        if let image { return .image(image) }
        if case .pinned(let digest) = pinning, digest.algorithm == .gitCommit {
            if let (repository, _) = hubRepository {
                return .hub(repository: repository, isDataset: false, commit: digest.hex)
            }
            let url = value.hasPrefix("git+") ? DatasetReference(value).uri.map { String($0.dropFirst(4)) } : value
            guard let url, url.hasPrefix("https://"), consumer == .git || value.hasPrefix("git+") else { return nil }
            return .git(url: url, commit: digest.hex)
        }
        return S3Place.split(value, schemes: ["s3", "s3a"]).flatMap { bucket, key in
            key.contains("?") || key.contains("*") ? nil : .object(bucket: bucket, key: key)
        }
    }
}

// What an auditor reads.

private func name(_ reference: ModelReference) -> String { quoted(reference.value, limit: 200) }
private func replaced(_ reference: ModelReference, _ old: Digest, _ decided: Date?, _ new: Digest) -> String {
    let day = decided.map { " on \(Timestamp.string($0))" } ?? ""
    return
        "\(name(reference)) stood for \(old) when it was let in\(day), and its evidence gives it \(new) today: other "
        + "bytes lie under the same reference; \(mend)"
}
private func lost(_ reference: ModelReference, _ reason: String) -> String {
    "\(name(reference)) is gone: \(reason); what runs now cannot be started again: \(mend)"
}
private func moved(_ reference: ModelReference, from old: [Digest], to new: Digest) -> String {
    "\(name(reference)) means \(new) now, and \(list(old)) when it was let in or pulled: the next pull brings other bytes; "
        + "name it by its digest"
}
private func otherThanPinned(_ reference: ModelReference, _ others: [RunningImages.Content]) -> String {
    "pods run \(list(others.map(\.digest))) under \(name(reference)), which pins other content: look at the nodes that "
        + "run them"
}
private func otherThanAttested(_ reference: ModelReference, _ digest: Digest, _ expected: Digest) -> String {
    "pods run \(digest) under \(name(reference)), and its evidence is about \(expected): they may be of one index "
        + "(--ask-stores tells), or the name has moved; name it by its digest"
}
private func severalRun(_ reference: ModelReference, _ running: [RunningImages.Content]) -> String {
    "pods run \(running.count) different contents under \(name(reference)): \(list(running.map(\.digest))): the name has "
        + "moved between two pulls, or they are of different platforms (--ask-stores tells); name it by its digest"
}
private func storeHasOther(_ reference: ModelReference, _ expected: Digest, _ content: Digest) -> String {
    "\(name(reference)) has the bytes \(content) now, and those that were let in are \(expected): \(mend)"
}
private func written(_ reference: ModelReference, _ modified: StoreState.Modified, _ decided: Date) -> String {
    "\(quoted(modified.name, limit: 160)) of \(name(reference)) was written on \(printable(modified.time, limit: 40)), after "
        + "it was let in on \(Timestamp.string(decided)): other bytes may lie under the same reference; \(mend)"
}
private let mend = "deploy a version that is written once, and evaluate what lies there now"
private func list(_ digests: [Digest]) -> String {
    let shown = digests.prefix(3).map(\.description).joined(separator: ", ")
    return digests.count > 3 ? "\(shown) and \(digests.count - 3) more" : shown
}
