import Attestation
import KubernetesModel

extension PolicySet {
    /// Every key that must be fetched before the set says whom it believes, each once.
    package var transitKeys: [TransitKey] {
        var seen: Set<TransitKey> = []
        return trust.flatMap(\.transitKeys).filter { seen.insert($0).inserted }
    }

    /// The set that believes these keys, too; nil where one of `transitKeys` is not among them.
    ///
    /// Its digest is of the documents and the keys: a key that was rotated makes another set, whose evidence is verified
    /// anew.
    package func believing(_ keys: [TransitKey: [PublicKey]]) -> PolicySet? {
        guard !transitKeys.isEmpty else { return self }
        var resolved: [PolicyTrustRoot] = []
        for root in trust {
            guard let root = root.believing(keys) else { return nil }
            resolved.append(root)
        }
        let parts = [digest] + resolved.map { "\($0.name) \($0.root.digest)" }
        return PolicySet(
            policies: policies, exceptions: exceptions, settings: settings, trust: resolved,
            evidenceSources: evidenceSources,
            digest: ContentDigest.sha256(Array(parts.joined(separator: "\n").utf8)).description)
    }
}

extension PolicyTrustRoot {
    /// The trust root that believes these keys, too; nil where one of its own is not among them.
    package func believing(_ keys: [TransitKey: [PublicKey]]) -> PolicyTrustRoot? {
        guard !transitKeys.isEmpty else { return self }
        var result = self
        for key in transitKeys {
            guard let fetched = keys[key] else { return nil }
            result.root.keys += fetched
        }
        let digests = result.root.keys.map(\.digest).sorted()
        let parts = [root.digest] + digests
        result.root.digest = ContentDigest.sha256(Array(parts.joined(separator: "\n").utf8)).description
        return result
    }
}
