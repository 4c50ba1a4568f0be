/// The rules that ask what ran before, and who writes, as policies write them.
extension PolicySchema {
    static let rollback = RecordSpec(
        "rollback",
        [
            FieldSpec(
                "requireDataContext", .flag, required: true,
                "Whether a model that comes back needs the data, features and transformers beside it that its lineage names "
                    + "(context:NAME), or else those with which it was live the last time."),
            FieldSpec(
                "onUnknown", .word(["Allow", "Warn", "Deny"]), absent: "Warn",
                "What happens where nobody knows the context that a model needs."),
        ])

    static let deployer = RecordSpec(
        "deployer", mayBeEmpty: false,
        [
            FieldSpec(
                "serviceAccounts", .list(of: .text(.serviceAccount), atLeast: 1), absent: "none",
                "ServiceAccounts that may change which model is served, as NAMESPACE:NAME, by exact name; impersonated ones "
                    + "are meant where a GitOps controller impersonates."),
            FieldSpec(
                "users", .list(of: .text(.prose), atLeast: 1), absent: "none",
                "Other users that may, by the exact name under which the API server authenticates them."),
        ])
}
