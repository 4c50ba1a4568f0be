import KubernetesModel

/// What only shows when rules that ask what ran before, and who writes, are seen beside others.
struct RecordCheck {
    private(set) var problems: [PolicyProblem] = []

    init(_ read: PolicyReader) {
        let settings = read.settings.first?.value ?? PolicySettings()
        for policy in read.policies {
            let rules = policy.document.root[path: "spec", "rules"]
            if let node = rules?[RollbackRule.name] { check(node, of: policy) }
            if let node = rules?[DeployerRule.name] { check(node, in: policy.document, settings) }
        }
    }

    private mutating func check(_ node: Node, of policy: Read<ModelProvenancePolicy>) {
        if node["requireDataContext"]?.bool == false {
            problems.error(policy.document, node["requireDataContext"], asksNothing)
        }
        if policy.value.lineage == nil { problems.warn(policy.document, node, onlyRecorded) }
    }

    private mutating func check(_ node: Node, in document: PolicyDocument, _ settings: PolicySettings) {
        for account in node["serviceAccounts"]?.elements.map({ $0 }) ?? [] {
            guard let name = account.string, settings.isController(DeployerRule.serviceAccountPrefix + name) else {
                continue
            }
            problems.warn(document, account, knownController(name))
        }
        for user in node["users"]?.elements.map({ $0 }) ?? [] {
            guard let name = user.string, name.hasPrefix(DeployerRule.serviceAccountPrefix) else { continue }
            problems.error(document, user, isServiceAccount(name))
        }
    }
}

// What a policy's author reads.

private let asksNothing = "without requireDataContext the rule asks for nothing; write true, or leave the rule out"
private let onlyRecorded =
    "rollback without lineage knows what a model needs from what was deployed when it was last live, and from no signed "
    + "statement; add lineage, whose context:NAME entries count first"

private func knownController(_ name: String) -> String {
    "\(printable(name, limit: 120)) is a known controller, whose writes for an owner are let through anyway; listed here it may "
        + "change any model, too"
}

private func isServiceAccount(_ name: String) -> String {
    let account = printable(String(name.dropFirst(DeployerRule.serviceAccountPrefix.count)), limit: 120)
    return "a ServiceAccount belongs into serviceAccounts, as \(quoted(account))"
}
