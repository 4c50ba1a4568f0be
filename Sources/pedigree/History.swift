import ArgumentParser
import AuditReport
import DecisionLog
import Foundation
import KubernetesModel
import PolicyEngine

struct HistorySubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Print who deployed what, when and why, with the metrics beside it.",
        discussion: """
            NAME is a workload's name, or a model: its digest, its reference, or what all its versions have in common \
            (s3://ml-models-prod/fraud-detector/). Of a model each workload is told that served it.

            Each state that the cluster held is told once, with the models and the data context, who brought it and how it \
            was let in, what changed against the state before, and the metrics that counted with their changes; and what \
            was refused meanwhile. Edits that leave models and context as they are make no state of their own.

            EXAMPLES
              pedigree history fraud-detector --log /var/lib/pedigree/log.sqlite
              pedigree history fraud-detector -n ml-prod --log log.sqlite --limit 5
              pedigree history s3://ml-models-prod/fraud-detector/ --log log.sqlite --format csv > history.csv
              pedigree history fraud-detector --log log.sqlite --as-of 2026-11-01T00:00:00Z --format json

            EXIT STATUS
              0  printed
              1  nothing is known of it
              2  no log, a database that does not answer, wrong usage
            """)

    @Argument(help: "A workload's name; or a model's digest, reference or identity.")
    var name: String

    @Option(
        help: ArgumentHelp("The log of decisions: a file of SQLite, or postgresql://….", valueName: "place"),
        completion: .file())
    var log: String

    @OptionGroup var password: LogPasswordOption

    @Option(name: [.short, .long], help: ArgumentHelp("Only in this namespace.", valueName: "namespace"))
    var namespace: String?

    @Option(help: ArgumentHelp("Only of this kind, such as InferenceService.", valueName: "kind"))
    var kind: String?

    @Option(help: ArgumentHelp("Only what the log held by then (RFC 3339).", valueName: "time"))
    var asOf: String?

    @Option(help: ArgumentHelp("The newest events of each workload (default: 50).", valueName: "count"))
    var limit = 50

    @Option(
        help: ArgumentHelp("What to print: \(formatNames).", valueName: "format"),
        completion: .list(HistoryFormat.all.map(\.name)))
    var format = HistoryFormat.all[0].name

    func run() throws {
        guard let format = HistoryFormat.named(format) else {
            throw UsageError(message: unknown("format", format, among: HistoryFormat.all.map(\.name)))
        }
        guard limit > 0 else { throw UsageError(message: noEvents(limit)) }
        guard !name.isEmpty else { throw UsageError(message: noName) }
        if let namespace { try NamespaceName.check(namespace) }
        var query = HistoryQuery(name)
        (query.namespace, query.kind, query.limit) = (namespace, kind, limit)
        query.until = try EffectiveTime.given(asOf, option: "--as-of").map(LogTime.behind)
        let (place, histories) = try logging {
            let place = try password.place(log)
            return (place, try HistoryReading(try place.openReading(), query).read())
        }
        guard !histories.isEmpty else {
            Console.error(nothingKnown(name, place.title))
            throw ExitCode(ExitStatus.denied)
        }
        Console.standardOutput(format.write(histories))
    }
}

private let formatNames = HistoryFormat.all.map { "\($0.name) (\($0.summary))" }.joined(separator: ", ")
private let noName = "expected the name of a workload, or a model"
private func noEvents(_ limit: Int) -> String { "--limit: \(limit) is no number of events; give 1 or more" }
private func nothingKnown(_ name: String, _ log: String) -> String {
    "\(printable(log, limit: 400)) knows no workload named \(quoted(name, limit: 200)), and none that served a model of that "
        + "name (--namespace, --kind)"
}
