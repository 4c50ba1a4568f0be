import Attestation
import KubernetesModel
import ModelReferences
import PolicyEngine

/// What a lineage is asked for by: the name of a workload or model, a digest, or a reference as a manifest writes it.
package struct LineageQuery: Sendable, Hashable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package enum Answer: Sendable, Hashable {
        case found(LineageGraph)
        /// It can mean more than one thing; with what to say instead.
        case ambiguous([String])
        case unknown
    }

    /// - Parameters:
    ///   - workloads: those that serve models.
    ///   - former: those that served models once; by its name a workload is found there only where it serves nothing now.
    package func answer(
        _ workloads: [AuditedWorkload], former: [FormerWorkload] = [], evidence: EvidenceIndex
    ) -> Answer {
        let known = KnownLineages(workloads, former: former, evidence)
        if let answer = byDigest(known) { return answer }
        let byReference = known.served.filter { Self.isSame($0.model.reference.value, text) }
        if !byReference.isEmpty { return .found(known.graph(byReference, [])) }
        if let answer = byName(known) { return answer }
        let subjects = known.digests(called: text)
        return subjects.isEmpty ? .unknown : .found(known.graph([], subjects))
    }

    /// What the log may call it: of the beginning of a digest the digest, where evidence knows it.
    func nameInLog(_ evidence: EvidenceIndex) -> String {
        guard let sought = DigestPrefix(text) else { return text.split(separator: "/").count == 2 ? bareName : text }
        let found = KnownLineages([], evidence).models.filter(sought.matches)
        return found.count == 1 ? found.first?.description ?? text : text
    }

    /// `fraud` of `ml-prod/fraud`; a reference has a scheme, or is no such pair.
    private var bareName: String {
        text.contains(":") ? text : text.split(separator: "/").last.map(String.init) ?? text
    }

    /// nil where the text is no digest, or the beginning of none that is known.
    private func byDigest(_ known: KnownLineages) -> Answer? {
        guard let sought = DigestPrefix(text) else { return nil }
        let models = known.models.filter(sought.matches)
        let parts = known.parts.filter { sought.matches($0.key) && !models.contains($0.key) }
        let all = models + parts.keys.sorted { $0.description < $1.description }
        guard all.count <= 1 else { return .ambiguous(all.map(\.description)) }
        guard let digest = all.first else { return nil }
        // Of data, or whatever else models are made from: all that were.
        let digests = parts[digest]?.sorted { $0.description < $1.description } ?? [digest]
        let served = known.served.filter { one in one.digests.contains(where: digests.contains) }
        return .found(
            known.graph(served, digests.filter { digest in !served.contains { $0.digests.contains(digest) } }))
    }

    private func byName(_ known: KnownLineages) -> Answer? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let name = parts.last else { return nil }
        let namespace = parts.count == 2 ? String(parts[0]) : nil
        let all = known.served.filter { one in
            one.workload.identity.name == String(name)
                && (namespace == nil || one.workload.identity.namespace == namespace)
        }
        // Of what serves nothing any more the last state.
        let live = all.filter { $0.until == nil }
        let last = all.compactMap(\.until).max()
        let own = live.isEmpty ? all.filter { $0.until == last } : live
        let identities = Set(own.map { $0.workload.identity.description }).sorted()
        guard identities.count <= 1 else { return .ambiguous(identities) }
        return own.isEmpty ? nil : .found(known.graph(own, []))
    }

    /// A slash at the end says only that it is a directory.
    static func isSame(_ left: String, _ right: String) -> Bool {
        func bare(_ text: String) -> Substring { text.hasSuffix("/") ? text.dropLast() : text[...] }
        return bare(left) == bare(right)
    }
}

/// `sha256:…`, or the first hex digits of one: as many as nobody writes by chance.
struct DigestPrefix: Sendable, Hashable {
    private let algorithm: Digest.Algorithm?
    private let hex: String

    static let shortest = 12

    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        algorithm = parts.count == 2 ? Digest.Algorithm(rawValue: String(parts[0])) : nil
        guard parts.count == 1 || algorithm != nil, let digits = parts.last else { return nil }
        hex = digits.lowercased()
        let isHex = hex.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isHex, (Self.shortest...128).contains(hex.utf8.count) else { return nil }
    }

    func matches(_ digest: Digest) -> Bool {
        (algorithm == nil || algorithm == digest.algorithm) && digest.hex.hasPrefix(hex)
    }
}
