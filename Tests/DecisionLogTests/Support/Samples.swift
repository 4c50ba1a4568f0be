import DecisionLog
import EvidenceTesting
import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Entries at random, in every form that they can have.
struct Samples {
    var generator: Mutator

    init(seed: UInt64 = 0) {
        generator = Mutator([])
        for _ in 0..<seed { _ = generator.next() }
    }

    static let start = Date(timeIntervalSince1970: 1_800_000_000)

    private static let texts = [
        "", "fraud", "s3://ml-models-prod/fraud-detector/v47/", "line\nbreak \"quoted\" \\", "nul\u{0}nul", "ü€🦊",
        "e\u{301}", String(repeating: "long/", count: 300), "\u{1b}[31m", "'; DROP TABLE entries; --",
    ]

    mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    mutating func text() -> String { Self.texts[count(0...Self.texts.count - 1)] }
    mutating func name() -> String { "name-\(count(0...20))" }
    mutating func maybe<Value>(_ make: (inout Samples) -> Value) -> Value? { count(0...1) == 0 ? nil : make(&self) }
    mutating func list<Value>(_ make: (inout Samples) -> Value) -> [Value] {
        (0..<count(0...3)).map { _ in make(&self) }
    }
    mutating func date() -> Date {
        Date(timeIntervalSince1970: Double(count(0...2_000_000_000)) + Double(count(0...999_999)) / 1_000_000)
    }
    mutating func bytes() -> [UInt8] { (0..<32).map { _ in UInt8(truncatingIfNeeded: generator.next()) } }

    mutating func workload() -> WorkloadIdentity {
        WorkloadIdentity(
            group: ["", "apps", "serving.kserve.io"][count(0...2)], kind: ["Pod", "Deployment"][count(0...1)],
            namespace: maybe { $0.name() }, name: name())
    }

    mutating func admission() -> ServedState.Admission {
        [.allowed, .denied, .found, .child(ownerUID: text())][count(0...3)]
    }

    mutating func span() -> ChainSpan {
        ChainSpan(writer: name(), first: 1, last: Int64(count(1...1000)), hash: bytes())
    }

    mutating func model() -> Decision.Model {
        let roles = ModelReference.Role.allCases
        return Decision.Model(
            served: ServedModel(
                role: roles[count(0...roles.count - 1)], value: text(), revision: maybe { $0.text() },
                container: maybe { $0.text() }, pinning: "pinned",
                digest: maybe { Digest($0.count(0...1) == 0 ? .sha256 : .gitCommit, hex: $0.name()) }),
            identity: text(), path: text(), consumer: text())
    }

    mutating func decision() -> Decision {
        var decision = Decision(time: date(), operation: "UPDATE", workload: workload(), verdict: "allowed")
        (decision.cluster, decision.requestUID, decision.user) = (text(), text(), text())
        (decision.groups, decision.subresource, decision.version) = (list { $0.text() }, maybe { $0.text() }, text())
        (decision.uid, decision.generation) = (maybe { $0.text() }, maybe { $0.count(0...9) })
        (decision.ownerUID, decision.models) = (maybe { $0.text() }, list { $0.model() })
        for _ in 0..<count(0...3) { decision.context.entries[text()] = text() }
        for _ in 0..<count(0...2) { decision.fields[text()] = text() }
        for _ in 0..<count(0...2) { decision.reading[text()] = text() }
        decision.judged = text()
        decision.datasets = list { .init(name: $0.text(), reference: $0.text(), digest: $0.maybe { $0.text() }) }
        decision.evidence = list { samples in
            .init(
                rule: samples.text(), model: samples.text(), source: samples.text(), place: samples.text(),
                digest: samples.text(),
                metrics: samples.list { .init(name: $0.text(), slice: $0.maybe { $0.text() }, value: $0.text()) })
        }
        (decision.fingerprint, decision.annotations) = (text(), text())
        (decision.policyDigest, decision.policyCommit) = (maybe { $0.text() }, maybe { $0.text() })
        (decision.policies, decision.exceptions) = (list { $0.text() }, list { $0.text() })
        (decision.codes, decision.drift) = (list { $0.text() }, list { $0.text() })
        (decision.notJudged, decision.message) = (maybe { $0.text() }, maybe { $0.text() })
        (decision.microseconds, decision.admission) = (Int64(count(0...9)), maybe { $0.admission() })
        return decision
    }

    mutating func observation() -> EntryBody.Observation {
        EntryBody.Observation(
            workload: workload(), uid: text(), generation: maybe { $0.count(0...9) }, fingerprint: text(),
            annotations: text(),
            owner: maybe { .init(uid: $0.text(), workload: $0.workload(), version: $0.text()) },
            requestUID: maybe { $0.text() }, admission: admission())
    }

    mutating func body() -> EntryBody {
        switch count(0...8) {
        case 0:
            .opened(.init(name: text(), version: text(), cluster: text(), chains: list { $0.span() }))
        case 1:
            .denials(
                .init(
                    namespace: maybe { $0.text() }, workload: maybe { $0.workload() }, codes: list { $0.text() },
                    count: count(1...1000), first: date(), last: date()))
        case 2: .live(observation())
        case 3: .gone(observation())
        case 4: .carried(decision(), liveSince: date())
        case 5: .lost(count: count(1...1000), reason: text())
        case 6: .checkpoint(.init(chains: list { $0.span() }, envelope: maybe { $0.text() }))
        case 7: .removed(span())
        default: .reviewed(decision())
        }
    }

    /// A decision about a workload, as most are.
    static func decision(
        _ name: String, namespace: String? = "fraud", verdict: String = "allowed", at offset: Double = 0,
        models: [String] = []
    ) -> Decision {
        let workload = WorkloadIdentity(group: "apps", kind: "Deployment", namespace: namespace, name: name)
        var decision = Decision(
            time: start.addingTimeInterval(offset), operation: "CREATE", workload: workload, verdict: verdict)
        decision.uid = "uid-\(name)"
        decision.codes = verdict == "denied" ? ["reference.mutable"] : []
        decision.models = models.map {
            Decision.Model(
                served: ServedModel(
                    role: .model, value: $0, pinning: "versioned", digest: Digest(.sha256, hex: "d-\($0)")),
                identity: "id-\($0)", path: "spec", consumer: "storage-initializer")
        }
        return decision
    }
}
