import ArgumentParser
import AttestCommand
import Foundation
import PolicyEngine

struct AttestLineageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lineage",
        abstract: "Sign how a model was made: code, data, base model and settings.",
        discussion: """
            Writes SLSA provenance v1 of a training run. What it says comes from flags, from the Git checkout that the \
            training ran in (--git), from a dvc.lock, and from an MLflow run; a flag outranks a file.

            A checkout with changes that no commit holds is refused, since its commit is not the code that ran.

            EXAMPLES
              digest=sha256:$(sha256sum < model.pkl | cut -c 1-64)
              pedigree attest lineage --subject s3://ml-models/fraud/v47/ \\
                  --digest $digest --git . --dataset train=data/train.csv \\
                  --parameter max_iter=200 --seed 42 --key trainer.key
              pedigree attest lineage --subject registry.corp/ml/churn@$digest \\
                  --mlflow-run run.json --dataset train=data/train.csv --dry-run

            EXIT STATUS
              0  written, pushed, or printed
              2  wrong usage, input that cannot be used, a checkout with changes, or nowhere to write
            """)

    @OptionGroup var about: SubjectOptions

    @Option(
        help: ArgumentHelp("The Git checkout that the training ran in.", valueName: "dir"), completion: .directory)
    var git: String?

    @Flag(help: "Accept a checkout with changes that no commit holds; the statement says so.")
    var allowDirty = false

    @Option(
        help: ArgumentHelp("The code, where there is no checkout: git+https://…@COMMIT.", valueName: "reference"))
    var source: String?

    @Option(
        name: .customLong("dataset"),
        help: ArgumentHelp(
            "What it was trained on: a reference that pins its version, or a file. May be given several times.",
            valueName: "[name=]dataset"), completion: .file())
    var datasets: [String] = []

    @Option(
        name: .customLong("base-model"),
        help: ArgumentHelp(
            "The model that it was made from, as --subject, with @sha256:… behind it.", valueName: "reference"))
    var baseModels: [String] = []

    @Option(
        name: .customLong("context"),
        help: ArgumentHelp(
            "What it needs beside itself where it is served: features, a transformer's image, a table. The rollback rule asks for it.",
            valueName: "name=reference"))
    var context: [String] = []

    @Option(
        name: .customLong("parameter"),
        help: ArgumentHelp("A setting; may be given several times.", valueName: "key=value"))
    var parameters: [String] = []

    @Option(
        name: .customLong("parameters"), help: ArgumentHelp("Settings, a JSON object.", valueName: "file"),
        completion: .file())
    var parametersFile: String?

    @Option(
        name: .customLong("environment"),
        help: ArgumentHelp("What it ran on, such as cuda=12.4; may be given several times.", valueName: "key=value"))
    var environment: [String] = []

    @Option(help: ArgumentHelp("The container image that it ran in: NAME@sha256:….", valueName: "image"))
    var image: String?

    @Option(help: ArgumentHelp("What fixed the random numbers.", valueName: "seed"))
    var seed: String?

    @Option(help: ArgumentHelp("The program that ran, such as train.py.", valueName: "file"))
    var entryPoint: String?

    @Option(
        help: ArgumentHelp(
            "Who made it, as a URI that policies can ask for. Default: \(LineageRequest.handBuilder).", valueName: "uri"
        ))
    var builder: String?

    @Option(help: ArgumentHelp("The run, as its builder calls it.", valueName: "id"))
    var invocation: String?

    @Option(
        help: ArgumentHelp("The dvc.lock of the pipeline that trained it.", valueName: "file"), completion: .file())
    var dvcLock: String?

    @Option(help: ArgumentHelp("The stage of the dvc.lock, where it has several.", valueName: "name"))
    var stage: String?

    @Option(
        help: ArgumentHelp("The MLflow run, from runs/get or run.to_dictionary().", valueName: "file"),
        completion: .file())
    var mlflowRun: String?

    @Option(help: ArgumentHelp("When it began (RFC 3339).", valueName: "time"))
    var startedOn: String?

    @Option(
        help: ArgumentHelp("When it ended (RFC 3339). Default: as the MLflow run says, or now.", valueName: "time"))
    var finishedOn: String?

    @OptionGroup var signing: SigningOptions

    func run() throws {
        try attesting {
            let made = try request().statement(now: Moment(Date()), read: InputBytes.read)
            try signing.finish(
                "lineage", about: [made.statement.subject], statement: made.statement.json, notes: made.notes)
        }
    }

    private func request() throws -> LineageRequest {
        var request = LineageRequest(subject: about.subject)
        request.digest = about.digest
        request.checkout = try git.map { try GitCheckout.state(of: $0, output: signing.directory) }
        request.allowsDirty = allowDirty
        request.source = source
        request.datasets = datasets
        request.baseModels = baseModels
        request.context = context
        request.parameters = parameters
        request.parametersFile = parametersFile
        request.environment = environment
        request.image = image
        request.seed = seed
        request.entryPoint = entryPoint
        request.builder = builder
        request.invocation = invocation
        request.dvcLock = dvcLock
        request.stage = stage
        request.mlflowRun = mlflowRun
        request.startedOn = startedOn
        request.finishedOn = finishedOn
        return request
    }
}
