import KubernetesModel
import ModelReferences

/// What only shows when documents are seen together, or when a right document would do what nobody wants.
struct PolicySetCheck {
    private(set) var problems: [PolicyProblem] = []

    init(_ read: PolicyReader) {
        for policy in read.policies { check(policy) }
        for exception in read.exceptions { check(exception, read) }
        problems += EvidenceCheck(read).problems
        problems += RecordCheck(read).problems
        for other in read.settings.dropFirst() {
            problems.error(other.document, other.document.root, moreSettings)
        }
    }

    private mutating func check(_ read: Read<ModelProvenancePolicy>) {
        let spec = read.document.root["spec"]
        if let match = spec?["match"] { check(read.value.match, at: match, in: read.document) }
        if read.value.validationActions.contains(.deny), read.value.validationActions.contains(.warn) {
            problems.error(read.document, spec?["validationActions"], denyAndWarn)
        }
        if let rule = read.value.pinnedModel, let node = spec?["rules"]?[PinnedModelRule.name] {
            check(rule, at: node, of: read.value, in: read.document)
        }
    }

    private mutating func check(_ match: PolicyMatch, at node: Node, in document: PolicyDocument) {
        let included = match.namespaces.isEmpty ? [Glob("*")] : match.namespaces
        let list = node["namespaces"] ?? node["excludeNamespaces"]
        for (glob, place) in zip(included, list?.elements.map { $0 } ?? []) {
            guard let excluding = match.excludeNamespaces.first(where: { $0.covers(glob) }) else { continue }
            problems.error(document, place, allExcluded(glob, excluding))
        }
        guard !match.kinds.isEmpty, !match.kinds.contains(KindPattern("*")) else { return }
        problems.warn(document, node["kinds"], narrowKinds)
    }

    private mutating func check(
        _ rule: PinnedModelRule, at node: Node, of policy: ModelProvenancePolicy, in document: PolicyDocument
    ) {
        if let allow = node["allow"], !allow.elements.contains(where: { $0.isString("pinned") }) {
            problems.error(document, allow, pinnedIsStronger)
        }
        if rule.unreferenced == .deny, rule.nonModelImages.isEmpty {
            problems.warn(document, node["unreferenced"], everyWorkload)
        }
        if rule.unreferenced == nil, !rule.nonModelImages.isEmpty {
            problems.warn(document, node["nonModelImages"], noEffect)
        }
        for pattern in node["nonModelImages"]?.elements.map({ $0 }) ?? [] {
            guard let text = pattern.string, rule.modelImages.contains(ImagePattern(text)) else { continue }
            problems.error(document, pattern, bothImages(text))
        }
    }

    private mutating func check(_ read: Read<PolicyException>, _ all: PolicyReader) {
        let known = all.names[PolicySchema.policy.kind] ?? []
        let spec = read.document.root["spec"]
        for policy in spec?["policies"]?.elements.map({ $0 }) ?? [] {
            guard let name = policy.string, !known.contains(name) else { continue }
            problems.error(read.document, policy, unknownPolicy(name, known))
        }
        let match = read.value.match
        if match.group == nil { problems.warn(read.document, spec?["match"]?["kind"], noGroup(match.kind)) }
        if match.namespace == nil, isNamespaced(match) {
            problems.error(read.document, spec?["match"], noNamespace(match.kind))
        }
        if match.references.isEmpty, match.name.text.allSatisfy({ $0 == "*" }) {
            problems.warn(read.document, spec?["match"]?["name"], everyName)
        }
    }

    /// Whether every kind of that name that we know lives in a namespace.
    private func isNamespaced(_ match: ExceptionMatch) -> Bool {
        let kinds = WorkloadKind.all.filter {
            $0.kind == match.kind && (match.group == nil || match.group == $0.group)
        }
        return !kinds.isEmpty && kinds.allSatisfy(\.isNamespaced)
    }
}

// What a policy's author reads.

private let moreSettings = "there is another PolicySettings; a directory has at most one"
private let denyAndWarn =
    "validationActions: Deny and Warn do not go together, since a refusal says it all (as in ValidatingAdmissionPolicy)"
private let narrowKinds =
    "match.kinds leaves other kinds to be judged by their pods alone, where a user sees the refusal late or not at all; "
    + "leave it out to judge every kind"
private let pinnedIsStronger =
    "allow: pinned says more than versioned and is always admitted; write [pinned, versioned]"
private let everyWorkload =
    "unreferenced: Deny without nonModelImages refuses every workload without a model, an ordinary web server included"
private let noEffect = "nonModelImages has no effect without unreferenced: Warn or Deny"
private let everyName =
    "the exception waives its rules for every object of its kind there; name the objects, or the references"

private func allExcluded(_ glob: Glob, _ excluding: Glob) -> String {
    "the policy matches nothing by \(quoted(glob.text, limit: 60)): excludeNamespaces has "
        + "\(quoted(excluding.text, limit: 60)), which leaves out all of it"
}

private func bothImages(_ pattern: String) -> String {
    "\(quoted(pattern, limit: 80)) is listed under modelImages too: an image either holds a model or does not"
}

private func unknownPolicy(_ name: String, _ known: [String]) -> String {
    let text = "there is no ModelProvenancePolicy named \(quoted(name, limit: 60))"
    guard let nearest = NearestWord.to(name, in: known) else {
        return text + (known.isEmpty ? "" : ", expected one of \(known.sorted().joined(separator: ", "))")
    }
    return "\(text); did you mean \(nearest)?"
}

private func noGroup(_ kind: String) -> String {
    "\(kind) is that kind in any API group; write \(kind).GROUP, so that nobody else's kind of that name is let in"
}

private func noNamespace(_ kind: String) -> String {
    "match has no namespace and so is about cluster-scoped objects alone, and \(kind) is not one; name its namespace"
}
