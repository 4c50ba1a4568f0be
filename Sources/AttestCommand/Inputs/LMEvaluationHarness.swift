import FoundationEssentials
import KubernetesModel

extension MetricsFormat {
    /// A `results_*.json` of lm-evaluation-harness 0.4: each task becomes the slice `task=NAME`.
    static let lmEvaluationHarness = MetricsFormat(
        name: "lm-evaluation-harness", summary: "results_*.json of lm-evaluation-harness",
        fits: { root in
            root["results"]?.members.contains { $0.value.members.contains { $0.key.contains(",") } } ?? false
        },
        read: { input, root throws(AttestError) in
            guard let results = root["results"], results.isObject else { throw input.error(root, noResults) }
            var rows: [MetricRow] = []
            for task in results.members {
                let counts = root["n-samples"]?[task.key]
                for metric in task.value.members {
                    guard let (name, filter) = parts(of: metric.key) else { continue }
                    guard let value = DecimalText(metric.value) else { throw input.error(metric.value, noDecimal) }
                    let slice = filter == "none" ? "task=\(task.key)" : "task=\(task.key),filter=\(filter)"
                    rows.append(
                        MetricRow(
                            name: name, slice: slice, value: value,
                            sampleCount: (counts?["effective"] ?? counts?["original"])?.int))
                }
            }
            let (start, end) = times(root)
            return MeasuredMetrics(rows: rows, startedOn: start?.text, finishedOn: end?.text)
        })
}

/// `acc,none` is the metric `acc` after the filter `none`; `alias`, `sample_len` and standard errors are no metrics.
private func parts(of key: String) -> (name: String, filter: String)? {
    let parts = key.split(separator: ",", maxSplits: 1).map(String.init)
    guard parts.count == 2, !parts[0].hasSuffix("_stderr") else { return nil }
    return (parts[0], parts[1])
}

/// `date` is the second at which it began; how long it took stands beside it as text.
private func times(_ root: Node) -> (Moment?, Moment?) {
    guard let start = root["date"]?.numberText.flatMap(Double.init), (0...253_402_300_799).contains(start) else {
        return (nil, nil)
    }
    let begun = Moment(Date(timeIntervalSince1970: start.rounded(.down)))
    guard let time = root["total_evaluation_time_seconds"]?.scalarText.flatMap(Double.init),
        (0...31_536_000).contains(time)
    else { return (begun, nil) }
    return (begun, Moment(Date(timeIntervalSince1970: (start + time).rounded(.down))))
}

private let noResults =
    "this is no result of lm-evaluation-harness: `results` with one object for each task was expected"
