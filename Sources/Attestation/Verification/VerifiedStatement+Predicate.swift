import KubernetesModel

extension VerifiedStatement {
    /// The same statement without its predicate, for who has read that: an index of thousands need not keep their JSON.
    package func withoutPredicate() -> VerifiedStatement {
        guard let nothing = Self.nothing else { return self }
        var statement = statement
        statement.predicate = nothing
        return VerifiedStatement(statement: statement, signers: signers, payloadDigest: payloadDigest)
    }

    /// One `{}` for all.
    private static let nothing: Node? = try? JSONParser.parse("{}").root
}
