import KubernetesModel
import Testing

@testable import ModelReferences

/// A reference as one tool was given it, and what it is worth there.
struct Vector: Sendable, CustomTestStringConvertible {
    var consumer: Consumer
    var reference: String
    var revision: String?
    var role: ModelReference.Role
    /// The pinning's name; `invalid` means `mutable` with a reason that begins `invalid:`.
    var expected: String

    init(
        _ consumer: Consumer, _ reference: String, _ expected: String, revision: String? = nil,
        role: ModelReference.Role = .model
    ) {
        self.consumer = consumer
        self.reference = reference
        self.expected = expected
        self.revision = revision
        self.role = role
    }

    var testDescription: String {
        "\(consumer) \(reference)\(revision.map { " revision \($0)" } ?? "") is \(expected)"
    }

    var classification: Classification {
        Classifier.classify(RawReference(reference, consumer: consumer, role: role, revision: revision))
    }

    func check(sourceLocation: SourceLocation = #_sourceLocation) {
        let found = classification
        let isInvalid = found.pinning.reason.hasPrefix("invalid:")
        let name = isInvalid && expected == "invalid" ? "invalid" : found.pinning.name
        #expect(name == expected, "\(found.pinning.reason)", sourceLocation: sourceLocation)
        guard expected == "mutable" else { return }
        #expect(!isInvalid, "\(found.pinning.reason)", sourceLocation: sourceLocation)
    }
}

let commit = "27dcfa74d334bc871f3234de431e71c6eeba5dd6"
let sha256 = String(repeating: "a", count: 64)
let runID = "0123456789abcdef0123456789abcdef"
