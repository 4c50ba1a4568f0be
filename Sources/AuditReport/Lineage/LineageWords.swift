import CheckCommand
import KubernetesModel

// What a user reads of a graph, in every form of it.

extension LineageGraph.Kind {
    /// Over the title of a box.
    package var title: String {
        switch self {
        case .data: "data"
        case .code: "code"
        case .environment: "environment"
        case .baseModel: "base model"
        case .run: "run"
        case .model: "model"
        case .evaluation: "evaluation"
        case .workload: "workload"
        }
    }
}

extension LineageGraph.Trust {
    /// Beside the kind.
    package var title: String { rawValue }

    /// A sentence of whoever says that it is so.
    package var meaning: String {
        switch self {
        case .signed: "signed by somebody whom a TrustRoot vouches for"
        case .recorded: "written down by a tool, and signed by nobody"
        case .declared: "said by the manifest alone"
        case .missing: "said by nobody; it ought to be there"
        }
    }

    /// One character, for those to whom colours say nothing.
    package var mark: String {
        switch self {
        case .signed: "✓"
        case .recorded: "~"
        case .declared: "·"
        case .missing: "✗"
        }
    }
}

extension LineageGraph {
    /// The whole graph in sentences, for whoever cannot see it drawn.
    package var sentences: String {
        let parts = Kind.allCases.compactMap { kind -> String? in
            let titles = nodes.filter { $0.kind == kind }.map { "\(spoken($0.title)) (\($0.trust.title))" }
            guard !titles.isEmpty else { return nil }
            let shown = titles.prefix(Self.mostSpoken).joined(separator: ", ")
            let more = titles.count > Self.mostSpoken ? " and \(titles.count - Self.mostSpoken) more" : ""
            return "\(kind.title): \(shown)\(more)"
        }
        return parts.isEmpty ? nothing : parts.joined(separator: ". ") + "."
    }

    private static let mostSpoken = 20
}

private func spoken(_ text: String) -> String { TerminalText.escape(printable(text, limit: 120)) }
private let nothing = "Nothing is known."
