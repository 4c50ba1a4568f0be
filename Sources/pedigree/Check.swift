import ArgumentParser
import CheckCommand
import Foundation
import KubernetesModel
import PolicyEngine

struct CheckSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge manifests by the policies, as the webhook would.",
        discussion: """
            Reads files, directories (every *.yaml, *.yml and *.json below them, without .git) and standard input (-), \
            finds the models that each Kubernetes object would load, and judges them. YAML streams, Lists and \
            OpenShift Templates are taken apart into their objects. Documents that are no Kubernetes objects (Helm \
            values, kustomization.yaml) are skipped, and named. A Helm chart's templates are no YAML yet: render them \
            with `helm template … | pedigree check -`.

            The policies come from --policy; without it from ./policies, and where there is none from the baseline \
            that is built in (pinned or versioned models only, everywhere but in kube-system). The output says which.

            An object without a namespace is judged by every policy whose kinds match, unless --namespace says where \
            it will go. Where policies ask for evidence, it is read from where they say it lies, and from --evidence. \
            ConfigMaps in the input are read where a workload takes its model's name from one.

            EXAMPLES
              pedigree check manifests/ --policy policies/
              helm template ./chart | pedigree check --namespace ml-prod -
              kustomize build overlays/prod | pedigree check --format github -
              pedigree check manifests/ --evidence evidence/     with what was just attested
              pedigree check . --against origin/main      judge what this branch changes
              pedigree check . --output sarif=pedigree.sarif --output junit=pedigree.xml

            EXIT STATUS
              0  allowed; warnings alone leave it at 0, unless --fail-on-warn
              1  denied
              2  could not decide: bad input, an unreadable policy, wrong usage; outranks 1
            """)

    @Argument(help: "Files and directories; - is standard input. Default: the current directory.", completion: .file())
    var paths: [String] = []

    @OptionGroup var judging: JudgingOptions

    @Option(
        name: .long, help: ArgumentHelp("What to print: \(formatNames).", valueName: "format"),
        completion: .list(ReportFormat.all.map(\.name)))
    var format = "text"

    @Option(
        name: .long,
        help: ArgumentHelp("Also write a report to a file; may be given several times.", valueName: "format=file"),
        completion: .file())
    var output: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Judge as of this time (RFC 3339); default: now. Exceptions expire by it.", valueName: "time"))
    var effectiveTime: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The objects as they are now: a directory, or a Git commit. An object whose models do not change is then not refused; what stands against it is reported as drift.",
            valueName: "dir|commit"))
    var against: String?

    @Flag(name: .long, help: "List every model reference that was found, with its pinning.")
    var showReferences = false

    @Flag(name: .long, help: "Exit 1 on warnings, too.")
    var failOnWarn = false

    @Flag(name: .long, help: "Exit 1 where an object refers to models and no policy matches it.")
    var failOnUncovered = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Colour the text: auto, always or never. auto: on a terminal, without NO_COLOR.", valueName: "when"),
        completion: .list(ColourChoice.names))
    var color = "auto"

    func run() throws {
        let options = try options()
        let format = try reportFormat(format)
        let outputs = try output.map { try OutputFile($0, named: reportFormat) }
        let colour = try ColourChoice.named(color)
        let progress = ProgressLine()
        let report = Check(options: options).run { progress.show($0, of: $1) }
        progress.clear()
        let strictness = Strictness(failsOnWarnings: failOnWarn, failsOnUncovered: failOnUncovered)
        var reportOptions = ReportOptions(
            showsReferences: showReferences, strictness: strictness, version: Version.text)
        var isWritten = true
        for output in outputs {
            isWritten = output.write(output.format.write(report, reportOptions)) && isWritten
        }
        reportOptions.usesColour = colour.isOn
        Console.standardOutput(format.write(report, reportOptions))
        let outcome = isWritten ? report.outcome(strictness) : .undecided
        throw ExitCode(outcome.rawValue)
    }

    private func options() throws -> CheckOptions {
        try judging.namespace.map(NamespaceName.check)
        return CheckOptions(
            paths: paths.isEmpty ? ["."] : paths, policyDirectories: judging.policies,
            evidence: try judging.evidenceOptions(),
            namespace: judging.namespace, against: against, time: try EffectiveTime.parse(effectiveTime))
    }

    private func reportFormat(_ name: String) throws -> ReportFormat {
        guard let format = ReportFormat.named(name) else {
            throw UsageError(message: unknown("format", name, among: ReportFormat.all.map(\.name)))
        }
        return format
    }
}

private let formatNames = ReportFormat.all.map { "\($0.name) (\($0.summary))" }.joined(separator: ", ")
