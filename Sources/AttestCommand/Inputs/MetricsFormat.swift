import KubernetesModel

/// A form in which tools write down what they have measured. One file and one line in `all` each.
package struct MetricsFormat: Sendable {
    /// As `--format` takes it.
    package var name: String
    /// Half a sentence for the help.
    package var summary: String
    /// Whether a document has this form.
    var fits: @Sendable (Node) -> Bool
    var read: @Sendable (AttestInput, Node) throws(AttestError) -> MeasuredMetrics

    /// In the order in which they are tried.
    package static let all = [metrics, mlflowRun, lmEvaluationHarness, classificationReport]

    package static func named(_ name: String) -> MetricsFormat? { all.first { $0.name == name } }

    /// What the file says, in the form that is named, or else in the one that it has.
    package static func read(
        _ input: AttestInput, as format: MetricsFormat? = nil
    ) throws(AttestError) -> MeasuredMetrics {
        let root = try input.json()
        guard root.isObject else { throw input.error(root, noObject) }
        guard let format = format ?? all.first(where: { $0.fits(root) }) else { throw input.error(root, unknownForm) }
        let measured = try format.read(input, root)
        guard !measured.rows.isEmpty else { throw input.error(root, noMetric(format)) }
        return measured
    }
}

private let noObject = "an object was expected"
private let knownForms = MetricsFormat.all.map { "\($0.name): \($0.summary)" }.joined(separator: "; ")
private let unknownForm =
    "this has none of the known forms (\(knownForms)); "
    + "write {\"metrics\": [{\"name\": \"f1_score\", \"value\": 0.93, \"slice\": \"region=emea\"}]}"
private func noMetric(_ format: MetricsFormat) -> String { "there is no metric in it (read as \(format.name))" }
