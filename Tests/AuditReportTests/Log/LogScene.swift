import AuditReport
import DecisionLog
import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import Testing

/// A real log in a file of SQLite, written entry by entry by writers whose clocks tests choose.
final class LogScene {
    private let folder: URL
    private let store: any DecisionStore
    private var writers: [String: ChainAppender] = [:]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "pedigree-audit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try LogPlace.sqlite(folder.appending(path: "log.sqlite").path).open(writing: .async)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var place: LogPlace { .sqlite(file("log.sqlite")) }
    func file(_ name: String) -> String { folder.appending(path: name).path }
    func reading() throws -> any DecisionStore { try place.openReading() }

    func history(until seconds: Double? = nil) throws -> LogHistory {
        try LogReading.read(try reading(), until: seconds.map(Self.time))
    }

    func write(_ bodies: EntryBody..., at seconds: Double, by writer: String = "a") throws {
        var appender = try writers.removeValue(forKey: writer) ?? opened()
        _ = try appender.append(bodies.map { ($0, Self.time(seconds)) })
        writers[writer] = appender
    }

    private func opened() throws -> ChainAppender {
        var appender = ChainAppender(store)
        try appender.open(LogSettings(), at: Self.time(-1))
        return appender
    }

    /// Removes what is older, as `serve --log-retention` does.
    func prune(before cutoff: Double, at seconds: Double) throws {
        let plan = try Retention(cutoff: Self.time(cutoff)).plan(store)
        for batch in plan.batches {
            var appender = try writers.removeValue(forKey: "prune") ?? opened()
            _ = try appender.append(batch.map { ($0, Self.time(seconds)) })
            writers["prune"] = appender
        }
        _ = try plan.remove(from: store)
    }

    /// What was let in, and what the cluster held a second later.
    func serve(_ decision: Decision, at seconds: Double, by writer: String = "a") throws {
        try write(.reviewed(decision), at: seconds, by: writer)
        try write(.live(decision.seen), at: seconds + 1, by: writer)
    }

    /// 2026-10-01T00:00:00Z and so many seconds.
    static func time(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1_790_812_800 + seconds) }
    static let day: Double = 86_400
}

extension Decision {
    /// What the webhook keeps about an object.
    init(
        _ yaml: String, by user: String = "alice", _ operation: String = "CREATE", uid: String = "u1",
        generation: Int = 1, verdict: String = "allowed", at seconds: Double = 0
    ) throws {
        let object = try #require(try YAMLParser.parse(yaml).first).root
        let identity = try #require(ObjectIdentity(object))
        let found = try ReferenceFinder.find(in: object)
        self.init(
            time: LogScene.time(seconds), operation: operation, workload: try #require(WorkloadIdentity(identity)),
            verdict: verdict)
        (self.user, self.uid, self.generation) = (user, uid, generation)
        version = identity.gvk.version
        requestUID = "request-\(uid)-\(generation)"
        models = found.references.map { reference in
            var digest: Digest?
            if case .pinned(let pin) = reference.pinning { digest = pin }
            let served = ServedModel(
                role: reference.role, value: reference.value, revision: reference.revision,
                container: reference.container, pinning: reference.pinning.name, digest: digest)
            return Decision.Model(
                served: served, identity: ModelIdentity(reference).name, path: reference.path.description,
                consumer: reference.consumer.rawValue)
        }
        context = DataContext(deployedBy: found)
        fields = NamingFields(object, found.references, found).texts
        if let kept = ReadingFields(object, found, beside: fields) { (reading, judged) = (kept.texts, kept.judged) }
        fingerprint = Fingerprint(of: object, workload: found).digest
        policyDigest = "sha256:" + String(repeating: "a", count: 64)
        policyCommit = "c0ffee"
        if verdict == "allowed" { admission = .allowed }
    }

    /// The cluster holds it.
    var seen: EntryBody.Observation { seen() }

    func seen(as admission: ServedState.Admission? = nil, owner: LiveObject.Owner? = nil) -> EntryBody.Observation {
        EntryBody.Observation(
            workload: workload, uid: uid ?? "", generation: generation, fingerprint: fingerprint,
            annotations: annotations, owner: owner, requestUID: requestUID,
            admission: admission ?? self.admission ?? .denied)
    }
}

/// An InferenceService that serves a version of the fraud detector.
func fraud(
    _ version: String, features: String? = nil, name: String = "fraud", namespace: String = "ml-prod",
    more: String = ""
) -> String {
    let context = features.map { #", annotations: {pedigree.dev/data-context: "features=s3://corp/features/\#($0)/"}"# }
    return """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: \(name), namespace: \(namespace)\(context ?? "")}
        spec:
          predictor:
            model: {modelFormat: {name: sklearn}, storageUri: "s3://ml-models-prod/fraud-detector/\(version)/"\(more)}
        """
}
