import ArgumentParser

struct AttestSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest",
        abstract: "Sign what an evaluation found, how a model was made, or any other predicate.",
        discussion: """
            Each command writes one signed statement (in-toto Statement v1 in a DSSE envelope) into a directory that \
            an EvidenceSource names, or into a bucket or a registry (--push).
            """,
        subcommands: [AttestEvaluationCommand.self, AttestLineageCommand.self, AttestStatementCommand.self])
}
