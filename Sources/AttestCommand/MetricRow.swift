/// One number that was measured, over everything or over one slice of the data.
package struct MetricRow: Sendable, Hashable {
    package var name: String
    /// `region=emea`; nil for the whole of the data.
    package var slice: String?
    package var value: DecimalText
    /// The name of the dataset that it was measured on; nil until the statement's only one is put in.
    package var dataset: String?
    package var sampleCount: Int?
    package var threshold: Threshold?
    package var confidenceInterval: Interval?

    package init(
        name: String, slice: String? = nil, value: DecimalText, dataset: String? = nil, sampleCount: Int? = nil,
        threshold: Threshold? = nil, confidenceInterval: Interval? = nil
    ) {
        self.name = name
        self.slice = slice
        self.value = value
        self.dataset = dataset
        self.sampleCount = sampleCount
        self.threshold = threshold
        self.confidenceInterval = confidenceInterval
    }

    /// What the producer asked of it; a policy asks for itself.
    package struct Threshold: Sendable, Hashable {
        package var comparison: Comparison
        package var value: DecimalText
    }

    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
    }

    package struct Interval: Sendable, Hashable {
        package var lower: DecimalText
        package var upper: DecimalText
    }

    /// `accuracy[region=emea]`, as tests are named.
    package var title: String { slice.map { "\(name)[\($0)]" } ?? name }

    /// What makes two rows the same measurement.
    var key: [String?] { [name, slice, dataset] }
}

/// What one file says of an evaluation.
package struct MeasuredMetrics: Sendable {
    package var rows: [MetricRow]
    /// RFC 3339, where the file says so.
    package var startedOn: String?
    package var finishedOn: String?
    /// The run that measured, as a URI: `runs:/318124e3abf44e959d09dd50c696a07e`.
    package var run: String?
}
