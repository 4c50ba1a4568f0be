import Attestation
import KubernetesModel

/// What an evaluation measured, whatever format says it.
package struct Evaluation: Sendable {
    package struct Row: Sendable, Hashable {
        package var name: String
        /// nil: the whole data.
        package var slice: String?
        /// The name of the dataset that it was measured on; nil where the evaluation does not say.
        package var dataset: String?
        package var value: ExactDecimal
        package var sampleCount: Int?
    }

    /// A value of the model that it was compared with.
    package struct Comparison: Sendable, Hashable {
        package var name: String
        package var slice: String?
        package var value: ExactDecimal
    }

    package struct Baseline: Sendable, Hashable {
        package var model: ResourceDescriptor
        package var comparisons: [Comparison]
    }

    package var finishedOn: Timestamp?
    /// What it was run with: suites, and whatever the model was evaluated together with.
    package var configuration: [ResourceDescriptor] = []
    package var datasets: [ResourceDescriptor] = []
    /// No two with the same name, slice and dataset.
    package private(set) var rows: [Row] = []
    package var baseline: Baseline?
    /// Why the evaluation itself says that the model failed; nil where it does not. What it says of success decides
    /// nothing.
    package var failure: String?
    private var places: [String: [Int]] = [:]

    init() {}

    /// The rows of one metric, in their order.
    package func rows(named name: String) -> [Row] { (places[name] ?? []).map { rows[$0] } }

    /// INVARIANT: a metric stands once for a slice and a dataset, or whoever reads it could pick the better one.
    mutating func setRows(_ all: [Row]) throws(MalformedPredicate) {
        var seen: Set<[String?]> = []
        for row in all {
            guard seen.insert([row.name, row.slice, row.dataset]).inserted else {
                throw MalformedPredicate("it gives \(row.title) more than once")
            }
            places[row.name, default: []].append(rows.count)
            rows.append(row)
        }
    }

    /// The name under which the data of a row stands, where it says or there is only one.
    package func dataset(of row: Row) -> ResourceDescriptor? {
        guard let name = row.dataset else { return datasets.count == 1 ? datasets.first : nil }
        let named = datasets.filter { $0.name == name }
        return named.count == 1 ? named.first : nil
    }
}

extension Evaluation.Row {
    /// `f1_score` or `f1_score of region=emea`.
    package var title: String {
        let metric = printable(name, limit: 60)
        return slice.map { "\(metric) of \(printable($0, limit: 60))" } ?? metric
    }
}
