import Attestation
import KubernetesModel
import PolicyEngine

/// What `pedigree attest evaluation` was told, as it was written.
package struct EvaluationRequest: Sendable {
    package var subject: String
    package var digest: String?
    package var metrics: String
    package var format: MetricsFormat?
    package var datasets: [String] = []
    package var suite: String?
    package var baseline: String?
    package var baselineDigest: String?
    package var baselineMetrics: String?
    /// `[SLICE=]NUMBER`.
    package var sampleCounts: [String] = []
    /// `FROM=TO`.
    package var renamings: [String] = []
    package var evaluator: String?
    package var url: String?
    package var startedOn: String?
    package var finishedOn: String?

    package init(subject: String, metrics: String) {
        self.subject = subject
        self.metrics = metrics
    }

    /// - Parameters:
    ///   - now: when the evaluation is taken to have ended, where nothing says so.
    ///   - read: gives the bytes of a file.
    package func statement(now: Moment, read: (String) throws(AttestError) -> [UInt8]) throws(AttestError) -> Made {
        let subject = try SubjectArgument.parse(subject, digest: digest)
        let measured = try measure(metrics, read)
        var datasets: [ResourceDescriptor] = []
        for text in self.datasets {
            datasets.append(try DatasetArgument.parse(text, option: "--dataset", read: read))
        }
        var configuration: [ResourceDescriptor] = []
        if let suite {
            var descriptor = try DatasetArgument.parse(suite, option: "--suite", read: read)
            descriptor.name = NamedReference(suite).name ?? "suite"
            configuration.append(descriptor)
        }
        if let run = measured.run { configuration.append(ResourceDescriptor(name: "run", uri: run)) }
        let finished = try Moment.option("--finished-on", finishedOn ?? measured.finishedOn)
        let statement = try EvaluationStatement(
            subject: subject, rows: try counted(measured.rows), datasets: datasets,
            startedOn: try Moment.option("--started-on", startedOn ?? measured.startedOn), finishedOn: finished ?? now,
            configuration: configuration, evaluator: evaluator, url: url, baseline: try baseline(read))
        return Made(statement: statement, notes: finished == nil ? [endIsNow(now)] : [])
    }

    /// A statement, and what its signer should know of it.
    package struct Made: Sendable {
        package var statement: EvaluationStatement
        package var notes: [String]
    }

    private func measure(
        _ file: String, _ read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> MeasuredMetrics {
        var measured = try MetricsFormat.read(AttestInput(name: file, bytes: try read(file)), as: format)
        let names = try Assignment.all(renamings, option: "--rename")
        let known = Set(measured.rows.map(\.name))
        if let unknown = names.keys.sorted().first(where: { !known.contains($0) }) {
            throw AttestError("--rename", noSuchMetric(unknown, file, known))
        }
        for index in measured.rows.indices {
            measured.rows[index].name = names[measured.rows[index].name] ?? measured.rows[index].name
        }
        return measured
    }

    private func counted(_ rows: [MetricRow]) throws(AttestError) -> [MetricRow] {
        var counts: [String?: Int] = [:]
        for text in sampleCounts {
            let mark = text.lastIndex(of: "=")
            let slice = mark.map { String(text[..<$0]) }
            let number = mark.map { String(text[text.index(after: $0)...]) } ?? text
            guard let count = Int(number), count >= 0 else { throw AttestError("--sample-count", notACount(text)) }
            guard rows.contains(where: { $0.slice == slice }) else {
                throw AttestError("--sample-count", noSuchSlice(slice ?? ""))
            }
            counts[slice] = count
        }
        return rows.map { row in
            var row = row
            row.sampleCount = row.sampleCount ?? counts[row.slice]
            return row
        }
    }

    private func baseline(
        _ read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> EvaluationStatement.Baseline? {
        guard let baseline else {
            guard baselineMetrics == nil, baselineDigest == nil else { throw AttestError("--baseline", whichBaseline) }
            return nil
        }
        let model = try SubjectArgument.parse(baseline, digest: baselineDigest, option: "--baseline")
        let rows = try baselineMetrics.map { file throws(AttestError) in try measure(file, read).rows } ?? []
        return EvaluationStatement.Baseline(model: model, rows: rows)
    }
}

extension Moment {
    /// The moment that an option, or the file in its stead, gives.
    static func option(_ option: String, _ text: String?) throws(AttestError) -> Moment? {
        guard let text else { return nil }
        guard let moment = Moment(text) else { throw AttestError(option, "\(quoted(text)): \(Moment.expected)") }
        return moment
    }
}

private let whichBaseline =
    "--baseline-metrics and --baseline-digest say something of a baseline; name it with --baseline"
private func endIsNow(_ now: Moment) -> String {
    "nothing says when the evaluation ended, so that it ended now (\(now.text)); --finished-on says otherwise"
}
private func notACount(_ text: String) -> String {
    "\(quoted(text)) is not [SLICE=]NUMBER, such as 12000 or region=emea=3100"
}
private func noSuchSlice(_ slice: String) -> String {
    slice.isEmpty ? "no metric is over the whole data" : "no metric is of the slice \(quoted(slice))"
}
private func noSuchMetric(_ name: String, _ file: String, _ known: Set<String>) -> String {
    let hint = NearestWord.to(name, in: Array(known)).map { "; did you mean \($0)?" } ?? ""
    return "\(file) has no metric \(quoted(name))\(hint)"
}
