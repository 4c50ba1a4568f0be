import ArgumentParser
import Attestation

@main
struct Pedigree: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pedigree",
        abstract: "Decides whether a model may be served: refuses references to ML models that can move.",
        discussion: """
            Pedigree reads Kubernetes objects, finds every model that they will load, and refuses a reference that \
            does not always mean the same bytes: a tag, a branch, an MLflow stage, a bucket's prefix. The cluster asks \
            `pedigree serve` at admission, a pull request asks `pedigree check` before merge, and both give one answer.

            EXAMPLES
              pedigree check manifests/                          judge a directory by ./policies
              helm template ./chart | pedigree check -           judge what a chart would create
              pedigree explain hf://org/name:main                say what one reference means, and what to write
              pedigree policy init policies/                     write a starting set of policies
              pedigree pin manifests/ | git apply                write what a branch, tag or stage means now
              pedigree attest evaluation --help                  sign what an evaluation found
              pedigree rollback NAME --to VERSION --log FILE     print the edit that brings model and data back
              pedigree history NAME --log FILE                   print who deployed what, when and why
              pedigree lineage NAME --manifests deploy/          draw where a model comes from
              pedigree serve --policy policies/ --tls-cert tls.crt --tls-key tls.key

            EXIT STATUS
              0  allowed, or nothing to complain of
              1  denied
              2  could not decide: bad input, an unreadable policy, wrong usage

            COMPLETION
              pedigree --generate-completion-script bash|zsh|fish prints a script for the shell.
            """,
        version: Version.text,
        subcommands: subcommands)

    /// In the order of the help.
    static let subcommands: [any ParsableCommand.Type] = [
        CheckSubcommand.self, ServeSubcommand.self, ExplainSubcommand.self, ListSubcommand.self, PolicySubcommand.self,
        PinSubcommand.self, RollbackSubcommand.self, AttestSubcommand.self, VerifySubcommand.self,
        VerifyBundleSubcommand.self,
        KeygenSubcommand.self, AuditSubcommand.self, HistorySubcommand.self,
        LineageSubcommand.self,
        DoctorSubcommand.self,
    ]

    static func main() async {
        OpenSSLLibrary.keepToTheEnd()
        await CommandLineMain.run(Array(CommandLine.arguments.dropFirst()))
    }
}
