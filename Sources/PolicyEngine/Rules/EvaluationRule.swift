import Attestation
import KubernetesModel

/// A signed evaluation must say that the model is good enough, slice by slice, and no worse than what it replaces.
package struct EvaluationRule: Sendable, Hashable {
    package static let name = "evaluation"

    package var demand: EvidenceDemand
    /// nil: any data.
    package var dataset: Digest?
    /// nil: any suite.
    package var suite: Digest?
    /// Empty: any model.
    package var models: [Glob]
    package var metrics: [Metric]
    /// Whether the data must differ from what the model was trained on.
    package var needsSeparateData: Bool
    package var baseline: Baseline?

    package init(
        demand: EvidenceDemand, dataset: Digest? = nil, suite: Digest? = nil, models: [Glob] = [],
        metrics: [Metric] = [], needsSeparateData: Bool = false, baseline: Baseline? = nil
    ) {
        self.demand = demand
        self.dataset = dataset
        self.suite = suite
        self.models = models
        self.metrics = metrics
        self.needsSeparateData = needsSeparateData
        self.baseline = baseline
    }

    /// What one metric must reach.
    package struct Metric: Sendable, Hashable {
        package var name: String
        /// Empty: the whole data.
        package var slices: [Glob]
        package var min: ExactDecimal?
        package var max: ExactDecimal?
        package var minSamples: Int?

        package init(
            name: String, slices: [Glob] = [], min: ExactDecimal? = nil, max: ExactDecimal? = nil,
            minSamples: Int? = nil
        ) {
            self.name = name
            self.slices = slices
            self.min = min
            self.max = max
            self.minSamples = minSamples
        }
    }

    /// How much worse than the replaced model it may be.
    package struct Baseline: Sendable, Hashable {
        package var maxRegression: [String: ExactDecimal]
        package var allowsMissing: Bool
        /// How far back models count that were live; nil: the replaced one alone.
        package var window: Lifetime?
        /// One version that stands for whatever is replaced; nil: the replaced one itself.
        package var model: String?

        package init(
            maxRegression: [String: ExactDecimal], allowsMissing: Bool = true, window: Lifetime? = nil,
            model: String? = nil
        ) {
            self.maxRegression = maxRegression
            self.allowsMissing = allowsMissing
            self.window = window
            self.model = model
        }
    }
}

extension EvaluationRule {
    /// What an evaluation may be written as.
    static let predicateTypes: Set<String> = [
        PredicateType.modelEvaluation, PredicateType.testResult, PredicateType.cycloneDX,
    ]
}
