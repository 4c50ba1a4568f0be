import ArgumentParser
import CheckCommand
import ModelReferences
import PolicyEngine

struct ExplainSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what one model reference means to the tool that reads it, and what to write instead.",
        discussion: """
            The answer is pinned, versioned, mutable, unresolved, or none where nothing of it loads a model. The same \
            URI can mean different things to different tools, so name the consumer. REFERENCE is a URI or name, or \
            the tool's own arguments in one word for the shell; of several references in it the worst counts.

            EXAMPLES
              pedigree explain models:/fraud-detector/Production
              pedigree explain --consumer kserve 's3://bucket/model/v4?versionId=abc'
              pedigree explain --consumer vllm 'org/name --revision main --tokenizer org/other'
              pedigree explain --consumer image registry.corp/ml/churn:1.4 --format json
              pedigree explain --consumer dataset s3://corp-data/fraud/train.csv

            EXIT STATUS
              0  whatever the answer is
              2  wrong usage
            """)

    @Argument(help: "The reference, or the arguments that hold it.")
    var reference: String

    @Option(
        name: .long,
        help: ArgumentHelp("The tool that reads it: \(consumerNames.joined(separator: ", ")).", valueName: "tool"),
        completion: .list(consumerNames))
    var consumer = "any"

    @Option(
        name: .long, help: ArgumentHelp("text or json.", valueName: "format"), completion: .list(ExplainFormat.names))
    var format = "text"

    func run() throws {
        guard
            let explained = consumer.lowercased() == dataset
                ? Explainer.explain(dataset: reference)
                : Consumer(named: consumer).map({ Explainer.explain(reference, consumer: $0) })
        else { throw UsageError(message: unknown("consumer", consumer, among: consumerNames)) }
        guard let format = ExplainFormat(rawValue: format) else {
            throw UsageError(message: unknown("format", format, among: ExplainFormat.names))
        }
        let answer = Explanation(explained)
        Console.standardOutput(format == .json ? answer.json : answer.text)
    }
}

private enum ExplainFormat: String, CaseIterable {
    case text, json

    static let names = allCases.map(\.rawValue)
}

/// Data is read by nobody here; policies ask how it is named.
private let dataset = Consumer.dataset.rawValue
/// In the order of the tools that the engine knows.
private let consumerNames = Consumer.all.map(\.rawValue) + [dataset]
