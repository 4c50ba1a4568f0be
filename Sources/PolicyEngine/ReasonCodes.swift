/// What a reason code means and how to mend what it names: the source of its page in `docs/` and of `pedigree list
/// rules`.
package struct ReasonCodePage: Sendable {
    package var code: ReasonCode
    /// One sentence: when this code is given.
    package var meaning: String
    /// What a user would see it for.
    package var example: String
    /// What the same thing looks like mended; nil where there is nothing to write.
    package var mended: String?
    /// How to mend it.
    package var remedy: String
    /// Whether it is given where nothing could be decided, rather than as a finding.
    package var isUndecided: Bool

    init(
        _ code: ReasonCode, meaning: String, example: String, mended: String? = nil, remedy: String,
        isUndecided: Bool = false
    ) {
        self.code = code
        self.meaning = meaning
        self.example = example
        self.mended = mended
        self.remedy = remedy
        self.isUndecided = isUndecided
    }
}

extension ReasonCode {
    package static let mutable = ReasonCode(rawValue: "pinnedModel.mutable")
    package static let versioned = ReasonCode(rawValue: "pinnedModel.versioned")
    package static let unresolved = ReasonCode(rawValue: "pinnedModel.unresolved")
    package static let source = ReasonCode(rawValue: "pinnedModel.source")
    package static let unreferenced = ReasonCode(rawValue: "pinnedModel.unreferenced")
    package static let unmatchedNamespace = ReasonCode(rawValue: "namespace.unmatched")
    package static let exceptionExpired = ReasonCode(rawValue: "exception.expired")
    package static let objectMalformed = ReasonCode(rawValue: "object.malformed")
    package static let objectUnknownVersion = ReasonCode(rawValue: "object.unknownVersion")
}

/// A rule of a policy, for `pedigree list rules`.
package struct RuleDescription: Sendable {
    package var name: String
    package var summary: String
    package var pages: [ReasonCodePage]
    package var codes: [ReasonCode] { pages.map(\.code) }

    package static let all: [RuleDescription] = [
        PinnedModelRule.description, DatasetRule.description, EvaluationRule.description, LineageRule.description,
        ModelSignatureRule.description, RollbackRule.description, DeployerRule.description,
    ]

    package static func find(_ name: String) -> RuleDescription? { all.first { $0.name == name } }
}

extension TextForm {
    /// What an exception may waive: a rule, or one of its codes.
    package static let ruleOrCode = TextForm(
        expected: "a rule or one of its reason codes", pattern: #"^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)?$"#
    ) { text in
        let known = RuleDescription.all.flatMap { [$0.name] + $0.codes.map(\.rawValue) }
        guard !known.contains(text) else { return nil }
        guard let nearest = NearestWord.to(text, in: known) else {
            return "the rules are \(known.joined(separator: ", "))"
        }
        return "did you mean \(nearest)?"
    }
}

extension ReasonCodePage {
    package static func find(_ code: ReasonCode) -> ReasonCodePage? { all.first { $0.code == code } }

    /// Every code that Pedigree gives, by name.
    package static let all: [ReasonCodePage] =
        (RuleDescription.all.flatMap(\.pages) + [
            recordUnavailable,
            ReasonCodePage(
                .unmatchedNamespace,
                meaning: "The object refers to models and lies in a namespace that no policy names and none excludes.",
                example: "namespace: fraud-prod2   # the policy's namespaces are [\"*-prod\"]",
                mended: "namespaces: [\"*-prod\", \"*-prod2\"]",
                remedy: "Deploy to a namespace that a policy covers, or have its owners add the namespace to a policy "
                    + "(spec.match.namespaces) or leave it out by name (spec.match.excludeNamespaces)."),
            ReasonCodePage(
                .exceptionExpired,
                meaning: "An exception that would have waived a finding has come to its end.",
                example: "expires: \"2026-01-31\"   # and today is later",
                mended: "serve a pinned model, and delete the exception",
                remedy: "Mend what the exception waived, or have its owner renew it with a new expiry and a reason."),
            ReasonCodePage(
                .evidenceUnreachable,
                meaning: "A place where the evidence may lie cannot be read, so nothing could be decided.",
                example:
                    "spec: {oci: {repositories: [\"oci://registry.corp.example/ml/fraud\"]}}   # answers 401, or not at all",
                mended: "a registry that answers, with credentials that it takes",
                remedy:
                    "Nothing is wrong with the object. The message names the source and its reason: one that is away comes back "
                    + "without a restart, and then the same object is decided; credentials, names and networks are the source's "
                    + "own document's to mend. /readyz?verbose, the log and pedigree doctor say the same. Models whose evidence is "
                    + "known are admitted meanwhile, and a policy that only warns or records goes on.",
                isUndecided: true),
            ReasonCodePage(
                .objectMalformed,
                meaning: "What was sent is no Kubernetes object that can be read, so nothing could be decided.",
                example: "kind: Deployment   # without apiVersion, or with a spec that is a text",
                mended: "apiVersion: apps/v1",
                remedy:
                    "Send the object as the API server would store it; kubectl apply --dry-run=server tells what is "
                    + "wrong with it.", isUndecided: true),
            ReasonCodePage(
                .objectUnknownVersion,
                meaning: "The object's kind is known to hold model references, but not in this version of its API, so "
                    + "nothing could be decided.",
                example: "apiVersion: serving.kserve.io/v9", mended: "apiVersion: serving.kserve.io/v1beta1",
                remedy: "Use a version that pedigree list kinds names, or upgrade Pedigree to one that reads the new "
                    + "version.", isUndecided: true),
        ]).sorted { $0.code < $1.code }
}
