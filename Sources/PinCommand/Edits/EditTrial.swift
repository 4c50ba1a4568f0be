import KubernetesModel
import ModelReferences

/// Makes an edit, reads the result with the readers that judge manifests, and says whether it did what it should and
/// nothing else.
struct EditTrial {
    let part: ManifestPart
    let isJSON: Bool
    let context: FinderContext
    /// Which reference is to be pinned.
    let object: Int
    let reference: Int
    let goal: Goal

    enum Goal: Hashable {
        /// This content, and no other.
        case pinned(hex: String)
        /// One version, whatever its bytes.
        case versioned
    }

    enum Outcome {
        case accepted(ManifestPart)
        /// Pinned, but with it something that nobody wanted to change.
        case spills
        case rejected
    }

    func run(_ candidate: Candidate, at site: Site) -> Outcome {
        guard let edits = site.lifted(candidate.edits), let bytes = part.document.bytes.applying(edits),
            let new = try? ManifestPart(bytes, isJSON: isJSON, context: context, after: part)
        else { return .rejected }
        guard let pinned = newlyPinned(new) ?? settledCode(candidate, new) else { return .rejected }
        guard let effects = effects(candidate, site) else { return .rejected }
        // INVARIANT: the new text is the old tree but for what was meant.
        guard TreeDifference.between(part.document.roots, new.document.roots) == effects.changes,
            isMeantInside(candidate, site)
        else { return .rejected }
        // What an alias repeats changes everywhere: each place must be a reference that gets the same pin.
        return pinned >= effects.users ? .accepted(new) : .spills
    }

    /// How many references the edit has pinned; nil where ours is not among them, or another one has changed otherwise.
    private func newlyPinned(_ new: ManifestPart) -> Int? {
        guard new.objects.count == part.objects.count else { return nil }
        var count = 0
        for (index, pair) in zip(part.objects, new.objects).enumerated() {
            guard pair.0.references.count == pair.1.references.count else { return nil }
            for (number, references) in zip(pair.0.references, pair.1.references).enumerated() {
                let (old, now) = references
                let isOurs = index == object && number == reference
                // An annotation's text that nobody knew the reader of is an image's once it has a digest.
                let isSameReader = old.consumer == now.consumer || (old.consumer == .any && now.consumer == .image)
                guard old.role == now.role, isSameReader else { return nil }
                if isOurs || !(old.value == now.value && old.pinning == now.pinning) {
                    guard reaches(now.pinning) else { return nil }
                    count += 1
                }
            }
        }
        return count
    }

    /// Code that is pinned is no reference any more to a kind that names it only while it can change: then the others
    /// are as they were, and the text itself says what ours is.
    private func settledCode(_ candidate: Candidate, _ new: ManifestPart) -> Int? {
        let ours = part.objects[object].references[reference]
        guard ours.role == .code, new.objects.count == part.objects.count else { return nil }
        for (index, pair) in zip(part.objects, new.objects).enumerated() {
            var expected = pair.0.references.map(Stance.init)
            if index == object { expected.remove(at: reference) }
            guard expected == pair.1.references.map(Stance.init) else { return nil }
        }
        let now = Classifier.classify(RawReference(candidate.shown, consumer: ours.consumer, role: ours.role))
        return reaches(now.pinning) ? 1 : nil
    }

    /// What must not change of a reference that nobody wanted to pin.
    private struct Stance: Equatable {
        var value: String
        var consumer: Consumer
        var role: ModelReference.Role
        var pinning: Pinning

        init(_ reference: ModelReference) {
            value = reference.value
            consumer = reference.consumer
            role = reference.role
            pinning = reference.pinning
        }
    }

    private func reaches(_ pinning: Pinning) -> Bool {
        switch (goal, pinning) {
        case (.pinned(let hex), .pinned(let digest)): digest.hex == hex
        case (.versioned, .versioned): true
        default: false
        }
    }

    /// What the edit means to change in the file, and how many places use each text that it changes.
    private func effects(_ candidate: Candidate, _ site: Site) -> (changes: Set<TreeChange>, users: Int)? {
        var changes: Set<TreeChange> = []
        var most = 1
        // An inner document is one string of the outermost.
        let outermost = site.layers[0].document
        let inner = site.layers.count > 1 ? site.layers[1].holder?.node : nil
        let effects = inner.map { [Candidate.Effect.change($0)] } ?? candidate.effects
        for effect in effects {
            let users = outermost.users(of: effect.node)
            most = max(most, users.count)
            for user in users {
                guard let place = outermost.place(of: user) else { return nil }
                switch effect {
                case .change: changes.insert(.changed(place))
                case .insert(_, let count): changes.insert(.inserted(place, count))
                }
            }
        }
        return (changes, most)
    }

    /// The same for the innermost document, where there is one.
    private func isMeantInside(_ candidate: Candidate, _ site: Site) -> Bool {
        guard site.layers.count > 1 else { return true }
        let document = site.document
        guard let bytes = document.bytes.applying(candidate.edits), let new = try? SourceDocument(bytes) else {
            return false
        }
        var changes: Set<TreeChange> = []
        for effect in candidate.effects {
            for user in document.users(of: effect.node) {
                guard let place = document.place(of: user) else { return false }
                switch effect {
                case .change: changes.insert(.changed(place))
                case .insert(_, let count): changes.insert(.inserted(place, count))
                }
            }
        }
        return TreeDifference.between(document.roots, new.roots) == changes
    }
}
