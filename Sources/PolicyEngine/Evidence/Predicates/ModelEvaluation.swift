import Attestation
import KubernetesModel

extension Evaluation {
    /// Reads `https://pedigree.dev/attestations/model-eval/v1`.
    init(modelEvaluation predicate: Node) throws(MalformedPredicate) {
        let reader = try PredicateReader(predicate, "predicate")
        try self.init(testResult: predicate)
        datasets = try reader.descriptors("datasets", most: 256)
        for dataset in datasets where dataset.digests.isEmpty {
            throw MalformedPredicate(
                "its dataset \(quoted(dataset.name ?? dataset.uri ?? "", limit: 60)) has no digest")
        }
        let names = datasets.compactMap(\.name)
        guard Set(names).count == names.count else { throw MalformedPredicate("two datasets have one name") }
        var rows: [Row] = []
        for (node, name) in try reader.list("metrics") { rows.append(try Self.row(node, name)) }
        try setRows(rows)
        for row in rows {
            guard let dataset = row.dataset, !names.contains(dataset) else { continue }
            throw MalformedPredicate(
                "\(row.title) was measured on \(quoted(dataset, limit: 60)), which it does not name")
        }
        if let baseline = try reader.object("baseline") { self.baseline = try Self.baseline(baseline) }
    }

    /// Reads in-toto's test-result v0.1: passed or failed, and no metrics.
    init(testResult predicate: Node) throws(MalformedPredicate) {
        self.init()
        let reader = try PredicateReader(predicate, "predicate")
        let result = try reader.neededText("result")
        guard ["PASSED", "WARNED", "FAILED"].contains(result) else {
            throw MalformedPredicate("its result is \(quoted(result, limit: 40)), not PASSED, WARNED or FAILED")
        }
        finishedOn = try reader.moment("finishedOn")
        if let start = try reader.moment("startedOn"), let end = finishedOn, end.date < start.date {
            throw MalformedPredicate("it ends (\(end)) before it begins (\(start))")
        }
        configuration = try reader.descriptors("configuration", most: 256)
        // The format has no other place for data: it is configuration with a digest.
        datasets = configuration.filter { !$0.strongDigests.isEmpty }
        let failed = try reader.texts("failedTests")
        if result == "FAILED" { failure = "its result is FAILED" }
        if let first = failed.first { failure = "its failedTests name \(quoted(first, limit: 60))" }
    }

    private static func row(_ node: Node, _ name: String) throws(MalformedPredicate) -> Row {
        let reader = try PredicateReader(node, name)
        guard let value = try reader.decimal("value") else { throw MalformedPredicate("\(name) has no value") }
        return Row(
            name: try reader.neededText("name"), slice: try reader.text("slice"), dataset: try reader.text("dataset"),
            value: value, sampleCount: try reader.count("sampleCount"))
    }

    private static func baseline(_ reader: PredicateReader) throws(MalformedPredicate) -> Baseline {
        guard let model = reader.node["model"].flatMap({ ResourceDescriptor($0) }) else {
            throw MalformedPredicate("baseline has no model")
        }
        var comparisons: [Comparison] = []
        var seen: Set<[String?]> = []
        for (node, name) in try reader.list("comparisons") {
            let inner = try PredicateReader(node, name)
            guard let value = try inner.decimal("baselineValue") else {
                throw MalformedPredicate("\(name) has no baselineValue")
            }
            let comparison = Comparison(
                name: try inner.neededText("name"), slice: try inner.text("slice"), value: value)
            guard seen.insert([comparison.name, comparison.slice]).inserted else {
                throw MalformedPredicate("its baseline gives \(quoted(comparison.name, limit: 60)) more than once")
            }
            comparisons.append(comparison)
        }
        return Baseline(model: model, comparisons: comparisons)
    }
}
