import KubernetesModel
import ModelReferences

/// What happens when a rule finds something, as in ValidatingAdmissionPolicy (Kubernetes API, `validationActions`).
package enum ValidationAction: String, Sendable, Hashable, CaseIterable, Comparable {
    case audit = "Audit"
    case warn = "Warn"
    case deny = "Deny"

    package static func < (left: ValidationAction, right: ValidationAction) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .audit: 0
        case .warn: 1
        case .deny: 2
        }
    }
}

/// A stable code for one kind of finding, such as `pinnedModel.mutable`; each has a page in `docs/`.
package struct ReasonCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible, Comparable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package var description: String { rawValue }
    /// The rule in front of the dot: `pinnedModel`.
    package var rule: String { String(rawValue.prefix { $0 != "." }) }
    package static func < (left: ReasonCode, right: ReasonCode) -> Bool { left.rawValue < right.rawValue }
}

/// One thing that a rule has against an object: what, where, why, and how to mend it, in one line.
package struct Finding: Sendable, Hashable {
    package var code: ReasonCode
    /// The field; empty where the finding is about the whole object.
    package var path: FieldPath
    package var position: SourcePosition
    /// What, why and how to mend it, without the path in front and without the code behind; no newlines.
    package var message: String
    package var policy: String
    package var action: ValidationAction

    package init(
        code: ReasonCode, path: FieldPath, position: SourcePosition, message: String, policy: String,
        action: ValidationAction
    ) {
        self.code = code
        self.path = path
        self.position = position
        self.message = message
        self.policy = policy
        self.action = action
    }

    /// The line that a user of kubectl reads: `path: message [code]`.
    package var line: String {
        path.description.isEmpty ? "\(message) [\(code)]" : "\(path): \(message) [\(code)]"
    }
}

/// Allowed or denied. *Could not decide* is no verdict: it is `Undecided`.
package enum Verdict: String, Sendable, Hashable {
    case allowed, denied
}

/// Why nothing could be decided; it fails closed, and is never mixed up with a denial.
package struct Undecided: Error, Sendable, Hashable, CustomStringConvertible {
    /// `evidence.unreachable`, `record.unavailable`, `object.unknownVersion`, `object.malformed`, …
    package var code: ReasonCode
    package var message: String
    /// What further evidence could change; nil where none could.
    package var sought: SoughtEvidence?
    /// An object of the cluster that the answer depends on; nil where there is none.
    package var soughtObject: SoughtObject?

    package init(code: ReasonCode, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(message) [\(code)]" }
}
