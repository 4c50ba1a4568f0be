import CheckCommand
import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// A way to write histories. One file and one line in `all` each.
package struct HistoryFormat: Sendable {
    package var name: String
    /// One sentence for the help.
    package var summary: String
    package var write: @Sendable ([WorkloadHistory]) -> String

    package static let all = [text, json, csv, markdown]
    package static func named(_ name: String) -> HistoryFormat? { all.first { $0.name == name } }
}

extension WorkloadHistory.Metric {
    /// `f1_score of region=emea`.
    var title: String {
        let name = printable(self.name, limit: 60)
        return slice.map { "\(name) of \(printable($0, limit: 60))" } ?? name
    }

    /// `f1_score 0.941 (+0.013)`.
    var words: String {
        guard let change else { return "\(title) \(value)" }
        return "\(title) \(value) (\(change < .zero || change == .zero ? "" : "+")\(change))"
    }
}

extension WorkloadHistory.State {
    /// `alice (UPDATE), by Argo CD Application fraud`.
    var deployer: String {
        guard let decision else { return nobodyKnown }
        let user = decision.user.isEmpty ? nobodyKnown : printable(decision.user, limit: 200)
        let gitOps = decision.gitOps.map { ", from Git by \($0)" } ?? ""
        return "\(user) (\(printable(decision.operation, limit: 20)))\(gitOps)"
    }

    var admissionWords: String {
        switch admission {
        case .allowed: "let in with nothing against it"
        case .tolerated: "let in although something was found"
        case .child: "let in because its owner was"
        case .denied: "not let in"
        case .found: "there before the record began"
        }
    }
}

extension WorkloadHistory.Refusal {
    /// `refused 3 times`.
    var verb: String {
        let times = count == 1 ? "" : " \(count) times"
        return (isUndecided ? "undecided" : "refused") + times
    }

    var modelNames: [String] { models.map(\.served.value) }
}

// MARK: - What the user reads

private let nobodyKnown = "nobody known"
