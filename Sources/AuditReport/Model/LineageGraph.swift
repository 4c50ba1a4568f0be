import KubernetesModel

/// What a model comes from and what it has become, as a drawing shows it: data, code, run, model, evaluation, workload.
///
/// INVARIANT: edges lead from what was before to what came of it, and no way leads back.
package struct LineageGraph: Sendable, Hashable {
    package var nodes: [Node] = []
    package var edges: [Edge] = []

    package init() {}

    package struct Node: Sendable, Hashable {
        package var kind: Kind
        /// Short: it stands in a box.
        package var title: String
        /// Under the title, where there is room: a version, the beginning of a digest.
        package var subtitle: String
        /// All that is known, for whoever asks further: label and value.
        package var details: [Detail]
        package var trust: Trust

        package init(
            kind: Kind, title: String, subtitle: String = "", details: [Detail] = [], trust: Trust = .declared
        ) {
            self.kind = kind
            self.title = title
            self.subtitle = subtitle
            self.details = details
            self.trust = trust
        }
    }

    package struct Detail: Sendable, Hashable {
        package var label: String
        package var value: String

        package init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    package struct Edge: Sendable, Hashable {
        /// Places in `nodes`.
        package var from: Int
        package var to: Int
        /// `trained on`, `built from`; empty where the kinds say it.
        package var label: String

        package init(from: Int, to: Int, label: String = "") {
            self.from = from
            self.to = to
            self.label = label
        }
    }

    /// In the order in which they are drawn, from what was first.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case data, code, environment, baseModel, run, model, evaluation, workload
    }

    /// Who says that it is so.
    package enum Trust: String, Sendable, Hashable, CaseIterable {
        /// A signature that a TrustRoot vouches for.
        case signed
        /// A tool wrote it down, and nobody signed it.
        case recorded
        /// The manifest says it.
        case declared
        /// Nobody says it: it ought to be there.
        case missing
    }
}
