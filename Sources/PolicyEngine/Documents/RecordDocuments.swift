import KubernetesModel

// Documents that the schema has found right. What a field means where it is left out is said here once.

extension RollbackRule {
    /// nil where it asks for nothing.
    init?(_ rule: Node) {
        guard rule["requireDataContext"]?.bool == true else { return nil }
        let onUnknown = rule.text("onUnknown") ?? "Warn"
        self.init(onUnknown: ValidationAction(rawValue: onUnknown))
    }
}

extension DeployerRule {
    init(_ rule: Node) {
        self.init(serviceAccounts: rule.texts("serviceAccounts"), users: rule.texts("users"))
    }
}
