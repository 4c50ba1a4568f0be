import KubernetesModel
import ModelReferences

/// A value, and the document that it was read from.
struct Read<Value> {
    let value: Value
    let document: PolicyDocument
}

/// Reads documents one by one into policies, exceptions and settings, and collects what is wrong with each.
struct PolicyReader {
    private(set) var problems: [PolicyProblem] = []
    private(set) var policies: [Read<ModelProvenancePolicy>] = []
    private(set) var exceptions: [Read<PolicyException>] = []
    private(set) var settings: [Read<PolicySettings>] = []
    private(set) var trustRoots: [Read<PolicyTrustRoot>] = []
    private(set) var sources: [Read<EvidenceSource>] = []
    /// Names that stand in a document of each kind, broken ones included: what refers to them is not to blame.
    private(set) var names: [String: [String]] = [:]

    mutating func read(_ document: PolicyDocument) {
        guard let spec = specification(of: document) else { return }
        if let name = document.root["metadata"]?["name"]?.string {
            note(name, kind: spec.kind, in: document)
        }
        var check = SchemaCheck(file: document.file)
        check.check(document.root, against: spec.record)
        problems += check.problems
        guard check.problems.isEmpty, let body = document.root["spec"] else { return }
        let name = document.root["metadata"]?.text("name") ?? ""
        let origin = PolicyOrigin(file: document.file, position: document.root.position)
        switch spec.kind {
        case PolicySchema.policy.kind:
            policies.append(Read(value: ModelProvenancePolicy(name: name, body, origin), document: document))
        case PolicySchema.exception.kind:
            // The check above has seen that there is a moment.
            guard let exception = PolicyException(name: name, body, origin) else { return }
            exceptions.append(Read(value: exception, document: document))
        case PolicySchema.trustRoot.kind:
            var reader = TrustRootReader(document)
            let root = reader.read(name: name, body, origin)
            problems += reader.problems
            if let root { trustRoots.append(Read(value: root, document: document)) }
        case PolicySchema.evidenceSource.kind:
            guard let source = EvidenceSource(name: name, body, document, origin) else { return }
            sources.append(Read(value: source, document: document))
        default:
            settings.append(Read(value: PolicySettings(name: name, body, origin), document: document))
        }
    }

    private mutating func note(_ name: String, kind: String, in document: PolicyDocument) {
        if names[kind]?.contains(name) == true {
            report(document, document.root["metadata"]?["name"], duplicate(kind, name))
        }
        names[kind, default: []].append(name)
    }

    private mutating func specification(of document: PolicyDocument) -> DocumentSpec? {
        let root = document.root
        guard root.isObject else { return fail(document, root, notADocument) }
        guard let version = root["apiVersion"] else { return fail(document, root, noVersion) }
        guard version.isString(PolicySchema.apiVersion) else { return fail(document, version, wrongVersion(version)) }
        guard let kind = root["kind"] else { return fail(document, root, noKind) }
        guard let name = kind.string, let spec = PolicySchema.document(kind: name) else {
            return fail(document, kind, wrongKind(kind))
        }
        return spec
    }

    private mutating func fail(_ document: PolicyDocument, _ node: Node, _ message: String) -> DocumentSpec? {
        report(document, node, message)
        return nil
    }

    private mutating func report(_ document: PolicyDocument, _ node: Node?, _ message: String) {
        problems.append(
            PolicyProblem(
                .error, file: document.file, position: (node ?? document.root).position, message: message))
    }
}

// Documents that the schema has found right. What a field means where it is left out is said here once.

extension ModelProvenancePolicy {
    fileprivate init(name: String, _ spec: Node, _ origin: PolicyOrigin) {
        let match = spec["match"]
        self.init(
            name: name,
            match: PolicyMatch(
                namespaces: match?.texts("namespaces").map(Glob.init) ?? [],
                excludeNamespaces: match?.texts("excludeNamespaces").map(Glob.init) ?? [],
                kinds: match?.texts("kinds").map(KindPattern.init) ?? []),
            validationActions: spec["validationActions"] == nil
                ? [.deny] : spec.texts("validationActions").compactMap(ValidationAction.init),
            pinnedModel: spec["rules"]?[PinnedModelRule.name].map(PinnedModelRule.init),
            dataset: spec["rules"]?[DatasetRule.name].map(DatasetRule.init),
            evaluation: spec["rules"]?[EvaluationRule.name].map(EvaluationRule.init),
            lineage: spec["rules"]?[LineageRule.name].map(LineageRule.init),
            modelSignature: spec["rules"]?[ModelSignatureRule.name].map(ModelSignatureRule.init),
            rollback: spec["rules"]?[RollbackRule.name].flatMap(RollbackRule.init),
            deployer: spec["rules"]?[DeployerRule.name].map(DeployerRule.init), origin: origin)
    }
}

extension PinnedModelRule {
    fileprivate init(_ rule: Node) {
        self.init(
            allowsVersioned: rule.texts("allow").contains("versioned"),
            sources: rule["sources"]?.elements.compactMap(ModelSource.init) ?? [],
            modelImages: rule.texts("modelImages").map(ImagePattern.init),
            nonModelImages: rule.texts("nonModelImages").map(ImagePattern.init),
            serverImages: rule.texts("serverImages").map(ImagePattern.init),
            unreferenced: rule.text("unreferenced").flatMap(ValidationAction.init))
    }
}

extension ModelSource {
    fileprivate init?(_ source: Node) {
        guard let uri = source.text("uri").flatMap({ try? SourceURI.parse($0) }) else { return nil }
        self.init(
            uri: uri, isImmutable: source["immutable"]?.bool ?? false,
            endpoints: source.textOrTexts("endpoint"))
    }
}

extension PolicyException {
    fileprivate init?(name: String, _ spec: Node, _ origin: PolicyOrigin) {
        guard let match = spec["match"], let expires = spec.text("expires").flatMap(Timestamp.init) else { return nil }
        self.init(
            name: name, policies: spec.texts("policies"), match: ExceptionMatch(match), rules: spec.texts("rules"),
            reason: spec.text("reason") ?? "", owner: spec.text("owner") ?? "", ticket: spec.text("ticket") ?? "",
            expires: expires, origin: origin)
    }
}

extension ExceptionMatch {
    fileprivate init(_ match: Node) {
        let kind = match.text("kind") ?? ""
        let parts = kind.split(separator: ".", maxSplits: 1).map(String.init)
        self.init(
            kind: parts.first ?? kind, group: match.text("group") ?? (parts.count == 2 ? parts[1] : nil),
            namespace: match.text("namespace").map(Glob.init), name: Glob(match.text("name") ?? ""),
            references: match.texts("references").map(Glob.init))
    }
}

extension PolicySettings {
    fileprivate init(name: String, _ spec: Node, _ origin: PolicyOrigin) {
        self.init(
            name: name, unmatchedNamespace: spec.text("unmatchedNamespace").flatMap(ValidationAction.init),
            controllers: spec.texts("controllers"), origin: origin)
    }
}

// What a policy's author reads.

private let kinds = PolicySchema.documents.map(\.kind)
private let notADocument = "expected a document of kind \(kinds.joined(separator: ", "))"
private let noVersion = "expected apiVersion: \(PolicySchema.apiVersion)"
private let noKind = "the document has no kind, expected one of \(kinds.joined(separator: ", "))"

private func duplicate(_ kind: String, _ name: String) -> String {
    "there is another \(kind) named \(quoted(name, limit: 60)); each needs a name of its own"
}

private func wrongVersion(_ node: Node) -> String {
    "expected apiVersion: \(PolicySchema.apiVersion), found \(quoted(node.scalarText ?? "", limit: 60)); a policy "
        + "directory holds nothing but Pedigree's own documents"
}

private func wrongKind(_ node: Node) -> String {
    let kind = node.scalarText ?? ""
    let known = "unknown kind \(quoted(kind, limit: 60)), expected one of \(kinds.joined(separator: ", "))"
    guard let nearest = NearestWord.to(kind, in: kinds) else { return known }
    return "\(known); did you mean \(nearest)?"
}
