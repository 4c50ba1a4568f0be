import ArgumentParser
import AuditReport
import CheckCommand
import Foundation
import KubernetesModel
import PolicyEngine

struct LineageSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lineage",
        abstract: "Draw where a model comes from, and what has become of it.",
        discussion: """
            Data, code and environment lead to the run that made the model, the model to its evaluations and to the \
            workloads that serve it. Each box says who vouches for it: signed by somebody whom a TrustRoot of the policies \
            vouches for, recorded by a tool, declared by a manifest, or missing, with the command that makes it.

            What is asked for is a workload's NAME (or NAMESPACE/NAME), the name of a model as evidence calls it, a \
            reference as a manifest writes it, or a digest: sha256:…, or its first 12 hex digits and more. The digest of \
            data finds all models that were made from it. Workloads are looked for in --manifests, in --log, or in a \
            --cluster; without these evidence alone is drawn.

            EXAMPLES
              pedigree lineage fraud-detector --manifests deploy/ --policy policies/
              pedigree lineage fraud-detector --log /var/lib/pedigree/log.sqlite --details
              pedigree lineage s3://ml-models-prod/fraud-detector/v47/ --format svg > v47.svg
              pedigree lineage sha256:4bf5122f3445 --format mermaid

            EXIT STATUS
              0  drawn
              1  nothing is known of it
              2  something could not be read; wrong usage; a name or digest that can mean several
            """)

    @Argument(help: ArgumentHelp("A name, a digest or a reference.", valueName: "name|digest|uri"))
    var query: String

    @Option(
        help: ArgumentHelp(
            "Manifests to look for workloads in: a file or directory; may be given several times.", valueName: "path"),
        completion: .file())
    var manifests: [String] = []

    @OptionGroup(title: "Policies and evidence") var basis: PolicyAndEvidenceOptions

    @OptionGroup(title: "Where it looks") var place: AuditPlaceOptions

    @Option(
        help: ArgumentHelp("What to print: \(formatNames).", valueName: "format"),
        completion: .list(LineageFormat.all.map(\.name)))
    var format = LineageFormat.all[0].name

    @Flag(help: "Tell all that is known of each box: URIs, digests, signers, and where evidence lies.")
    var details = false

    @Option(
        help: ArgumentHelp(
            "Columns of the drawing (default: those of the terminal). What is wider is drawn as a tree.",
            valueName: "columns"))
    var width: Int?

    @Option(
        help: ArgumentHelp(
            "Colour the text: auto, always or never. auto: on a terminal, without NO_COLOR.", valueName: "when"),
        completion: .list(ColourChoice.names))
    var color = "auto"

    func run() throws {
        guard let format = LineageFormat.named(format) else {
            throw UsageError(message: unknown("format", format, among: LineageFormat.all.map(\.name)))
        }
        if let width, !(1...1000).contains(width) { throw UsageError(message: notAWidth(width)) }
        let colour = try ColourChoice.named(color)
        let progress = CountLine(lookedAt)
        let outcome = try lineageRun().run { progress.show(Int64($0)) }
        progress.clear()
        for note in outcome.notes { Console.standardError("note: \(printable(note, limit: 1000))\n") }
        for problem in outcome.problems {
            let place = problem.position.map { "\(problem.file):\($0)" } ?? problem.file
            Console.error("\(printable(place, limit: 400)): \(printable(problem.message, limit: 1000))")
        }
        switch outcome.answer {
        case .found(let graph):
            let options = LineageFormatOptions(
                title: title(query), width: width ?? Console.columns, usesColour: colour.isOn, showsDetails: details)
            Console.standardOutput(format.write(graph, options))
            throw ExitCode(outcome.problems.isEmpty ? 0 : ExitStatus.undecided)
        case .ambiguous(let candidates):
            throw UsageError(message: several(query, candidates))
        case .unknown:
            // What could not be read may hold it.
            guard outcome.problems.isEmpty else { throw ExitCode(ExitStatus.undecided) }
            Console.error(nothingKnown(query, outcome.places))
            throw ExitCode(ExitStatus.denied)
        }
    }

    private func lineageRun() throws -> LineageRun {
        let isAnywhere = !manifests.isEmpty || place.log != nil || place.namesCluster
        let source = isAnywhere ? try place.source(paths: manifests, commit: nil) : nil
        var options = AuditOptions(source ?? .log, time: Date())
        options.policyDirectories = basis.policies
        options.evidence = try basis.evidenceOptions()
        try place.complete(&options)
        return LineageRun(LineageQuery(query), place: source, options: options)
    }
}

private let formatNames = LineageFormat.all.map { "\($0.name) (\($0.summary))" }.joined(separator: ", ")
private func lookedAt(_ count: Int64) -> String { "\(count) objects looked at" }
private func title(_ query: String) -> String { "Lineage of \(query)" }
private func notAWidth(_ width: Int) -> String { "--width: \(width) is not between 1 and 1000" }
private func several(_ query: String, _ candidates: [String]) -> String {
    let shown = candidates.prefix(8).map { printable($0, limit: 200) }.joined(separator: ", ")
    let more = candidates.count > 8 ? " and \(candidates.count - 8) more" : ""
    return "\(quoted(query, limit: 120)) can mean \(shown)\(more); say more of it, or --namespace"
}
private func nothingKnown(_ query: String, _ places: [String]) -> String {
    let looked =
        places.isEmpty
        ? "no evidence and no workloads" : places.map { printable($0, limit: 200) }.joined(separator: ", ")
    return
        "nothing is known of \(quoted(query, limit: 200)); looked at \(looked). Say where workloads are (--manifests, "
        + "--log, --cluster) and where evidence lies (--evidence, --policy); `pedigree attest lineage` makes some"
}
