import KubernetesModel
import ModelReferences

/// Only those who are named may change which model is served.
package struct DeployerRule: Sendable, Hashable {
    package static let name = "deployer"

    /// As `namespace:name`.
    package var serviceAccounts: [String]
    /// As the API server authenticates them.
    package var users: [String]

    package init(serviceAccounts: [String] = [], users: [String] = []) {
        self.serviceAccounts = serviceAccounts
        self.users = users
    }

    /// INVARIANT: names are compared whole; a group or a pattern would let in whom nobody has named.
    func allows(_ username: String) -> Bool {
        if users.contains(username) { return true }
        guard username.hasPrefix(Self.serviceAccountPrefix) else { return false }
        return serviceAccounts.contains(String(username.dropFirst(Self.serviceAccountPrefix.count)))
    }

    static let serviceAccountPrefix = "system:serviceaccount:"
}

extension ReasonCode {
    package static let deployerNotAllowed = ReasonCode(rawValue: "deployer.notAllowed")
}

extension DeployerRule {
    /// What it has against a write; nil where nobody is known to write.
    ///
    /// - Parameters:
    ///   - references: those of the workload, as the policy sees them.
    ///   - replaced: those of the object that is replaced.
    func evaluate(
        _ subject: Subject, _ references: [ModelReference], replaced: [ModelReference]
    ) -> [RuleFinding]? {
        // What a controller makes of an owner was judged when the owner was written.
        guard !subject.isChild, subject.write?.isForOwner != true else { return [] }
        guard !references.isEmpty || !replaced.isEmpty else { return [] }
        guard let write = subject.write, let username = write.username, !username.isEmpty else { return nil }
        guard !allows(username) else { return [] }
        let changed = references.filter { reference in !replaced.contains(where: reference.isSameModel) }
        if write.operation == .update {
            let keepsModels =
                changed.isEmpty && replaced.allSatisfy { old in references.contains(where: old.isSameModel) }
            // Kueue begins suspended jobs, others scale what they do not own, and people look into a pod with kubectl
            // debug: no model changes by that.
            let isHarmless = keepsModels && (write.isController || write.subresource == "ephemeralcontainers")
            guard !isHarmless, !subject.isUnchanged() else { return [] }
        }
        let message = notAllowed(username, self, subject)
        let isOne = changed.count > Self.most || changed.isEmpty
        return (isOne ? references.prefix(1).map { $0 } : changed).map { reference in
            finding(about: isOne ? nil : reference, at: reference.position, message, write)
        } + (references.isEmpty ? [finding(about: nil, at: SourcePosition(line: 1, column: 1), message, write)] : [])
    }

    /// More references than anybody would want to be told of one by one.
    private static let most = 20

    /// On dryRun nothing is written: `kubectl diff` and the diffs of GitOps controllers go on, with a warning.
    private func finding(
        about reference: ModelReference?, at position: SourcePosition, _ message: String, _ write: Write
    ) -> RuleFinding {
        RuleFinding(
            code: .deployerNotAllowed, path: reference?.path ?? FieldPath(), position: position, message: message,
            subject: reference?.value, limit: write.isDryRun ? .warn : .deny)
    }

    static let noWriter = "nobody is known to write the object here, so that nobody can tell whether they may"

    package static let description = RuleDescription(
        name: name, summary: "Only those who are named may change which model is served.",
        pages: [
            ReasonCodePage(
                .deployerNotAllowed,
                meaning: "Somebody changes which model is served, or how, whom the policy does not name as a deployer.",
                example: "kubectl edit inferenceservice fraud-detector   # and Argo CD alone may change it",
                mended: "the same change as a commit, which the GitOps controller applies",
                remedy:
                    "Make the change where the object comes from; the message names the Argo CD Application or the Flux object "
                    + "and, where they are known, repository and path. In an emergency a PolicyException for the rule deployer, "
                    + "with an expiry, lets it through and is reported.")
        ])
}

// What a user reads.

private func notAllowed(_ username: String, _ rule: DeployerRule, _ subject: Subject) -> String {
    let all = rule.serviceAccounts.map { "ServiceAccount \($0)" } + rule.users
    let shown = all.prefix(4).map { printable($0, limit: 120) }.joined(separator: ", ")
    let rest = all.count > 4 ? " and \(all.count - 4) more" : ""
    return "\(quoted(username)) may not change which model is served; that is for \(shown)\(rest): "
        + subject.tracking.mend(of: subject.identity)
}
