import CheckCommand
import EvidenceStores
import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer
import Testing

@testable import AuditReport

extension AuditFixture {
    /// Text that tries to break out of a terminal, a line of output, HTML, XML, JavaScript, Markdown and a spreadsheet.
    static let bad =
        "=HYPERLINK(\"http://evil.example\",\"x\")\u{1B}[2J\u{1B}]0;owned\u{7}\r\n::error::x,y%0A]]>--><script>alert(1)"
        + "</script><img src=x onerror=alert(1)>&lt;'\"`${7*7}`|**b**_i_[l](javascript:alert(1))@everyone #1 www.evil.example"
        + "\u{202E}\u{85}\u{0}\u{FFFE}\u{2028}\t\u{1F469}\u{200D}\u{1F4BB}"

    /// An audit every text of which is `bad`.
    static func hostile() throws -> Audit {
        var audit = Audit(
            subject: bad, source: .manifests, cluster: bad, time: time,
            policies: CheckReport.PolicySource(origin: bad, names: [bad], digest: bad))
        audit.policyCommit = bad
        audit.sources = [EvidenceSummary.Source(name: bad, place: bad, failure: bad, isLoaded: false)]
        audit.log = LogSummary(title: bad)
        audit.workloads = [workload(.denied), workload(.undecided(bad)), workload(.allowed)]
        audit.coverage.kinds = [kind]
        audit.denials = denials
        audit.exceptions = try AuditedException.State.allCases.map {
            AuditedException(try exception(), state: $0, workloads: [bad])
        }
        audit.series = [
            MetricSeries(
                model: bad, metric: bad, slice: bad,
                points: [MetricSeries.Point(version: bad, time: time, value: .zero, isLive: true)])
        ]
        audit.problems = [InputProblem(file: bad, message: bad)]
        audit.notes = [bad]
        return audit
    }

    /// A graph every text of which is `bad`.
    static var hostileGraph: LineageGraph {
        var graph = LineageGraph()
        graph.nodes = LineageGraph.Kind.allCases.map { kind in
            LineageGraph.Node(
                kind: kind, title: bad, subtitle: bad, details: [LineageGraph.Detail(bad, bad)], trust: .signed)
        }
        graph.edges = graph.nodes.indices.dropLast().map { LineageGraph.Edge(from: $0, to: $0 + 1, label: bad) }
        return graph
    }

    private static func workload(_ judgement: AuditedWorkload.Judgement) -> AuditedWorkload {
        let identity = ObjectIdentity(
            gvk: GroupVersionKind(group: bad, version: bad, kind: bad), namespace: bad, name: bad)
        var workload = AuditedWorkload(identity: identity, judgement: judgement)
        workload.uid = bad
        workload.file = bad
        workload.models = [model]
        workload.findings = [
            Finding(
                code: ReasonCode(rawValue: "pinnedModel.mutable"), path: FieldPath(bad),
                position: SourcePosition(line: 1, column: 1), message: bad, policy: bad, action: .warn)
        ]
        workload.drift = Drift.Kind.allCases.map { Drift($0, path: bad, bad) }
        workload.policies = [bad]
        workload.exceptions = [bad]
        workload.notEvaluated = [Review.NotEvaluated(rule: bad, policy: bad, reason: bad)]
        workload.presence = presence
        workload.gitOps = bad
        return workload
    }

    private static var presence: Presence {
        var presence = Presence()
        presence.since = time
        presence.knownBy = .log
        presence.user = bad
        presence.operation = bad
        presence.requestUID = bad
        presence.admission = .allowed
        presence.policyDigest = bad
        presence.policyCommit = bad
        presence.decided = time
        return presence
    }

    private static var model: AuditedModel {
        let reference = ModelReference(
            value: bad, path: FieldPath(bad), position: SourcePosition(line: 1, column: 1), consumer: Consumer(bad),
            revision: bad, pinning: .mutable(bad), suggestion: bad, container: bad)
        let used = UsedEvidence(
            rule: "evaluation", reference: bad, source: bad, place: bad,
            digest: Digest(.sha256, hex: FixtureEvidence.hex("0")),
            metrics: [UsedEvidence.Metric(name: bad, slice: bad, value: bad)],
            datasets: [UsedEvidence.Dataset(name: bad, reference: bad, digest: bad)])
        var model = AuditedModel(reference: reference, evidence: [used])
        model.declaredDatasets = [bad]
        return model
    }

    private static var kind: Coverage.Kind {
        var kind = Coverage.Kind(name: bad)
        (kind.objects, kind.serving, kind.failure) = (3, 3, bad)
        return kind
    }

    private static var denials: DenialHistory {
        var denials = DenialHistory()
        let count = DenialHistory.Count(name: bad, count: 1)
        denials.total = 1
        denials.days = [DenialHistory.Day(date: time, total: 1, counts: [count])]
        (denials.reasons, denials.namespaces, denials.users) = ([count], [count], [count])
        return denials
    }

    private static func exception() throws -> PolicyException {
        let moment = try #require(Timestamp("2026-12-10"))
        var exception = PolicyException(
            name: bad, policies: [bad], match: ExceptionMatch(kind: bad, namespace: nil, name: Glob("*")), rules: [bad],
            reason: bad, owner: bad, ticket: bad, expires: moment)
        exception.expiresText = bad
        return exception
    }
}
