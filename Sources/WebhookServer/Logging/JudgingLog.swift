import EvidenceStores
import Logging

/// What the log says when policies or evidence change.
enum JudgingLog {
    static func report(_ look: JudgingWatcher.Look, to log: Logger) {
        if let error = look.policies?.lastError {
            log.error("the policies were not reloaded; the old set stays", metadata: ["error": "\(error)"])
        } else if let refusal = look.refusal, look.policies != nil {
            log.error("the policies were not taken over; the old set stays", metadata: ["error": "\(refusal)"])
        } else if let digest = look.digest {
            log.notice("the policies were reloaded", metadata: ["digest": "\(digest)"])
        }
        for trouble in look.keys ?? [] {
            log.error("keys of a trust root cannot be fetched", metadata: ["error": "\(trouble)"])
        }
        if look.keys?.isEmpty == true { log.notice("the keys of the trust roots were fetched") }
        for source in look.evidence?.sources ?? [] { report(source, to: log) }
    }

    private static func report(_ source: EvidenceSummary.Source, to log: Logger) {
        var metadata: Logger.Metadata = ["source": "\(source.name)", "place": "\(source.place)"]
        if let failure = source.failure {
            metadata["error"] = "\(failure)"
            log.error("evidence cannot be read; what was there before stays in use", metadata: metadata)
            return
        }
        metadata["verified"] = "\(source.verified)"
        metadata["untrusted"] = "\(source.untrusted)"
        metadata["invalid"] = "\(source.invalid)"
        metadata["unsigned"] = "\(source.unsigned)"
        metadata["problems"] = "\(source.problemCount)"
        log.notice("evidence was read", metadata: metadata)
        for problem in source.problems.prefix(mostProblems) {
            log.warning(
                "evidence that cannot be used",
                metadata: ["source": "\(source.name)", "place": "\(problem.place)", "error": "\(problem.reason)"])
        }
    }

    /// `pedigree doctor` names the others.
    private static let mostProblems = 10
}
