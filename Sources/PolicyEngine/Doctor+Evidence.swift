import Attestation
import FoundationEssentials
import KubernetesModel

extension Doctor {
    /// What will bite of whom policies believe and of what they believe: certificates near their end, evidence that will
    /// soon be too old. What a newer statement has replaced bites nobody.
    package func examine(_ evidence: EvidenceIndex) -> [Concern] {
        let concerns =
            policies.trust.flatMap(authorities) + policies.trust.compactMap(trustedRoot) + signatures(evidence.items)
            + ageing(evidence.items)
        return concerns.sorted()
    }

    private func authorities(_ trust: PolicyTrustRoot) -> [Concern] {
        let certificates = trust.root.certificates.flatMap { $0.roots + $0.intermediates }
        return certificates.compactMap { certificate in
            guard let end = certificate.validity?.upperBound else { return nil }
            let name = "TrustRoot \(trust.root.name)"
            let left = end.timeIntervalSince(time)
            guard left > 0 else {
                return Concern(.now, name, authorityEnded(certificate.subject, end), origin: trust.origin)
            }
            guard left < Self.warningTime else { return nil }
            return Concern(.soon, name, authorityEnds(certificate.subject, end), origin: trust.origin)
        }
    }

    /// A trusted root of Sigstore that ends: what it vouches for counts no longer, until a newer one is put in its place.
    private func trustedRoot(_ trust: PolicyTrustRoot) -> Concern? {
        guard let end = trust.root.sigstore?.trustedRoot.expiry else { return nil }
        let left = end.timeIntervalSince(time)
        guard left < Self.warningTime else { return nil }
        let name = "TrustRoot \(trust.root.name)"
        return left > 0
            ? Concern(.soon, name, trustedRootEnds(end), origin: trust.origin)
            : Concern(.now, name, trustedRootEnded(end), origin: trust.origin)
    }

    /// Certificates that signed something, each once.
    private func signatures(_ items: [EvidenceItem]) -> [Concern] {
        var ends: [Signature: Int] = [:]
        for item in items {
            guard let signers = try? item.outcome.get().signers else { continue }
            for signer in signers {
                guard let end = signer.validity?.upperBound else { continue }
                ends[Signature(root: signer.trustRoot, identity: signer.identity ?? "", end: end), default: 0] += 1
            }
        }
        return ends.compactMap { signature, count in
            let left = signature.end.timeIntervalSince(time)
            guard left < Self.warningTime else { return nil }
            let message = left > 0 ? signerEnds(signature, count) : signerEnded(signature, count)
            return Concern(left > 0 ? .soon : .idle, "TrustRoot \(signature.root)", message)
        }
    }

    fileprivate struct Signature: Hashable {
        var root: String
        var identity: String
        var end: Date
    }

    /// The newest statement about each model, as long as it counts.
    private func ageing(_ items: [EvidenceItem]) -> [Concern] {
        policies.policies.flatMap { policy in
            ageing(items, policy, EvaluationRule.name, policy.evaluation?.demand) { content in
                if case .evaluation(let evaluation) = content { evaluation.finishedOn } else { nil }
            }
                + ageing(items, policy, LineageRule.name, policy.lineage?.demand) { content in
                    if case .lineage(let lineage) = content { lineage.finishedOn } else { nil }
                }
        }
    }

    private func ageing(
        _ items: [EvidenceItem], _ policy: ModelProvenancePolicy, _ rule: String, _ demand: EvidenceDemand?,
        finishedOn: (PredicateContent) -> Timestamp?
    ) -> [Concern] {
        guard let demand, let maxAge = demand.maxAge else { return [] }
        var newest: [String: (item: EvidenceItem, finished: Date)] = [:]
        for item in items {
            guard let statement = try? item.outcome.get(), let finished = finishedOn(item.content)?.date,
                statement.signers.contains(where: { demand.signedBy.contains($0.trustRoot) }),
                let subject = statement.statement.subjects.first, let model = subject.uri ?? subject.digests["sha256"]
            else { continue }
            if let known = newest[model], known.finished >= finished { continue }
            newest[model] = (item, finished)
        }
        return newest.compactMap { model, found in
            let end = found.finished.addingTimeInterval(Double(maxAge.seconds))
            let left = end.timeIntervalSince(time)
            // What lives for less than the warning time would be warned of from its first day.
            guard left > 0, left < min(Self.warningTime, Double(maxAge.seconds) / 3) else { return nil }
            return Concern(
                .soon, "\(rule) of \(printable(model, limit: 100))",
                tooOld(found.item, policy.name, maxAge, end), origin: policy.origin)
        }
    }
}

// What an operator reads.

private func authorityEnded(_ subject: String, _ end: Date) -> String {
    "its certificate \(quoted(subject, limit: 100)) ended on \(Timestamp.string(end)): nothing that it vouches for counts"
}
private func authorityEnds(_ subject: String, _ end: Date) -> String {
    "its certificate \(quoted(subject, limit: 100)) ends on \(Timestamp.string(end))"
}
private func trustedRootEnds(_ end: Date) -> String {
    "its trusted root of Sigstore ends on \(Timestamp.string(end)); replace trustedRootFile with the instance's newer one"
}
private func trustedRootEnded(_ end: Date) -> String {
    "its trusted root of Sigstore ended on \(Timestamp.string(end)): nothing that it vouches for counts; replace "
        + "trustedRootFile with the instance's newer one"
}
private func signerEnds(_ signature: Doctor.Signature, _ count: Int) -> String {
    "the certificate of \(quoted(signature.identity, limit: 100)) ends on \(Timestamp.string(signature.end)), and with "
        + "it \(statements(count))"
}
private func signerEnded(_ signature: Doctor.Signature, _ count: Int) -> String {
    "the certificate of \(quoted(signature.identity, limit: 100)) ended on \(Timestamp.string(signature.end)), and with "
        + "it \(statements(count))"
}
private func statements(_ count: Int) -> String { count == 1 ? "1 statement" : "\(count) statements" }
private func tooOld(_ item: EvidenceItem, _ policy: String, _ maxAge: Lifetime, _ end: Date) -> String {
    "\(printable("\(item.source): \(item.place)", limit: 200)) counts for the policy \(policy) until "
        + "\(Timestamp.string(end)) (maxAge \(maxAge)); evaluate or attest it again"
}
