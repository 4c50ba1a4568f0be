import EvidenceStores
import KubernetesModel

extension MetricsFormat {
    /// A run of MLflow. Its metrics have no slices; `f1_score/region:emea` is read as the slice `region=emea`.
    static let mlflowRun = MetricsFormat(
        name: "mlflow-run", summary: "a run of MLflow, from runs/get or run.to_dictionary()",
        fits: { MLflowRun.parse($0) != nil },
        read: { input, root throws(AttestError) in
            let run = try MLflowRun.finished(input, root)
            var rows: [MetricRow] = []
            for metric in run.metrics {
                guard let value = DecimalText(metric.value) else { throw input.error(metric.value, noDecimal) }
                let (name, slice) = parts(of: metric.key)
                rows.append(MetricRow(name: name, slice: slice, value: value))
            }
            return MeasuredMetrics(
                rows: rows, startedOn: run.startTime.flatMap(Moment.init(milliseconds:))?.text,
                finishedOn: run.endTime.flatMap(Moment.init(milliseconds:))?.text, run: "runs:/\(run.runID)")
        })
}

extension MLflowRun {
    /// A run that came to its good end and was not deleted since.
    static func finished(_ input: AttestInput, _ root: Node) throws(AttestError) -> MLflowRun {
        guard let run = parse(root) else { throw input.error(root, noRun) }
        guard run.status == "FINISHED" else { throw input.error(root, notFinished(run.status ?? "unknown")) }
        guard run.lifecycleStage == nil || run.lifecycleStage == "active" else { throw input.error(root, deleted) }
        return run
    }
}

/// MLflow allows `/` and `:` in the names of metrics, and no `=`.
private func parts(of key: String) -> (name: String, slice: String?) {
    guard let slash = key.lastIndex(of: "/") else { return (key, nil) }
    let (name, rest) = (key[..<slash], key[key.index(after: slash)...])
    guard !name.isEmpty, let colon = rest.firstIndex(of: ":"), colon != rest.startIndex,
        rest.index(after: colon) != rest.endIndex
    else { return (key, nil) }
    return (String(name), "\(rest[..<colon])=\(rest[rest.index(after: colon)...])")
}

private let noRun = "this is no run of MLflow: `info` with a run_id and `data` were expected, as runs/get gives them"
private let deleted = "the run was deleted in MLflow"
private func notFinished(_ status: String) -> String {
    "the run's status is \(status); only a FINISHED run says what came of it"
}
