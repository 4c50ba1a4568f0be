import ArgumentParser
import AttestCommand
import Attestation
import DecisionLog
import Foundation
import KubernetesModel
import LogCommand

struct AuditVerifyLogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-log",
        abstract: "Find any entry of a log that was changed, dropped, reordered or put in.",
        discussion: """
            Goes through all chains: each entry must give its hash and continue the one before it, its columns must say \
            what its body says, and what checkpoints and later writers have seen must be there. Beginnings that were \
            removed for their age are accepted where an entry says so. A log may be written to meanwhile.

            With --key, checkpoints must be signed by one of the keys; without one, whoever can write the database could \
            have made all of it anew, and this would not be noticed. Entries behind the last checkpoint can be cut off \
            unseen until a writer starts again; how many these are is said.

            A file that `pedigree audit export` wrote can be verified as well; with --partial, one that was written with \
            filters.

            EXAMPLES
              pedigree audit verify-log log.sqlite --key checkpoint.pub
              pedigree audit verify-log postgresql://db.example.com/pedigree --key old.pub --key new.pub
              pedigree audit verify-log decisions.jsonl --partial --format json

            EXIT STATUS
              0  good
              1  something was found
              2  could not say: no log, a database that does not answer, wrong usage
            """)

    @Argument(help: "A file of SQLite or of an export, or postgresql://….", completion: .file())
    var log: String

    @OptionGroup var password: LogPasswordOption

    @Option(
        name: .customLong("key"),
        help: ArgumentHelp(
            "A public key that checkpoints may be signed by (PEM); may be given several times.", valueName: "file"),
        completion: .file())
    var keys: [String] = []

    @Flag(help: "The file was exported with filters: entries that are not there are not missed.")
    var partial = false

    @Option(help: ArgumentHelp("text or json.", valueName: "format"), completion: .list(AuditFormat.names))
    var format = "text"

    func run() throws {
        guard let format = AuditFormat(rawValue: format) else {
            throw UsageError(message: unknown("format", format, among: AuditFormat.names))
        }
        let progress = CountLine(verified)
        let (name, verdict) = try logging {
            let place = try password.place(log)
            var command = VerifyLog(place)
            command.isPartial = partial
            for file in keys { command.keys.append(try VerifyLog.key(file, try InputBytes.read(file))) }
            return (place.title, try command.run { progress.show($0) })
        }
        progress.clear()
        Console.standardOutput(format == .json ? verdict.json(name) : verdict.text(name))
        if !verdict.isGood { throw ExitCode(ExitStatus.denied) }
    }
}

private enum AuditFormat: String, CaseIterable {
    case text, json

    static let names = allCases.map(\.rawValue)
}

/// Runs what reads or writes a log, and ends the program with 2 where it cannot.
func logging<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as LogFailure {
        throw UsageError(message: printable(error.description, limit: 4096))
    } catch let error as AttestError {
        throw UsageError(message: error.description)
    }
}

private func verified(_ count: Int64) -> String { "\(count) entries verified" }
