import ArgumentParser
import AttestCommand
import KubernetesModel

struct AttestStatementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement",
        abstract: "Sign any predicate about anything: an SBOM, the provenance of an image, a review.",
        discussion: """
            The predicate is taken over as it is, number by number, into an in-toto Statement v1. Of a type that the \
            gate reads (an evaluation, a lineage, a model signature) it must be what that type asks for; of every \
            other type nothing is asked but that it is a JSON object. Pedigree's own releases are signed with this.

            A SUBJECT is NAME=sha256:…, or what the other commands take: NAME@sha256:… for an image, sha256:….

            EXAMPLES
              digest=sha256:$(sha256sum < model.pkl | cut -c 1-64)
              pedigree attest statement --type https://corp.example/review/v1 \\
                  --predicate review.json --subject model.pkl=$digest \\
                  --key eval-runner.key
              pedigree attest statement --type https://spdx.dev/Document/v2.3 \\
                  --predicate sbom.json --subject registry.corp/ml/churn@$digest \\
                  --dry-run

            EXIT STATUS
              0  written, pushed, or printed
              2  wrong usage, input that cannot be used, or nowhere to write
            """)

    @Option(
        name: .customLong("subject"),
        help: ArgumentHelp(
            "What it is about: NAME=sha256:…, NAME@sha256:… or sha256:…; may be given several times.",
            valueName: "subject"))
    var subjects: [String] = []

    @Option(help: ArgumentHelp("What the predicate is, as a URI: https://spdx.dev/Document/v2.3.", valueName: "uri"))
    var type: String

    @Option(
        help: ArgumentHelp("The predicate, a JSON object; - is standard input.", valueName: "file"),
        completion: .file())
    var predicate: String

    @OptionGroup var signing: SigningOptions

    func run() throws {
        try attesting {
            let request = StatementRequest(subjects: subjects, type: type, predicate: predicate)
            let statement = try request.statement(read: InputBytes.read)
            try signing.finish("statement", about: statement.subjects, statement: statement.json) { path, _ in
                verifying(path, type)
            }
        }
    }
}

private func verifying(_ path: String, _ type: String) -> String {
    """
    next: verify it as those will who get it:
        pedigree verify \(printable(path, limit: 2000)) --key KEY.pub --predicate-type \(printable(type, limit: 2048))

    """
}
