import Attestation
import DecisionLog
import EvidenceStores
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

extension MetricSeries {
    /// The metrics of every model that is served, over the versions of which evaluations or the log tell: by model, and of
    /// each first those of the whole data.
    package static func all(
        _ history: LogHistory?, _ evidence: EvidenceIndex, _ workloads: [AuditedWorkload]
    ) -> [MetricSeries] {
        var collection = SeriesCollection(workloads)
        for model in collection.models { collection.add(evidence, about: model) }
        for metrics in history?.metrics ?? [] { collection.add(metrics) }
        return collection.series
    }
}

/// Gathers points from evaluations and from the log, each once.
struct SeriesCollection {
    private struct Key: Hashable {
        var model: String
        var metric: String
        var slice: String?
    }

    private struct Entry {
        var point: MetricSeries.Point
        /// For the order alone, where nobody says when it was evaluated.
        var noted: Date?
        var envelope: String
    }

    /// One of each value and digest.
    private(set) var models: [AuditedModel] = []
    private let families: Set<String>
    private let live: Set<String>
    private var entries: [Key: [Entry]] = [:]
    /// Evaluations that the index holds: the log knows less of them.
    private var known: Set<String> = []

    init(_ workloads: [AuditedWorkload]) {
        var seen: Set<[String?]> = []
        var live: Set<String> = []
        var families: Set<String> = []
        for model in workloads.lazy.flatMap(\.models) {
            guard seen.insert([model.reference.value, model.digest?.description]).inserted else { continue }
            models.append(model)
            live.insert(model.reference.value)
            if let digest = model.digest { live.insert(digest.description) }
            families.insert(ModelIdentity(model.reference).name)
        }
        self.live = live
        self.families = families
    }

    /// Evaluations of this model and of its other versions.
    mutating func add(_ evidence: EvidenceIndex, about model: AuditedModel) {
        let family = ModelIdentity(model.reference).name
        let value = model.reference.value
        let items = evidence.items(digest: model.digest, uri: value) + evidence.relatives(of: value)
        for item in items {
            guard case .evaluation(let evaluation) = item.content, case .success(let verified) = item.outcome,
                let subject = Self.subject(of: verified.statement.subjects, model, family),
                known.insert("\(family)\n\(item.digest)").inserted
            else { continue }
            add(evaluation, of: subject, family, item.digest.description)
        }
    }

    private mutating func add(
        _ evaluation: Evaluation, of subject: ResourceDescriptor, _ family: String, _ envelope: String
    ) {
        let names = [subject.uri].compactMap { $0 } + subject.strongDigests.map(\.description)
        let point = MetricSeries.Point(
            version: Self.version(of: subject), time: evaluation.finishedOn?.date, value: .zero,
            isLive: names.contains { live.contains($0) })
        var told: Set<[String?]> = []
        for row in evaluation.rows {
            // Of two data sets under one name the first is told: a line has one value a version.
            guard told.insert([row.name, row.slice]).inserted else { continue }
            var point = point
            point.value = row.value
            let key = Key(model: family, metric: row.name, slice: row.slice)
            insert(Entry(point: point, noted: point.time, envelope: envelope), key)
        }
    }

    mutating func add(_ logged: LoggedMetrics) {
        guard families.contains(logged.identity), !known.contains("\(logged.identity)\n\(logged.envelope)") else {
            return
        }
        let isLive = live.contains(logged.reference) || logged.digest.map { live.contains($0.description) } ?? false
        let version = logged.version ?? logged.digest.map(Self.short) ?? logged.reference
        for metric in logged.metrics {
            guard let value = ExactDecimal(metric.value) else { continue }
            let point = MetricSeries.Point(version: version, time: nil, value: value, isLive: isLive)
            let key = Key(model: logged.identity, metric: metric.name, slice: metric.slice)
            insert(Entry(point: point, noted: logged.time, envelope: logged.envelope), key)
        }
    }

    private mutating func insert(_ entry: Entry, _ key: Key) {
        guard entries[key] != nil || entries.count < Self.mostSeries else { return }
        entries[key, default: []].append(entry)
    }

    var series: [MetricSeries] {
        let keys = entries.keys.sorted {
            ($0.model, $0.slice == nil ? 0 : 1, $0.metric, $0.slice ?? "")
                < ($1.model, $1.slice == nil ? 0 : 1, $1.metric, $1.slice ?? "")
        }
        return keys.map { key in
            let points = (entries[key] ?? []).sorted(by: Self.isEarlier).suffix(Self.mostPoints).map(\.point)
            return MetricSeries(model: key.model, metric: key.metric, slice: key.slice, points: points)
        }
    }

    private static func isEarlier(_ left: Entry, _ right: Entry) -> Bool {
        let (ours, theirs) = (left.noted ?? .distantPast, right.noted ?? .distantPast)
        guard ours == theirs else { return ours < theirs }
        return (left.point.version, left.envelope) < (right.point.version, right.envelope)
    }

    /// The subject that is this model, or another version of it.
    private static func subject(
        of subjects: [ResourceDescriptor], _ model: AuditedModel, _ family: String
    ) -> ResourceDescriptor? {
        subjects.first { subject in
            subject.uri == model.reference.value || model.digest.map { subject.strongDigests.contains($0) } ?? false
        } ?? subjects.first { $0.uri.map { ModelIdentity.of($0).name == family } ?? false }
    }

    private static func version(of subject: ResourceDescriptor) -> String {
        if let version = subject.uri.flatMap({ ModelIdentity.of($0).version }) { return shortened(version) }
        return subject.strongDigests.first.map(short) ?? subject.uri ?? subject.name ?? ""
    }

    /// The beginning of a digest tells versions apart.
    private static func short(_ digest: Digest) -> String { String(digest.hex.prefix(12)) }

    private static func shortened(_ version: String) -> String {
        guard version.hasPrefix("sha256:") || version.utf8.count >= 40 else { return version }
        return String((version.hasPrefix("sha256:") ? version.dropFirst(7) : version[...]).prefix(12))
    }

    private static let mostSeries = 500
    private static let mostPoints = 200
}
