import Attestation
import KubernetesModel
import PolicyEngine

/// What an evaluation found, ready to be signed: predicate model-eval/v1, a superset of in-toto's test-result v0.1.
package struct EvaluationStatement: Sendable {
    package struct Baseline: Sendable {
        package var model: ResourceDescriptor
        package var rows: [MetricRow]

        package init(model: ResourceDescriptor, rows: [MetricRow]) {
            self.model = model
            self.rows = rows
        }
    }

    package var subject: ResourceDescriptor
    package var rows: [MetricRow]
    /// At least one: a metric on data that nobody can name proves nothing.
    package var datasets: [ResourceDescriptor]
    package var startedOn: Moment?
    package var finishedOn: Moment
    /// The code and settings that measured: `suite`, `run`.
    package var configuration: [ResourceDescriptor]
    package var evaluator: String?
    package var url: String?
    package var baseline: Baseline?

    /// - Throws: what would make the statement worthless: data that is not named, one metric twice.
    package init(
        subject: ResourceDescriptor, rows: [MetricRow], datasets: [ResourceDescriptor], startedOn: Moment? = nil,
        finishedOn: Moment, configuration: [ResourceDescriptor] = [], evaluator: String? = nil, url: String? = nil,
        baseline: Baseline? = nil
    ) throws(AttestError) {
        guard !datasets.isEmpty else { throw AttestError("--dataset", noDataset) }
        let names = datasets.compactMap(\.name)
        guard Set(names).count == names.count else { throw AttestError("--dataset", twiceNamed(names)) }
        if let startedOn, startedOn.date > finishedOn.date {
            throw AttestError("--finished-on", endsFirst(startedOn, finishedOn))
        }
        self.subject = subject
        self.rows = try Self.placed(rows, on: names)
        self.datasets = datasets
        self.startedOn = startedOn
        self.finishedOn = finishedOn
        self.configuration = configuration
        self.evaluator = evaluator
        self.url = url
        self.baseline = baseline
    }

    /// Each row with the dataset that it was measured on.
    private static func placed(_ rows: [MetricRow], on names: [String]) throws(AttestError) -> [MetricRow] {
        var seen: Set<[String?]> = []
        var placed: [MetricRow] = []
        for row in rows {
            var row = row
            if row.dataset == nil {
                guard names.count == 1 else { throw AttestError("--dataset", whichDataset(row.title, names)) }
                row.dataset = names.first
            }
            if let dataset = row.dataset, !names.contains(dataset) {
                throw AttestError("--dataset", unknownDataset(row.title, dataset, names))
            }
            // A reader could choose the better of the two.
            guard seen.insert(row.key).inserted else { throw AttestError("", twice(row)) }
            placed.append(row)
        }
        return placed
    }

    /// The statement: compact to be signed, `pretty` to be read.
    package func json(pretty: Bool = false) -> [UInt8] {
        StatementWriter.statement(
            about: [subject], predicateType: PredicateType.modelEvaluation, pretty: pretty, predicate: writePredicate)
    }

    private func writePredicate(_ writer: inout JSONWriter) {
        let failed = rows.filter { $0.meetsThreshold == false }.map(\.title)
        writer.member("result", failed.isEmpty ? "PASSED" : "FAILED")
        if let url { writer.member("url", url) }
        StatementWriter.write("configuration", configuration, to: &writer)
        writer.member("passedTests", rows.filter { $0.meetsThreshold == true }.map(\.title))
        writer.member("warnedTests", [])
        writer.member("failedTests", failed)
        if let evaluator {
            writer.key("evaluator")
            writer.object { $0.member("id", evaluator) }
        }
        if let startedOn { writer.member("startedOn", startedOn.text) }
        writer.member("finishedOn", finishedOn.text)
        StatementWriter.write("datasets", datasets, to: &writer)
        writer.key("metrics")
        writer.array { writer in
            for row in rows { row.write(to: &writer) }
        }
        if let baseline { write(baseline, to: &writer) }
    }

    private func write(_ baseline: Baseline, to writer: inout JSONWriter) {
        writer.key("baseline")
        writer.object { writer in
            writer.key("model")
            StatementWriter.write(baseline.model, to: &writer)
            writer.key("comparisons")
            writer.array { writer in
                for row in baseline.rows {
                    writer.object { writer in
                        writer.member("name", row.name)
                        if let slice = row.slice { writer.member("slice", slice) }
                        writer.member("baselineValue", row.value.description)
                    }
                }
            }
        }
    }
}

extension MetricRow {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", name)
            if let slice { writer.member("slice", slice) }
            writer.member("value", value.description)
            if let dataset { writer.member("dataset", dataset) }
            if let sampleCount { writer.member("sampleCount", sampleCount) }
            if let threshold {
                writer.key("threshold")
                writer.object { writer in
                    writer.member("op", threshold.comparison.rawValue)
                    writer.member("value", threshold.value.description)
                }
            }
            if let confidenceInterval {
                writer.key("confidenceInterval")
                writer.object { writer in
                    writer.member("lower", confidenceInterval.lower.description)
                    writer.member("upper", confidenceInterval.upper.description)
                }
            }
        }
    }
}

private let noDataset =
    "the data that the model was evaluated on must be named: --dataset NAME=REFERENCE, e.g. "
    + "--dataset fraud-eval=s3://corp-data/fraud/eval.csv@sha256:…, or the file itself"
private func twiceNamed(_ names: [String]) -> String {
    "two datasets have one name (\(names.sorted().joined(separator: ", "))); write NAME=REFERENCE"
}
private func whichDataset(_ row: String, _ names: [String]) -> String {
    "\(quoted(row)) does not say on which of \(names.joined(separator: ", ")) it was measured; give it a `dataset`"
}
private func unknownDataset(_ row: String, _ dataset: String, _ names: [String]) -> String {
    let hint = NearestWord.to(dataset, in: names).map { "; did you mean \($0)?" } ?? ""
    return "\(quoted(row)) was measured on \(quoted(dataset)), which no --dataset names\(hint)"
}
private func twice(_ row: MetricRow) -> String {
    "the metric \(quoted(row.title)) stands twice for the dataset \(quoted(row.dataset ?? "")); keep one"
}
private func endsFirst(_ start: Moment, _ end: Moment) -> String {
    "the evaluation ends (\(end.text)) before it begins (\(start.text))"
}
