import ArgumentParser
import CheckCommand
import Foundation
import KubernetesModel
import PinCommand
import PolicyEngine
import RemoteServices

struct PinSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Write what a model reference means now, in the form that the tool that reads it honours.",
        discussion: """
            Reads manifests (files, directories, standard input as -), asks the hub, registry, MLflow server, bucket or \
            Git repository what each mutable model reference is right now, and shows the edit that pins it as a unified \
            diff: a commit, a digest or a version, in the value itself or in the flag, field or variable beside it that \
            the tool reads. Comments, layout, quotes, anchors and line ends stay as they are.

            Nothing is written that would not be honoured: after each edit the manifest is read and judged again, and the \
            edit is kept only where that very reference is pinned then and nothing else has changed. Where there is no \
            such edit, the output says why and what to do instead.

            The diff goes to standard output, and what is said of each reference to standard error; with --check and \
            --write that goes to standard output.

            Credentials are those of each service's own tools: HF_TOKEN or HF_TOKEN_PATH (and HF_ENDPOINT), \
            MLFLOW_TRACKING_TOKEN, AWS's variables and files, Docker's config.json, Git's helpers.

            EXAMPLES
              pedigree pin manifests/ | git apply            look at it first
              pedigree pin --write manifests/
              pedigree pin --check manifests/                for CI: 1 where something is not pinned
              kustomize build . | pedigree pin --write - > pinned.yaml

            EXIT STATUS
              0  nothing to pin, or every edit is shown or written
              1  --check: something can be pinned; always: something is mutable that no edit can pin
              2  something could not be read, resolved or written, or wrong usage; outranks 1
            """)

    @Argument(help: "Files and directories; - is standard input. Default: the current directory.", completion: .file())
    var paths: [String] = []

    @Flag(help: "Show the edits as a unified diff (the default).")
    var diff = false

    @Flag(help: "Write the edits into the files; of standard input, the edited text to standard output.")
    var write = false

    @Flag(help: "Only say what could be pinned; exit 1 where something is not.")
    var check = false

    @Option(
        help: ArgumentHelp(
            "What is good enough: pinned, or versioned (a name of one version, whose bytes could be replaced), too.",
            valueName: "pinning"), completion: .list(["versioned", "pinned"]))
    var allow = "versioned"

    @OptionGroup var network: PinNetworkOptions

    func run() throws {
        guard [diff, write, check].count(where: { $0 }) <= 1 else { throw UsageError(message: oneMode) }
        guard ["versioned", "pinned"].contains(allow) else {
            throw UsageError(message: unknown("pinning", allow, among: ["versioned", "pinned"]))
        }
        let settings = try network.settings()
        let resolvers = network.offline ? .offline : PinServices(settings).resolvers
        let (files, problems) = read()
        let run = PinRun(
            resolvers: resolvers, allowsVersioned: allow == "versioned",
            endpoints: PinEndpoints(hub: settings.hubEndpoint, s3: settings.s3Endpoint, mlflow: settings.mlflow))
        var report = run.run(files, problems: problems)
        let isWritten = write ? report.write() : true
        let text = report.text(isWritten: write && isWritten)
        if check || write && !paths.contains(PinFile.standardInput) {
            Console.standardOutput(text)
        } else {
            Console.standardError(text)
        }
        if write { printInput(files, report) } else if !check { Console.standardOutput(report.diff) }
        throw ExitCode(report.status(isWritten: isWritten, checksOnly: check))
    }

    /// What was read from standard input, edited or not: whoever pipes it on wants all of it.
    private func printInput(_ files: [PinFile], _ report: PinReport) {
        guard let file = files.first(where: { $0.name == PinFile.standardInput }) else { return }
        let edited = report.edited.first { $0.name == file.name }
        Console.standardOutput(String(decoding: edited?.new ?? file.bytes, as: UTF8.self))
    }

    private func read() -> (files: [PinFile], problems: [InputProblem]) {
        let read = FileTree().readAll(paths.isEmpty ? ["."] : paths)
        return (read.files.map { PinFile(name: $0.name, bytes: $0.bytes) }, read.problems)
    }
}

/// How pin reaches services.
struct PinNetworkOptions: ParsableArguments {
    @Flag(help: "Ask nobody; a reference that would have to be resolved is an error.")
    var offline = false

    @OptionGroup var services: ServiceOptions

    @Option(
        help: ArgumentHelp("The MLflow server that models:/ means. Default: MLFLOW_TRACKING_URI.", valueName: "url"))
    var mlflow: String?

    func settings() throws -> PinSettings {
        var settings = try services.settings()
        let environment = ProcessInfo.processInfo.environment
        settings.mlflow = mlflow ?? environment["MLFLOW_TRACKING_URI"].flatMap { $0.hasPrefix("http") ? $0 : nil }
        if environment["MLFLOW_TRACKING_TOKEN"]?.isEmpty == false {
            settings.mlflowAuthorization = .bearer(.environment("MLFLOW_TRACKING_TOKEN"))
        }
        return settings
    }
}

private let oneMode = "--diff, --write and --check exclude each other"
