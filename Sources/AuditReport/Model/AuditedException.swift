import FoundationEssentials
import PolicyEngine

/// A PolicyException, and what it does today.
package struct AuditedException: Sendable, Hashable {
    package var exception: PolicyException
    package var state: State
    /// What it waives something of: `InferenceService.serving.kserve.io ml-prod/churn`, sorted.
    package var workloads: [String]

    package enum State: String, Sendable, Hashable, CaseIterable {
        /// It waives something now.
        case live
        /// The same, and it ends within 30 days.
        case expiring
        /// It holds, and waives nothing of what was looked at.
        case unused
        /// It has ended.
        case expired
    }

    package init(_ exception: PolicyException, state: State, workloads: [String] = []) {
        self.exception = exception
        self.state = state
        self.workloads = workloads
    }
}

/// What was refused, by reason and by day.
package struct DenialHistory: Sendable, Hashable {
    /// By day (UTC), the oldest first; days without a denial between them stand in it as well.
    package var days: [Day] = []
    /// Of all days, by reason code, the most frequent first.
    package var reasons: [Count] = []
    /// By namespace, the most frequent first; at most a hundred.
    package var namespaces: [Count] = []
    /// Whose writes were refused, the most frequent first; at most a hundred. Denials that the log only counts name nobody.
    package var users: [Count] = []
    /// Denials; one can have several reasons.
    package var total = 0
    /// Requests that nobody could decide.
    package var undecided = 0

    package init() {}

    package struct Day: Sendable, Hashable {
        /// Its beginning.
        package var date: Date
        package var total: Int
        package var counts: [Count]

        package init(date: Date, total: Int, counts: [Count]) {
            self.date = date
            self.total = total
            self.counts = counts
        }
    }

    package struct Count: Sendable, Hashable {
        package var name: String
        package var count: Int

        package init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }
}

/// One metric of one model over its versions.
package struct MetricSeries: Sendable, Hashable {
    /// What all versions have in common: `s3://ml-models-prod/fraud-detector`.
    package var model: String
    package var metric: String
    /// nil: the whole data.
    package var slice: String?
    /// In the order of time.
    package var points: [Point]

    package init(model: String, metric: String, slice: String? = nil, points: [Point] = []) {
        self.model = model
        self.metric = metric
        self.slice = slice
        self.points = points
    }

    package struct Point: Sendable, Hashable {
        /// What tells it from the others: `v47`, or the beginning of a digest.
        package var version: String
        /// When it was evaluated; nil where the evaluation does not say.
        package var time: Date?
        package var value: ExactDecimal
        /// Whether a workload of this audit serves it.
        package var isLive: Bool

        package init(version: String, time: Date?, value: ExactDecimal, isLive: Bool) {
            self.version = version
            self.time = time
            self.value = value
            self.isLive = isLive
        }
    }
}
