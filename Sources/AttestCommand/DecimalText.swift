import KubernetesModel
import PolicyEngine

/// A number as a statement carries it: the digits of the input, none added and none lost.
///
/// A binary fraction would be another number than the one that was measured, and NaN compares with nothing.
package struct DecimalText: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    let value: ExactDecimal

    /// nil where `text` is no number that a policy could compare.
    package init?(_ text: String) {
        guard let value = ExactDecimal(text) else { return nil }
        self.value = value
        description = text
    }

    /// A JSON number, or a string that holds one.
    init?(_ node: Node) {
        guard let text = node.numberText ?? node.nonEmptyString else { return nil }
        self.init(text)
    }
}

extension MetricRow {
    /// Whether it is what its producer asked of it; nil where nothing was asked.
    var meetsThreshold: Bool? {
        guard let threshold else { return nil }
        let (own, bound) = (value.value, threshold.value.value)
        return switch threshold.comparison {
        case .atLeast: own >= bound
        case .atMost: own <= bound
        case .above: own > bound
        case .below: own < bound
        }
    }
}
