import ArgumentParser
import DecisionLog
import Foundation
import KubernetesModel
import LogCommand

struct RollbackSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Print the whole edit that brings back what a workload served before.",
        discussion: """
            A model that comes back needs the data context that it was evaluated with: its features, its transformer, its \
            data. The log of decisions knows which of them were live together, and this prints every field that must be \
            written to have them together again. It changes nothing.

            EXAMPLES
              pedigree rollback fraud --to v47 --log /var/lib/pedigree/log.sqlite
              pedigree rollback fraud --to v47 --log log.sqlite -n ml --format patch |
                kubectl patch inferenceservices.serving.kserve.io fraud -n ml --type=json --patch-file=/dev/stdin

            EXIT STATUS
              0  the edit is printed
              1  there is nothing to bring back: it never served that, or serves it now
              2  no log, a database that does not answer, wrong usage, a name that several workloads have
            """)

    @Argument(help: "The workload's name.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "The version to bring back: v47, a revision, a digest, or the whole reference.", valueName: "version"))
    var to: String

    @Option(
        help: ArgumentHelp("The log of decisions: a file of SQLite, or postgresql://….", valueName: "place"),
        completion: .file())
    var log: String

    @OptionGroup var password: LogPasswordOption

    @Option(name: [.short, .long], help: ArgumentHelp("The workload's namespace.", valueName: "namespace"))
    var namespace: String?

    @Option(help: ArgumentHelp("The workload's kind, such as InferenceService.", valueName: "kind"))
    var kind: String?

    @Option(
        help: ArgumentHelp("text, patch (a JSON Patch for kubectl) or json.", valueName: "format"),
        completion: .list(Format.names))
    var format = "text"

    private enum Format: String, CaseIterable {
        case text, patch, json

        static let names = allCases.map(\.rawValue)
    }

    func run() throws {
        guard let format = Format(rawValue: format) else {
            throw UsageError(message: unknown("format", format, among: Format.names))
        }
        let found = try logging {
            try WorkloadStates.all(
                named: name, namespace: namespace, kind: kind, in: try password.place(log).openReading())
        }
        // What a workload's controllers make of it goes with it.
        let own = found.filter { history in
            guard let last = history.states.last, case .child? = last.decision.admission else { return true }
            return false
        }
        guard let history = own.first else { throw UsageError(message: unknownName(name)) }
        guard own.count == 1 else { throw UsageError(message: several(name, own.map(\.workload.description))) }
        let plan: RollbackPlan
        do throws(RollbackPlan.Refusal) {
            plan = try RollbackPlan(history, to: to)
        } catch {
            Console.error("\(error)")
            throw ExitCode(ExitStatus.denied)
        }
        switch format {
        case .text: Console.standardOutput(plan.text)
        case .patch: Console.standardOutput(plan.patch)
        case .json: Console.standardOutput(plan.json)
        }
    }
}

private func unknownName(_ name: String) -> String {
    "the log knows no workload named \(quoted(name, limit: 120)) that was live (--namespace, --kind)"
}
private func several(_ name: String, _ all: [String]) -> String {
    "\(all.count) workloads are named \(quoted(name, limit: 120)): "
        + all.prefix(5).map { printable($0, limit: 200) }.joined(separator: ", ") + "; say --namespace and --kind"
}
