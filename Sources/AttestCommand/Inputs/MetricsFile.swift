import KubernetesModel
import PolicyEngine

extension MetricsFormat {
    /// Pedigree's own: rows with the fields that the statement has.
    static let metrics = MetricsFormat(
        name: "metrics", summary: "{\"metrics\": [{\"name\", \"value\", \"slice\", …}]}",
        fits: { $0["metrics"]?.isArray ?? false },
        read: { input, root throws(AttestError) in try MetricsFile(input: input).read(root) })
}

private struct MetricsFile {
    let input: AttestInput

    func read(_ root: Node) throws(AttestError) -> MeasuredMetrics {
        try onlyKnown(root, ["metrics", "startedOn", "finishedOn", "dataset"])
        guard let list = root["metrics"], list.isArray else { throw input.error(root["metrics"] ?? root, noList) }
        let dataset = try text(root, "dataset")
        var rows: [MetricRow] = []
        for node in list.elements {
            var row = try row(node)
            row.dataset = row.dataset ?? dataset
            rows.append(row)
        }
        return MeasuredMetrics(
            rows: rows, startedOn: try time(root, "startedOn"), finishedOn: try time(root, "finishedOn"))
    }

    private func row(_ node: Node) throws(AttestError) -> MetricRow {
        guard node.isObject else { throw input.error(node, noRow) }
        try onlyKnown(
            node, ["name", "slice", "value", "dataset", "sampleCount", "threshold", "confidenceInterval"])
        guard let name = try text(node, "name") else { throw input.error(node, noName) }
        guard let value = node["value"] else { throw input.error(node, noValue) }
        return MetricRow(
            name: name, slice: try text(node, "slice"), value: try decimal(value), dataset: try text(node, "dataset"),
            sampleCount: try count(node["sampleCount"]), threshold: try threshold(node["threshold"]),
            confidenceInterval: try interval(node["confidenceInterval"]))
    }

    private func threshold(_ node: Node?) throws(AttestError) -> MetricRow.Threshold? {
        guard let node else { return nil }
        try onlyKnown(node, ["op", "value"])
        guard let comparison = node["op"]?.string.flatMap(MetricRow.Comparison.init), let value = node["value"] else {
            throw input.error(node, noThreshold)
        }
        return MetricRow.Threshold(comparison: comparison, value: try decimal(value))
    }

    private func interval(_ node: Node?) throws(AttestError) -> MetricRow.Interval? {
        guard let node else { return nil }
        try onlyKnown(node, ["lower", "upper"])
        guard let lower = node["lower"], let upper = node["upper"] else { throw input.error(node, noInterval) }
        return MetricRow.Interval(lower: try decimal(lower), upper: try decimal(upper))
    }

    private func decimal(_ node: Node) throws(AttestError) -> DecimalText {
        guard let value = DecimalText(node) else { throw input.error(node, noDecimal) }
        return value
    }

    private func count(_ node: Node?) throws(AttestError) -> Int? {
        guard let node else { return nil }
        guard let count = node.int, count >= 0 else { throw input.error(node, noCount) }
        return count
    }

    private func text(_ node: Node, _ key: String) throws(AttestError) -> String? {
        guard let value = node[key], !value.isNull else { return nil }
        guard let text = value.nonEmptyString else { throw input.error(value, noText) }
        return text
    }

    private func time(_ node: Node, _ key: String) throws(AttestError) -> String? {
        guard let value = try text(node, key) else { return nil }
        guard Moment(value) != nil else { throw input.error(node[key], Moment.expected) }
        return value
    }

    /// A misspelt field would be left out in silence.
    private func onlyKnown(_ node: Node, _ known: [String]) throws(AttestError) {
        guard node.isObject else { throw input.error(node, noRow) }
        for member in node.members where !known.contains(member.key) {
            throw input.error(member.value, unknownField(member.key, known))
        }
    }
}

private let noList = "metrics must be a list of objects, each with name and value"
private let noRow = "an object was expected"
private let noName = "a metric needs a name"
private let noValue = "a metric needs a value"
private let noText = "a text that is not empty was expected"
private let noCount = "sampleCount must be a whole number of samples"
private let noThreshold = "a threshold is {\"op\": \">=\", \"value\": 0.95}, with one of >=, <=, > and <"
private let noInterval = "a confidenceInterval is {\"lower\": 0.94, \"upper\": 0.99}"
let noDecimal = "a decimal number was expected, such as 0.9733; NaN, infinity, hex and a leading + are none"
private func unknownField(_ key: String, _ known: [String]) -> String {
    let hint = NearestWord.to(key, in: known).map { "; did you mean \($0)?" } ?? ""
    return "there is no field \(quoted(key, limit: 60)) here\(hint) (\(known.joined(separator: ", ")))"
}
