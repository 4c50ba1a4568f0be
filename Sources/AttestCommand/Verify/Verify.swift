import Attestation
import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// Verifies one envelope, bundle or model signature, step by step.
package struct Verify: Sendable {
    private let request: VerifyRequest
    private let roots: [TrustRoot]
    private let subject: VerifySubject?
    private let ignoring: [ModelPath]

    /// Reads keys, certificates and policies; throws what makes the question itself unanswerable.
    package init(_ request: VerifyRequest) throws(AttestError) {
        self.request = request
        roots = try VerifyTrust(request: request).roots()
        subject = try request.subject.map { text throws(AttestError) in try VerifySubject(text) }
        var ignoring: [ModelPath] = []
        for text in request.ignoring {
            guard let path = ModelPath(text) else { throw AttestError("--ignore", noPath(text)) }
            ignoring.append(path)
        }
        self.ignoring = ignoring
        guard request.threshold > 0 else { throw AttestError("--threshold", noThreshold) }
    }

    package func run() throws(AttestError) -> VerifyResult {
        let limits = EnvelopeLimits.standard
        let bytes = try InputBytes.read(request.file, limit: limits.bytes)
        var result = VerifyResult(file: request.file)
        do throws(Rejection) {
            let envelope = try Envelope.parse(bytes, limits: limits)
            let verifier = EnvelopeVerifier(trustRoots: roots, threshold: request.threshold)
            (result.report, result.statement) = verifier.report(envelope)
        } catch {
            result.report.reject(error)
        }
        guard let statement = result.statement else { return result }
        let manifest: ModelManifest?
        do throws(Rejection) {
            result.report[.predicateType] = try predicateType(statement.statement)
            result.report[.subject] = try subject?.outcome(statement.statement) ?? .notAsked
            result.report[.signer] = try SignerCheck(roots: roots, request: request).outcome(statement)
            manifest = try self.manifest(statement.statement)
            result.report[.predicate] = try predicate(statement.statement, manifest)
        } catch {
            result.report.reject(error)
            return result
        }
        guard let manifest, let model = request.model else { return result }
        let comparison = try ModelDirectory.compare(
            model, with: manifest, signature: request.file, ignoring: ignoring)
        result.report[.predicate] =
            comparison.problems.isEmpty ? .passed(matching(comparison)) : .failed(different(comparison))
        result.model = comparison
        return result
    }

    /// Step 9: exactly the type that was asked for; a model's files can be checked by a model signature alone.
    private func predicateType(_ statement: Statement) throws(Rejection) -> VerificationReport.Outcome {
        let wanted = request.predicateType ?? (request.model == nil ? nil : PredicateType.modelSignature)
        guard let wanted else { return .notAsked }
        guard statement.predicateType.utf8.elementsEqual(wanted.utf8) else {
            throw Rejection(.predicateType, .invalid, otherType(statement.predicateType, wanted))
        }
        return .passed(wanted)
    }

    private func manifest(_ statement: Statement) throws(Rejection) -> ModelManifest? {
        guard statement.predicateType == PredicateType.modelSignature else { return nil }
        return try ModelManifest.read(statement)
    }

    /// Step 12: whether the predicate is what its type asks for, as the rules read it. Whether it is good enough is a
    /// policy's question.
    private func predicate(
        _ statement: Statement, _ manifest: ModelManifest?
    ) throws(Rejection) -> VerificationReport.Outcome {
        if let manifest { return .passed(listed(manifest)) }
        switch PredicateContent(statement) {
        case .evaluation(let evaluation): return .passed(measured(evaluation))
        case .lineage: return .passed(wellFormed)
        case .malformed(let reason): throw Rejection(.predicate, .invalid, reason)
        case .modelSignature, .other: return .notAsked
        }
    }
}

/// What came of a verification.
package struct VerifyResult: Sendable {
    package var file: String
    package var report = VerificationReport()
    package var statement: VerifiedStatement?
    package var model: ModelDirectory.Comparison?

    package var isVerified: Bool { report.isVerified }
}

// MARK: - What the user reads

private let wellFormed = "well formed; pedigree check asks whether it is enough"
private func measured(_ evaluation: Evaluation) -> String {
    let values = evaluation.rows.count == 1 ? "1 value" : "\(evaluation.rows.count) values"
    let failure = evaluation.failure.map { "; by its own account the model failed: \($0)" } ?? ""
    return "\(values)\(failure); pedigree check asks whether they are enough"
}
private let noThreshold = "at least one key must have signed"
private func noPath(_ text: String) -> String {
    "\(quoted(text)) is no path within a model, such as .cache or notes/todo.txt"
}
private func otherType(_ type: String, _ wanted: String) -> String {
    "its predicateType is \(quoted(type, limit: 100)), not \(printable(wanted, limit: 100))"
}
private func listed(_ manifest: ModelManifest) -> String {
    let files = Set(manifest.resources.map(\.path)).count
    return
        "\(files == 1 ? "1 file" : "\(files) files") listed, and their digest is the subject's; --model compares the files"
}
private func matching(_ comparison: ModelDirectory.Comparison) -> String {
    let files = comparison.matching == 1 ? "1 file is" : "\(comparison.matching) files are"
    guard !comparison.passedOver.isEmpty else { return "\(files) as signed" }
    let others = comparison.passedOver.prefix(8).map { printable($0, limit: 80) }.joined(separator: ", ")
    return "\(files) as signed; not signed, and passed over: \(others)\(comparison.passedOver.count > 8 ? ", …" : "")"
}
private func different(_ comparison: ModelDirectory.Comparison) -> String {
    let shown = comparison.problems.prefix(10).joined(separator: "; ")
    let rest = comparison.problems.count - 10
    return rest > 0 ? "\(shown); and \(rest) more" : shown
}
