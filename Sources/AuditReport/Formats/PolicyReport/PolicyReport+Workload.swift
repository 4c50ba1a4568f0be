import Attestation
import CheckCommand
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

extension PolicyReport {
    /// What an audit found about one workload; nil where the workload has no name yet.
    package init?(_ workload: AuditedWorkload, of source: Audit.Source) {
        let identity = workload.identity
        guard let name = identity.name, !name.isEmpty else { return nil }
        let uid = source == .cluster ? workload.uid : nil
        scope = Scope(
            apiVersion: Self.text(identity.gvk.apiVersion), kind: Self.text(identity.gvk.kind),
            namespace: identity.namespace.map { Self.text($0) }, name: Self.text(name), uid: uid)
        namespace = scope.namespace
        let kind = WorkloadKind.find(group: identity.gvk.group, kind: identity.gvk.kind)
        isClusterScoped = namespace == nil && (source == .cluster || kind?.isNamespaced == false)
        isOwned = uid != nil
        self.name = Self.name(workload)
        let all = Self.results(workload)
        for result in all { summary.counts[result.outcome, default: 0] += 1 }
        results = Array(all.prefix(Self.limit))
        omitted = all.count - results.count
    }

    /// `pedigree-deployment-UID`; what has no uid is told by its identity. It is a name that an API server takes.
    private static func name(_ workload: AuditedWorkload) -> String {
        let kind = workload.identity.gvk.kind.lowercased().utf8.filter {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        let key = workload.uid.flatMap { isNamePart($0) ? $0 : nil } ?? digest(of: workload.identity)
        return "pedigree-\(String(decoding: kind.prefix(60), as: UTF8.self))-\(key)"
    }

    private static func isNamePart(_ uid: String) -> Bool {
        (1...64).contains(uid.utf8.count)
            && uid.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
            && uid.utf8.first != 0x2D && uid.utf8.last != 0x2D
    }

    private static func digest(of identity: ObjectIdentity) -> String {
        String(ContentDigest.sha256(Array(identity.description.utf8)).hex.prefix(32))
    }

    // MARK: Results

    private static func results(_ workload: AuditedWorkload) -> [Result] {
        var results = workload.findings.map(result)
        if case .undecided(let reason) = workload.judgement {
            results.append(
                Result(
                    policy: workload.policies.first.map { text($0) } ?? own, rule: "decision", outcome: .error,
                    severity: .high, isScored: true, message: text(reason), properties: [:]))
        }
        results += workload.drift.map { drift in
            Result(
                policy: own, rule: "drift", outcome: .warn, severity: .medium, isScored: false,
                message: text(drift.message),
                properties: properties(["kind": drift.kind.rawValue, "path": drift.path]))
        }
        results += workload.notEvaluated.map(result)
        results += workload.exceptions.map { name in
            Result(
                policy: own, rule: "exception", outcome: .skip, severity: .low, isScored: false, message: waived(name),
                properties: properties(["exception": name]))
        }
        if workload.isUncovered {
            results.append(
                Result(
                    policy: own, rule: "coverage", outcome: .skip, severity: .medium, isScored: false,
                    message: uncovered, properties: [:]))
        }
        results += passes(workload)
        return PolicyReport.Outcome.allCases.flatMap { outcome in results.filter { $0.outcome == outcome } }
    }

    /// The policies that matched and have nothing against it.
    private static func passes(_ workload: AuditedWorkload) -> [Result] {
        guard case .undecided = workload.judgement else {
            let objecting = Set(workload.findings.map(\.policy))
            return workload.policies.filter { !objecting.contains($0) }.map {
                Result(
                    policy: text($0), rule: "", outcome: .pass, severity: .low, isScored: true, message: nothing,
                    properties: [:])
            }
        }
        return []
    }

    private static func result(_ finding: Finding) -> Result {
        let denies = finding.action == .deny
        return Result(
            policy: text(finding.policy), rule: finding.code.rule, outcome: denies ? .fail : .warn,
            severity: denies ? .high : finding.action == .warn ? .medium : .low, isScored: denies,
            message: text(finding.message),
            properties: properties([
                "code": finding.code.rawValue, "path": finding.path.description, "action": finding.action.rawValue,
            ]))
    }

    private static func result(_ note: Review.NotEvaluated) -> Result {
        Result(
            policy: text(note.policy), rule: text(note.rule), outcome: .skip, severity: .low, isScored: false,
            message: text(note.reason), properties: [:])
    }

    private static func properties(_ texts: [String: String]) -> [String: String] {
        texts.filter { !$0.value.isEmpty }.mapValues { text($0) }
    }

    /// Text from outside on one line, of no more than a KiB, without what a terminal or a YAML parser acts on.
    private static func text(_ text: String) -> String {
        let escaped = TerminalText.escape(text).unicodeScalars
        var (kept, bytes) = (String.UnicodeScalarView(), 0)
        for scalar in escaped {
            // YAML 1.2 section 5.1: what no document may hold.
            let isCharacter = scalar.value & 0xFFFE != 0xFFFE
            let scalar = isCharacter ? scalar : "\u{FFFD}"
            bytes += UTF8.width(scalar)
            guard bytes <= mostBytes else {
                kept.append("…")
                break
            }
            kept.append(scalar)
        }
        return String(kept)
    }

    private static let mostBytes = 1020
    /// What stands in the place of a policy where no policy says it.
    private static let own = "pedigree"
}

// What a user of PolicyReports reads.

private let nothing = "this policy has nothing against it"
private let uncovered = "it refers to models, and no policy is about it: name its namespace or its kind in a policy"
private func waived(_ name: String) -> String {
    "the PolicyException \(printable(name, limit: 120)) waives findings of it"
}
