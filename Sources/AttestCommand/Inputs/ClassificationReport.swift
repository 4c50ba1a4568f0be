import KubernetesModel

extension MetricsFormat {
    /// scikit-learn's `classification_report(…, output_dict=True)`: each class becomes the slice `class=LABEL`.
    static let classificationReport = MetricsFormat(
        name: "classification-report", summary: "scikit-learn's classification_report as a dict",
        fits: { root in root.members.contains { $0.value["f1-score"] != nil && $0.value["support"] != nil } },
        read: { input, root throws(AttestError) in
            var rows: [MetricRow] = []
            let samples = try support(of: root["weighted avg"] ?? root["macro avg"], input)
            for member in root.members {
                let (key, value) = (member.key, member.value)
                if value.isObject {
                    rows += try reported(of: value, named: key, input)
                } else {
                    guard let number = DecimalText(value) else { throw input.error(value, noDecimal) }
                    rows.append(MetricRow(name: key, value: number, sampleCount: samples))
                }
            }
            return MeasuredMetrics(rows: rows)
        })
}

/// Rows of one class, or of one average over them all.
private func reported(
    of report: Node, named label: String, _ input: AttestInput
) throws(AttestError) -> [MetricRow] {
    let samples = try support(of: report, input)
    let average = averages[label]
    var rows: [MetricRow] = []
    for member in report.members where member.key != "support" {
        guard let value = DecimalText(member.value) else { throw input.error(member.value, noDecimal) }
        let name = member.key == "f1-score" ? "f1_score" : member.key
        rows.append(
            MetricRow(
                name: average.map { "\(name)_\($0)" } ?? name, slice: average == nil ? "class=\(label)" : nil,
                value: value, sampleCount: samples))
    }
    return rows
}

/// scikit-learn writes 50, or 50.0 where the samples are weighted.
private func support(of report: Node?, _ input: AttestInput) throws(AttestError) -> Int? {
    guard let node = report?["support"], !node.isNull else { return nil }
    guard let count = node.int, count >= 0 else { throw input.error(node, noSupport) }
    return count
}

/// As scikit-learn's scorers are called: f1_macro, f1_weighted.
private let averages = [
    "micro avg": "micro", "macro avg": "macro", "weighted avg": "weighted", "samples avg": "samples",
]
private let noSupport = "support must be a whole number of samples; weighted samples are not counted"
