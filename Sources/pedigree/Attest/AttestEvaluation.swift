import ArgumentParser
import AttestCommand
import Foundation
import PolicyEngine

struct AttestEvaluationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluation",
        abstract: "Sign what an evaluation found: metrics, slices, data and the model that they are about.",
        discussion: """
            Reads the metrics that a tool wrote (--metrics): Pedigree's own form, an MLflow run, scikit-learn's \
            classification_report as a dict, a result of lm-evaluation-harness. Values are taken over digit by digit.

            Pedigree's own form is {"metrics": [{"name": "f1_score", "value": 0.93, "sampleCount": 12000}, {"name": \
            "f1_score", "slice": "region=emea", "value": 0.91}], "finishedOn": "2026-11-21T14:05:00Z"}; a row may \
            have `dataset`, `threshold` and `confidenceInterval`, too. A class of a classification report becomes the \
            slice class=LABEL, a task of lm-evaluation-harness the slice task=NAME.

            A DATASET is a reference that pins its version, or a file, whose bytes are hashed (a .dvc file or a Git \
            LFS pointer stands for what it points to).

            EXAMPLES
              digest=sha256:$(sha256sum < model.pkl | cut -c 1-64)
              pedigree attest evaluation --subject s3://ml-models/fraud/v47/ \\
                  --digest $digest --metrics metrics.json \\
                  --dataset eval=data/eval.csv --key eval-runner.key
              pedigree attest evaluation --digest $digest \\
                  --subject hf://corp/churn:3f786850e387550fdab836ed7e6dc881de23001b \\
                  --metrics report.json --rename f1_score_macro=f1 \\
                  --dataset data/eval.csv --dry-run

            EXIT STATUS
              0  written, pushed, or printed
              2  wrong usage, input that cannot be used, or nowhere to write
            """)

    @OptionGroup var about: SubjectOptions

    @Option(help: ArgumentHelp("What was measured; - is standard input.", valueName: "file"), completion: .file())
    var metrics: String

    @Option(
        help: ArgumentHelp(
            "The form of --metrics: \(formatNames). Default: the one that it has.", valueName: "form"),
        completion: .list(MetricsFormat.all.map(\.name)))
    var format: String?

    @Option(
        name: .customLong("dataset"),
        help: ArgumentHelp("What it was measured on; may be given several times.", valueName: "[name=]dataset"),
        completion: .file())
    var datasets: [String] = []

    @Option(
        help: ArgumentHelp(
            "The code that measured, such as git+https://git.corp/ml/evals@COMMIT.", valueName: "reference"))
    var suite: String?

    @Option(help: ArgumentHelp("The model that it is compared with, as --subject.", valueName: "reference"))
    var baseline: String?

    @Option(
        help: ArgumentHelp("sha256:… of the baseline, where --baseline does not hold it.", valueName: "digest"))
    var baselineDigest: String?

    @Option(
        help: ArgumentHelp("What was measured of the baseline, in a form of --metrics.", valueName: "file"),
        completion: .file())
    var baselineMetrics: String?

    @Option(
        name: .customLong("sample-count"),
        help: ArgumentHelp(
            "How many samples a slice rests on, or without a slice the whole, where --metrics does not say.",
            valueName: "[slice=]number"))
    var sampleCounts: [String] = []

    @Option(
        name: .customLong("rename"),
        help: ArgumentHelp("Call a metric as the policy does; may be given several times.", valueName: "from=to"))
    var renamings: [String] = []

    @Option(help: ArgumentHelp("Who measured, as a URI.", valueName: "uri"))
    var evaluator: String?

    @Option(help: ArgumentHelp("Where people can read more.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("When it began (RFC 3339).", valueName: "time"))
    var startedOn: String?

    @Option(
        help: ArgumentHelp(
            "When it ended (RFC 3339). Default: as --metrics says, or now.", valueName: "time"))
    var finishedOn: String?

    @OptionGroup var signing: SigningOptions

    func run() throws {
        try attesting {
            let made = try request().statement(now: Moment(Date()), read: InputBytes.read)
            try signing.finish(
                "evaluation", about: [made.statement.subject], statement: made.statement.json, notes: made.notes)
        }
    }

    private func request() throws -> EvaluationRequest {
        var request = EvaluationRequest(subject: about.subject, metrics: metrics)
        if let format {
            guard let known = MetricsFormat.named(format) else {
                throw UsageError(message: unknown("form", format, among: MetricsFormat.all.map(\.name)))
            }
            request.format = known
        }
        request.digest = about.digest
        request.datasets = datasets
        request.suite = suite
        request.baseline = baseline
        request.baselineDigest = baselineDigest
        request.baselineMetrics = baselineMetrics
        request.sampleCounts = sampleCounts
        request.renamings = renamings
        request.evaluator = evaluator
        request.url = url
        request.startedOn = startedOn
        request.finishedOn = finishedOn
        return request
    }
}

private let formatNames = MetricsFormat.all.map(\.name).joined(separator: ", ")
