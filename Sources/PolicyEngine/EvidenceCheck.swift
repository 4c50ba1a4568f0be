import Attestation
import KubernetesModel
import ModelReferences

/// What only shows when rules that ask for evidence, trust roots and sources are seen together.
struct EvidenceCheck {
    private(set) var problems: [PolicyProblem] = []
    private let read: PolicyReader

    init(_ read: PolicyReader) {
        self.read = read
        for root in read.trustRoots { check(root) }
        for source in read.sources { check(source) }
        for policy in read.policies where policy.value.asksForEvidence { check(policy) }
    }

    private mutating func check(_ read: Read<PolicyTrustRoot>) {
        let root = read.value.root
        if root.believesNobody, read.value.transitKeys.isEmpty {
            problems.error(read.document, read.document.root["spec"], nobody)
        }
        if read.value.isDemo {
            problems.warn(read.document, read.document.root["metadata"]?["labels"], demo(root.name))
        }
        for (key, node) in zip(read.value.transitKeys, transitNodes(read.document)) {
            checkPlain(node["address"], key.access, in: read.document)
        }
        let authorities: [Node] = read.document.root[path: "spec", "certificates"].map { Array($0.elements) } ?? []
        let keyless = read.document.root[path: "spec", "sigstore", "identities"].map { Array($0.elements) } ?? []
        let identities: [Node] = authorities.flatMap { $0["identities"].map { Array($0.elements) } ?? [] }
        let subjects: [Node] = keyless.compactMap { $0["subject"] }
        for identity in identities + subjects
        where identity.string?.utf8.allSatisfy({ $0 == UInt8(ascii: "*") }) == true {
            problems.warn(read.document, identity, everybody)
        }
    }

    private mutating func check(_ read: Read<EvidenceSource>) {
        let spec = read.document.root["spec"]
        switch read.value.place {
        case .directory: checkDirectory(spec?[path: "directory", "path"], of: read)
        case .https(_, let access): checkPlain(spec?[path: "https", "url"], access, in: read.document)
        case .s3(_, let access): checkPlain(spec?[path: "s3", "endpoint"], access, in: read.document)
        case .mlflow(_, _, let access): checkPlain(spec?[path: "mlflow", "url"], access, in: read.document)
        case .oci: break
        }
    }

    private mutating func checkPlain(_ url: Node?, _ access: RemoteAccess, in document: PolicyDocument) {
        guard url?.string?.hasPrefix("http://") == true, !access.allowsPlainHTTP else { return }
        problems.error(document, url, unencrypted)
    }

    private func transitNodes(_ document: PolicyDocument) -> [Node] {
        document.root[path: "spec", "keys"]?.elements.compactMap { $0["transit"] } ?? []
    }

    /// Policies and evidence in one directory would be taken for each other.
    private mutating func checkDirectory(_ place: Node?, of read: Read<EvidenceSource>) {
        let parts = place?.string?.utf8.split(separator: UInt8(ascii: "/")) ?? []
        guard parts.allSatisfy({ part in part.allSatisfy { $0 == UInt8(ascii: ".") } && part.count <= 2 }) else {
            return
        }
        problems.error(read.document, place, ownDirectory)
    }

    private mutating func check(_ policy: Read<ModelProvenancePolicy>) {
        let rules = policy.document.root[path: "spec", "rules"]
        let value = policy.value
        if read.sources.isEmpty { problems.warn(policy.document, rules, noSource) }
        let demands: [(String, EvidenceDemand?, Set<String>)] = [
            (EvaluationRule.name, value.evaluation?.demand, EvaluationRule.predicateTypes),
            (LineageRule.name, value.lineage?.demand, LineageRule.predicateTypes),
            (ModelSignatureRule.name, value.modelSignature?.demand, ModelSignatureRule.predicateTypes),
        ]
        for (name, demand, types) in demands {
            guard let demand, let node = rules?[name] else { continue }
            check(demand, types, at: node, in: policy.document)
        }
        if let rule = value.evaluation, let node = rules?[EvaluationRule.name] { check(rule, at: node, of: policy) }
        if let rule = value.lineage, rule.demand.signedBy.isEmpty, !rule.allowsUnsignedRecords {
            problems.error(policy.document, rules?[LineageRule.name], noSigner)
        }
        if value.dataset != nil, value.lineage == nil {
            problems.warn(policy.document, rules?[DatasetRule.name], onlyNamed)
        }
        if let pinned = value.pinnedModel, pinned.allowsVersioned, !pinned.sources.contains(where: \.isImmutable) {
            problems.warn(policy.document, rules?[PinnedModelRule.name]?["allow"], nothingImmutable)
        }
    }

    private mutating func check(
        _ demand: EvidenceDemand, _ types: Set<String>, at node: Node, in document: PolicyDocument
    ) {
        let known = read.names[PolicySchema.trustRoot.kind] ?? []
        for signer in node["signedBy"]?.elements.map({ $0 }) ?? [] {
            guard let name = signer.string else { continue }
            guard known.contains(name) else {
                problems.error(document, signer, unknownRoot(name, known))
                continue
            }
            let root = read.trustRoots.first { $0.value.name == name }?.value.root
            guard let root, !root.predicateTypes.isEmpty, root.predicateTypes.isDisjoint(with: types) else { continue }
            problems.error(document, signer, otherTypes(name, types))
        }
        let roots = read.trustRoots.map(\.value).filter { demand.signedBy.contains($0.name) }
        // How many keys a certificate authority, or a transit engine, stands for is not known here.
        guard !demand.signedBy.isEmpty, roots.count == demand.signedBy.count,
            roots.allSatisfy({
                $0.root.certificates.isEmpty && $0.root.sigstore == nil && $0.transitKeys.isEmpty
            })
        else { return }
        let keys = Set(roots.flatMap { $0.root.keys.map(\.digest) })
        if keys.count < demand.threshold {
            problems.error(document, node["threshold"], tooFewKeys(keys.count, demand.threshold))
        }
    }

    private mutating func check(_ rule: EvaluationRule, at node: Node, of policy: Read<ModelProvenancePolicy>) {
        let document = policy.document
        if policy.value.action == .deny, (rule.dataset == nil && rule.suite == nil) || rule.models.isEmpty {
            problems.error(document, node, anyModel)
        }
        if rule.needsSeparateData, policy.value.lineage == nil {
            problems.error(document, node["separateData"], needsLineage)
        }
        for (metric, place) in zip(rule.metrics, node["metrics"]?.elements.map { $0 } ?? []) {
            guard let least = metric.min, let most = metric.max, most < least else { continue }
            problems.error(document, place, noValue(least, most))
        }
    }
}

// What a policy's author reads.

private let nobody = "the trust root believes nobody: name keys, certificates or sigstore"
private let everybody = "the identity is everybody whom the certificate authority knows; name those who may sign"
private let ownDirectory =
    "evidence must lie in a directory of its own, or it would be taken for policies; name one, such as evidence/"
private let unencrypted = "http:// is not encrypted: write https://, or say plainHTTP: true beside it"
private let noSource =
    "the policy asks for evidence, and no EvidenceSource says where it lies: it could not be found, and under Deny "
    + "nothing would be admitted"
private let noSigner = "lineage has no signedBy, which it must have unless unsignedRecords: Allow"
private let onlyNamed =
    "dataset without lineage believes what the annotation says; add lineage, so that the data must stand in the record"
private let nothingImmutable =
    "a versioned reference is bound to its evidence only in a source that is declared immutable, and sources name none: "
    + "its evidence would never count"
private let anyModel =
    "evaluation under Deny must name the data (dataset or suite) and the model, or the evaluation of any other model "
    + "on any easy data would do"
private let needsLineage = "separateData compares with the data of a verified lineage; add the lineage rule"

private func demo(_ name: String) -> String {
    "\(name) is for a demo: everybody has its private key, and pedigree serve refuses it"
}

private func unknownRoot(_ name: String, _ known: [String]) -> String {
    let text = "there is no TrustRoot named \(quoted(name, limit: 60))"
    guard let nearest = NearestWord.to(name, in: known) else {
        return text + (known.isEmpty ? "" : ", expected one of \(known.sorted().joined(separator: ", "))")
    }
    return "\(text); did you mean \(nearest)?"
}

private func otherTypes(_ name: String, _ types: Set<String>) -> String {
    "the predicateTypes of \(name) have none of those that this rule reads, so that its signature never counts: "
        + types.sorted().joined(separator: ", ")
}

private func tooFewKeys(_ keys: Int, _ threshold: Int) -> String {
    "threshold \(threshold) cannot be reached: signedBy has \(keys) different key\(keys == 1 ? "" : "s")"
}

private func noValue(_ least: ExactDecimal, _ most: ExactDecimal) -> String {
    "no value is at least \(least) and at most \(most)"
}
