import KubernetesModel
import ModelReferences

/// Every model reference must be one that can only ever mean one thing.
///
/// Refused: `storageUri: "models:/fraud-detector/Production"`. Admitted: `storageUri:
/// "hf://corp/fraud-detector:27dcfa74d334bc871f3234de431e71c6eeba5dd6"`.
package struct PinnedModelRule: Sendable, Hashable {
    package static let name = "pinnedModel"

    package var allowsVersioned: Bool
    /// Empty: any source.
    package var sources: [ModelSource]
    package var modelImages: [ImagePattern]
    package var nonModelImages: [ImagePattern]
    /// Empty: any image.
    package var serverImages: [ImagePattern]
    /// nil: allowed.
    package var unreferenced: ValidationAction?

    package init(
        allowsVersioned: Bool = false, sources: [ModelSource] = [], modelImages: [ImagePattern] = [],
        nonModelImages: [ImagePattern] = [], serverImages: [ImagePattern] = [], unreferenced: ValidationAction? = nil
    ) {
        self.allowsVersioned = allowsVersioned
        self.sources = sources
        self.modelImages = modelImages
        self.nonModelImages = nonModelImages
        self.serverImages = serverImages
        self.unreferenced = unreferenced
    }

    /// What the rule has against a workload, and the references as the rule sees them.
    package struct Result: Sendable {
        package var findings: [RuleFinding]
        package var references: [ModelReference]

        fileprivate mutating func add(_ finding: RuleFinding?) {
            if let finding { findings.append(finding) }
        }
    }

    package func evaluate(_ workload: Workload) -> Result {
        var result = Result(findings: [], references: [])
        let doubts = Doubts(rule: self, workload: workload)
        let images = imageReferences(workload)
        for var reference in images.isEmpty ? workload.references : workload.references + images {
            let inside = sources(of: reference)
            let doubt = doubts.about(reference, sources: inside)
            result.add(pinningFinding(reference))
            result.add(sourceFinding(reference, inside))
            result.add(doubt.map { doubtFinding(reference, $0) } ?? immutabilityFinding(reference, inside))
            if let doubt, reference.pinning.severity < Pinning.mutable("").severity {
                reference.pinning = .unresolved(doubt.reason)
            }
            result.references.append(reference)
        }
        result.findings += UnreferencedCheck(rule: self).findings(workload, references: result.references)
        return result
    }

    /// The policy's sources that the reference lies in.
    private func sources(of reference: ModelReference) -> [ModelSource] {
        guard !sources.isEmpty, let uri = SourceURI(of: reference) else { return [] }
        return sources.filter { $0.uri.covers(uri) }
    }

    /// What the reference's own pinning, as its consumer gives it, falls short of.
    private func pinningFinding(_ reference: ModelReference) -> RuleFinding? {
        switch reference.pinning {
        case .pinned: return nil
        case .versioned:
            guard !allowsVersioned else { return nil }
            return finding(.versioned, reference, onlyPinned(reference), isAboutPinning: true)
        case .mutable: return finding(.mutable, reference, problem(reference, writeReference), isAboutPinning: true)
        case .unresolved: return finding(.unresolved, reference, problem(reference, sayIt), isAboutPinning: true)
        }
    }

    /// A version that the policy would admit, were it in a place where versions cannot be replaced.
    private func immutabilityFinding(_ reference: ModelReference, _ inside: [ModelSource]) -> RuleFinding? {
        guard case .versioned = reference.pinning, allowsVersioned, !inside.isEmpty,
            !inside.contains(where: \.isImmutable)
        else { return nil }
        return finding(.versioned, reference, notImmutable(reference))
    }

    private func doubtFinding(_ reference: ModelReference, _ doubt: Doubts.Doubt) -> RuleFinding {
        finding(.unresolved, reference, sentence(reference, "is \(doubt.reason)", mend: doubt.mend))
    }

    private func finding(
        _ code: ReasonCode, _ reference: ModelReference, _ message: String, isAboutPinning: Bool = false
    ) -> RuleFinding {
        RuleFinding(
            code: code, path: reference.path, position: reference.position, message: message,
            subject: reference.value, isAboutPinning: isAboutPinning)
    }

    private func sourceFinding(_ reference: ModelReference, _ inside: [ModelSource]) -> RuleFinding? {
        guard !sources.isEmpty, inside.isEmpty else { return nil }
        // Where nobody can tell what the reference is, nobody can tell where it comes from: one finding says so.
        if case .unresolved = reference.pinning { return nil }
        return finding(.source, reference, outside(reference, sources))
    }

    /// Images that have their model baked in, as the policy says, and that nobody has counted as a reference yet.
    private func imageReferences(_ workload: Workload) -> [ModelReference] {
        guard !modelImages.isEmpty else { return [] }
        return workload.images.compactMap { image in
            guard modelImages.contains(where: { $0.matches(image.image) }),
                !workload.references.contains(where: { $0.path == image.path && $0.isImage })
            else { return nil }
            let classification = Classifier.classify(RawReference(image.image, consumer: .image, role: .image))
            return ModelReference(
                value: image.image, path: image.path, position: image.position, consumer: .image, role: .image,
                pinning: classification.pinning, suggestion: classification.suggestion, container: image.container)
        }
    }
}

// What a user reads.

private let writeReference = "name one that cannot change"
private let sayIt = "write the reference out where it can be read and pinned"

private func problem(_ reference: ModelReference, _ mend: String) -> String {
    sentence(reference, "is \(reference.pinning.reason)", mend: reference.suggestion ?? mend)
}

private func onlyPinned(_ reference: ModelReference) -> String {
    sentence(
        reference, "is \(reference.pinning.reason), while only pinned references are admitted here",
        mend: reference.suggestion ?? "name it by its content, such as a digest or a commit")
}

private func notImmutable(_ reference: ModelReference) -> String {
    sentence(
        reference, "is \(reference.pinning.reason), while the policy does not declare its source immutable",
        mend: "name it by its content, or serve it from a source whose versions cannot be replaced")
}

private func outside(_ reference: ModelReference, _ sources: [ModelSource]) -> String {
    let named = sources.prefix(3).map(\.uri.description).joined(separator: ", ")
    let more = sources.count > 3 ? ", …" : ""
    return sentence(
        reference, "lies in none of the sources that models may come from", mend: "serve it from \(named)\(more)")
}

/// `"VALUE" REASON; MEND`, on one line.
private func sentence(_ reference: ModelReference, _ reason: String, mend: String) -> String {
    "\(quoted(reference.value)) \(printable(reason, limit: 400)); \(printable(mend, limit: 400))"
}

extension PinnedModelRule {
    package static let description = RuleDescription(
        name: name, summary: "Every model reference must be one that can only ever mean one thing.",
        pages: pages)

    static let pages = [
        ReasonCodePage(
            .mutable, meaning: "The reference is a name that moves by design, or whose pin its consumer ignores.",
            example: #"storageUri: "models:/fraud-detector/Production""#,
            mended: #"storageUri: "s3://ml-models-prod/fraud-detector/v47/""#,
            remedy:
                "Name one version by what cannot change: a digest, a commit of 40 hexadecimal digits, or a version's "
                + "own directory where the policy allows versioned. pedigree explain REFERENCE says what to write."),
        ReasonCodePage(
            .versioned,
            meaning:
                "The reference names one version, whose bytes can still be replaced, and the policy does not admit "
                + "that: it allows only pinned, or the source is not declared immutable.",
            example: #"storageUri: "s3://scratch/fraud-detector/v47/"   # not among the immutable sources"#,
            mended: #"storageUri: "s3://ml-models-prod/fraud-detector/v47/""#,
            remedy: "Serve it from a source that the policy declares immutable, or name it by its content."),
        ReasonCodePage(
            .unresolved,
            meaning:
                "Nobody can tell from the object what will be loaded: a variable, a ConfigMap, a server that loads "
                + "at run time, an endpoint or an image that the policy does not know.",
            example: "args: [\"--model=$(MODEL)\"]   # MODEL comes from a ConfigMap",
            mended: "args: [\"--model=corp/fraud-detector\", \"--revision=27dcfa74d334bc871f3234de431e71c6eeba5dd6\"]",
            remedy: "Write the reference and its pin where they can be read. An endpoint belongs into the policy's "
                + "sources[].endpoint, a server's image, with its digest, into serverImages."),
        ReasonCodePage(
            .source, meaning: "The reference lies in none of the sources that the policy names.",
            example: #"storageUri: "hf://somebody/fraud-detector:27dcfa74d334bc871f3234de431e71c6eeba5dd6""#,
            mended: #"storageUri: "s3://ml-models-prod/fraud-detector/v47/""#,
            remedy: "Serve the model from one of the policy's sources, or have its owners add the source."),
        ReasonCodePage(
            .unreferenced,
            meaning:
                "The policy asks every workload for its model, and in this one no reference was found, or a command "
                + "cannot be read.",
            example: "image: registry.corp/tools/scorer:3   # neither a model reference nor among nonModelImages",
            mended: "metadata: {annotations: {pedigree.dev/model: \"registry.corp/tools/scorer@sha256:…\"}}",
            remedy:
                "Name the model in the annotation pedigree.dev/model and the image by its digest, or have the policy's owners list the image "
                + "under modelImages or nonModelImages. Write commands out, rather than decoding or piping them into a "
                + "shell."),
    ]
}
