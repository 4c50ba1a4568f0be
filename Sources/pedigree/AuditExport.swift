import ArgumentParser
import DecisionLog
import Foundation
import KubernetesModel
import PolicyEngine

struct AuditExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write entries of a log as JSON Lines.",
        discussion: """
            One entry a line, oldest first, with its place in its chain and its hash, so that the file can be verified \
            without the database (`pedigree audit verify-log`). Times are microseconds since 1970 (UTC).

            EXAMPLES
              pedigree audit export log.sqlite > decisions.jsonl
              pedigree audit export log.sqlite --from 2026-11-01T00:00:00Z --namespace fraud --kind reviewed
              pedigree audit export log.sqlite --model s3://ml-models-prod/fraud-detector/v47/ | jq .body.decision

            EXIT STATUS
              0  written
              2  no log, a database that does not answer, wrong usage
            """)

    @Argument(help: "A file of SQLite, or postgresql://….", completion: .file())
    var log: String

    @OptionGroup var password: LogPasswordOption

    @Option(help: ArgumentHelp("From this time on (RFC 3339).", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("Before this time (RFC 3339).", valueName: "time"))
    var to: String?

    @Option(help: ArgumentHelp("Only of this namespace.", valueName: "namespace"))
    var namespace: String?

    @Option(help: ArgumentHelp("Only of objects with this name.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Only about this model: its reference, identity or digest.", valueName: "model"))
    var model: String?

    @Option(
        name: .customLong("kind"),
        help: ArgumentHelp(
            "Only entries of this kind: \(kinds.joined(separator: ", ")); may be given several times.",
            valueName: "kind"),
        completion: .list(kinds))
    var only: [String] = []

    func run() throws {
        var query = EntryQuery()
        query.from = try EffectiveTime.given(from, option: "--from").map(LogTime.microseconds)
        query.before = try EffectiveTime.given(to, option: "--to").map(LogTime.microseconds)
        (query.namespace, query.name, query.model) = (namespace, name, model)
        for kind in only where !kinds.contains(kind) {
            throw UsageError(message: unknown("kind of entry", kind, among: kinds))
        }
        query.kinds = only
        let progress = CountLine(exported)
        var count: Int64 = 0
        try logging {
            _ = try LogExport(query).run(try password.place(log).openReading()) { lines in
                Console.standardOutput(String(decoding: lines, as: UTF8.self))
                count += Int64(lines.count { $0 == 0x0A })
                progress.show(count)
            }
        }
        progress.clear()
    }
}

private let kinds = EntryBody.kinds

private func exported(_ count: Int64) -> String { "\(count) entries written" }
