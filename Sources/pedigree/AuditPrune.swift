import ArgumentParser
import DecisionLog
import Foundation
import KubernetesModel
import LogCommand
import PolicyEngine

struct AuditPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove entries of a log that are older than an age.",
        discussion: """
            Decisions about what is still live are carried over first, and an entry says what was removed, so that the \
            rest of the log can be verified as before. Export what must be kept elsewhere before. A log of SQLite that \
            `pedigree serve` has open is pruned by it (--log-retention), and refused here.

            EXAMPLES
              pedigree audit prune log.sqlite --older-than 400d --dry-run
              pedigree audit prune postgresql://db.example.com/pedigree --older-than 400d --key checkpoint.key

            EXIT STATUS
              0  removed, or nothing was that old
              2  no log, another writer, a database that does not answer, wrong usage
            """)

    @Argument(help: "A file of SQLite, or postgresql://….", completion: .file())
    var log: String

    @OptionGroup var logPassword: LogPasswordOption

    @Option(help: ArgumentHelp("The age, such as 400d, 52w or 36h.", valueName: "age"))
    var olderThan: String

    @Option(
        help: ArgumentHelp(
            "The private key that signs checkpoints (PEM); without it `verify-log --key` does not believe the removal.",
            valueName: "file"), completion: .file())
    var key: String?

    @Option(help: ArgumentHelp("An environment variable that holds the password of the key.", valueName: "variable"))
    var keyPasswordEnv: String?

    @Flag(help: "Say what would be removed, and remove nothing.")
    var dryRun = false

    func run() throws {
        guard let age = Lifetime(olderThan) else { throw UsageError(message: notAnAge(olderThan)) }
        let now = Date()
        var command = PruneLog(
            try logging { try logPassword.place(log) }, before: now.addingTimeInterval(-Double(age.seconds)))
        (command.isDryRun, command.version) = (dryRun, Version.text)
        command.host = ProcessInfo.processInfo.hostName
        let password = keyPasswordEnv.flatMap { ProcessInfo.processInfo.environment[$0] }
        let outcome = try logging {
            if let key { command.key = try PruneLog.key(key, try InputBytes.read(key), password: password) }
            return try command.run(at: now)
        }
        Console.standardOutput(outcome.text(isDryRun: dryRun))
    }
}

private func notAnAge(_ text: String) -> String {
    "--older-than: \(quoted(text)) is no age such as 400d, 52w or 36h"
}
