import ArgumentParser
import AuditReport
import CheckCommand
import ClusterAPI
import Foundation
import KubernetesModel
import PolicyEngine

/// `pedigree audit` itself; its name is hidden (`AuditReportCommand.named`).
struct AuditReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Say what is live, since when, by whom, on which data, and what would be refused today.",
        usage: "pedigree audit [<path> ...] [<options>]",
        discussion: """
            Looks at what a cluster holds now, or at manifests (PATHs; with --at as they are at a commit of Git), or at \
            what a log says was live (--log alone), and judges all of it by today's policies and evidence, whatever once \
            let it in. Without PATHs and --log it asks the cluster that kubectl would talk to. It writes nothing there but, \
            with --write-policy-reports, PolicyReports of its own.

            Stores of models and data are asked only with --ask-stores, with the credentials of their own tools (those of \
            pedigree pin); what could not be asked is told, and is never called gone.

            With --log beside a cluster the log says since when, by whom and what was refused. Only the log knows the \
            past: --as-of TIME with --log says what was live then.

            Evidence is read anew, and no copy of it is believed; --offline alone takes the cache's. What could not be \
            listed or judged is told, and makes the audit end with 2.

            EXAMPLES
              pedigree audit --policy policies/
              pedigree audit --cluster in-cluster --log log.sqlite --output html=audit.html
              pedigree audit deploy/ --at v1.4 --format markdown
              pedigree audit --log log.sqlite --as-of 2026-11-01T00:00:00Z
              pedigree audit -n fraud -n churn --fail-on denied,drift,exceptions

            The log of decisions has commands of its own: pedigree audit verify-log, export and prune (--help).

            EXIT STATUS
              0  nothing that --fail-on names
              1  something that --fail-on names
              2  something could not be read, listed or judged; wrong usage; outranks 1
            """,
        shouldDisplay: false)

    @Argument(help: "Manifests: files and directories; - is standard input.", completion: .file())
    var paths: [String] = []

    @Option(help: ArgumentHelp("Read the manifests as they are at this commit of Git.", valueName: "commit"))
    var at: String?

    @OptionGroup(title: "Policies and evidence") var basis: PolicyAndEvidenceOptions

    @OptionGroup(title: "Where it looks") var place: AuditPlaceOptions

    @OptionGroup(title: "Stores of models and data") var stores: AuditStoreOptions

    @Option(
        help: ArgumentHelp(
            "As of this time (RFC 3339; default: now): what was live then, which only a log knows; and what policies, "
                + "exceptions and evidence say of it then.", valueName: "time"))
    var asOf: String?

    @Option(
        help: ArgumentHelp(
            "What makes it end with 1: \(FailOn.names.joined(separator: ", ")), with commas between them; or never.",
            valueName: "conditions"), completion: .list(FailOn.names + [FailOn.never]))
    var failOn = FailOn.Condition.denied.rawValue

    @Option(
        help: ArgumentHelp("What to print: \(formatNames).", valueName: "format"),
        completion: .list(AuditFormat.all.map(\.name)))
    var format = AuditFormat.all[0].name

    @Option(
        help: ArgumentHelp("Also write a report to a file; may be given several times.", valueName: "format=file"),
        completion: .file())
    var output: [String] = []

    @Flag(
        help: ArgumentHelp(
            "Bring the PolicyReports of the cluster (wgpolicyk8s.io/v1alpha2) in line with what was found: only those that "
                + "differ are written, and none that another tool made."))
    var writePolicyReports = false

    @Option(
        help: ArgumentHelp(
            "Colour the text: auto, always or never. auto: on a terminal, without NO_COLOR.", valueName: "when"),
        completion: .list(ColourChoice.names))
    var color = "auto"

    func run() throws {
        let format = try Self.format(format)
        let outputs = try output.map { try OutputFile($0, named: Self.format) }
        let colour = try ColourChoice.named(color)
        let failsOn = try FailOn(named: failOn)
        let options = try options()
        let progress = CountLine(lookedAt)
        let audit = AuditRun(options: options).run { progress.show(Int64($0)) }
        progress.clear()
        var formatOptions = AuditFormatOptions(version: Version.text, failsOn: failsOn)
        var isWritten = true
        for output in outputs {
            isWritten = output.write(output.format.write(audit, formatOptions)) && isWritten
        }
        if writePolicyReports { isWritten = Self.writePolicyReports(audit, options) && isWritten }
        formatOptions.usesColour = colour.isOn
        Console.standardOutput(format.write(audit, formatOptions))
        throw ExitCode((isWritten ? audit.outcome(failsOn) : .undecided).rawValue)
    }

    /// Whether the cluster's reports say what was found.
    private static func writePolicyReports(_ audit: Audit, _ options: AuditOptions) -> Bool {
        guard let endpoint = options.endpoint else { return false }
        // Without policies nothing was judged.
        guard !audit.coverage.kinds.isEmpty else { return false }
        do throws(ClusterFailure) {
            let outcome = try PolicyReportWriter(ClusterClient(endpoint)).write(audit, namespaces: options.namespaces)
            Console.standardError("\(outcome.summary)\n")
            for failure in outcome.failures { Console.error(failure) }
            return outcome.failed == 0
        } catch {
            Console.error("--write-policy-reports: \(error.reason)")
            return false
        }
    }

    private static func format(_ name: String) throws -> AuditFormat {
        guard let format = AuditFormat.named(name) else {
            throw UsageError(message: unknown("format", name, among: AuditFormat.all.map(\.name)))
        }
        return format
    }

    private func options() throws -> AuditOptions {
        let now = Date()
        let time = try asOf.map { try EffectiveTime.parse($0, option: "--as-of") }
        let source = try place.source(paths: paths, commit: at)
        if let time, case .cluster = source, time < now - Self.past {
            throw UsageError(message: onlyTheLog(hasLog: place.log != nil))
        }
        if case .log = source, let time, time > now { throw UsageError(message: notYet) }
        if writePolicyReports {
            guard case .cluster = source, time == nil else { throw UsageError(message: onlyNow) }
        }
        var options = AuditOptions(source, time: time ?? now)
        options.isAsOf = time != nil
        options.policyDirectories = basis.policies
        options.evidence = try basis.evidenceOptions()
        try place.complete(&options)
        options.stores = try stores.asker(isOffline: basis.offline)
        return options
    }

    /// Seconds by which a clock that a script has read may be behind.
    private static let past: Double = 300
}

extension AuditReportCommand {
    /// Whether the command line means the audit itself, and none of the commands about the log.
    static func isMeant(by arguments: [String]) -> Bool {
        guard arguments.first == AuditSubcommand._commandName else { return false }
        let others = AuditSubcommand.configuration.subcommands.map { $0._commandName } + ["help"]
        guard arguments.count > 1 else { return true }
        return !others.contains(arguments[1])
    }

    /// ArgumentParser gives a command with PATHs its subcommands' names as PATHs; so the audit is a subcommand as well, whose
    /// name nobody has to write.
    static func named(in arguments: [String]) -> [String] {
        // `pedigree help audit` means what `pedigree audit --help` does.
        if arguments == ["help", AuditSubcommand._commandName] {
            return [arguments[1], configuration.commandName ?? "", "--help"]
        }
        guard isMeant(by: arguments) else { return arguments }
        return [arguments[0], configuration.commandName ?? ""] + arguments.dropFirst()
    }
}

extension FailOn {
    static let never = "never"
    static let names = Condition.allCases.map(\.rawValue)

    init(named text: String) throws {
        guard text != Self.never else {
            self.init([])
            return
        }
        var conditions: Set<Condition> = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let condition = Condition(rawValue: String(name)) else {
                throw UsageError(message: unknown("condition", String(name), among: Self.names + [Self.never]))
            }
            conditions.insert(condition)
        }
        self.init(conditions)
    }
}

private let formatNames = AuditFormat.all.map { "\($0.name) (\($0.summary))" }.joined(separator: ", ")
private let onlyNow =
    "--write-policy-reports says in a cluster what holds there now: not with PATHs, a log alone or --as-of"
private let notYet = "--as-of: what will be live is in no log yet"
private func lookedAt(_ count: Int64) -> String { "\(count) objects looked at" }
private func onlyTheLog(hasLog: Bool) -> String {
    "--as-of: a cluster shows what it holds now, and nothing of the past; only a log knows that: "
        + (hasLog ? "leave --cluster out" : "name one with --log")
}
