import Attestation
import FoundationEssentials
import KubernetesModel

/// Finds the statements about a model that a rule may believe, and says why the others may not be believed: steps 9 to
/// 11 of verification.
struct EvidenceSearch {
    let index: EvidenceIndex
    let policies: PolicySet
    let scope: NamespaceScope
    let time: Date

    /// A statement about the model that enough of the asked signers have signed.
    struct Attested {
        var item: EvidenceItem
        var statement: VerifiedStatement
        /// The subject that is the model.
        var subject: ResourceDescriptor
        /// `sha256` of the model, as the statement gives it; the reference's own digest where that pins it.
        var model: Digest
    }

    /// An envelope that was found and does not count.
    struct Rejected: Sendable, Hashable {
        /// How far it came; the furthest names the finding.
        enum Why: Int, Sendable, Hashable, Comparable {
            case unrelated, invalid, untrusted, subject, signers

            static func < (left: Why, right: Why) -> Bool { left.rawValue < right.rawValue }
        }

        var why: Why
        var place: String
        var reason: String
    }

    struct Found {
        var attested: [Attested] = []
        var rejected: [Rejected] = []
        /// Moments at which signatures begin or end to count.
        var boundaries: [Date] = []
    }

    func find(_ model: ModelSubject, types: Set<String>, demand: EvidenceDemand) -> Found {
        var found = Found()
        var groups: [(attested: Attested, signers: [Signer])] = []
        var places: [Digest: Int] = [:]
        for item in index.items(digest: model.digest, uri: model.uri) {
            switch candidate(item, model, types, demand, &found) {
            case nil: continue
            case (let attested, let signers)?:
                // The same bytes in two envelopes are one statement with the signers of both.
                let payload = attested.statement.payloadDigest
                if let known = places[payload] {
                    groups[known].signers += signers
                } else {
                    places[payload] = groups.count
                    groups.append((attested, signers))
                }
            }
        }
        for group in groups {
            let count = Self.distinct(group.signers)
            if count >= demand.threshold {
                found.attested.append(group.attested)
            } else {
                let reason = tooFewSigners(count, demand.threshold)
                found.rejected.append(Rejected(why: .signers, place: group.attested.item.title, reason: reason))
            }
        }
        return found
    }

    private func candidate(
        _ item: EvidenceItem, _ model: ModelSubject, _ types: Set<String>, _ demand: EvidenceDemand,
        _ found: inout Found
    ) -> (Attested, [Signer])? {
        func reject(_ why: Rejected.Why, _ reason: String) -> (Attested, [Signer])? {
            found.rejected.append(Rejected(why: why, place: item.title, reason: reason))
            return nil
        }
        let verified: VerifiedStatement
        switch item.outcome {
        case .failure(let rejection):
            if let type = item.claims.predicateType, !types.contains(type) { return nil }
            return reject(rejection.kind == .invalid ? .invalid : .untrusted, rejection.reason)
        case .success(let statement): verified = statement
        }
        guard types.contains(verified.statement.predicateType) else { return nil }
        found.boundaries += verified.signers.flatMap { [$0.validity?.lowerBound, $0.validity?.upperBound] }
            .compactMap { $0 }
        let signers = verified.signers.filter { objection($0, verified, demand) == nil }
        guard !signers.isEmpty else {
            let reasons = verified.signers.compactMap { objection($0, verified, demand) }
            return reject(.untrusted, reasons.max { $0.rank < $1.rank }?.reason ?? nobody)
        }
        let matches = verified.statement.subjects.map { ($0, model.match($0)) }
        var same: (ResourceDescriptor, Digest)?
        for case (let subject, .same(let digest)) in matches {
            guard same == nil || same?.1 == digest else { return reject(.subject, twoDigests) }
            same = same ?? (subject, digest)
        }
        guard let (subject, digest) = same else {
            let unbound = matches.compactMap { if case .unbound(let reason) = $0.1 { reason } else { nil } }
            return reject(.subject, unbound.first ?? otherSubject)
        }
        if case .malformed(let reason) = item.content { return reject(.invalid, reason) }
        return (Attested(item: item, statement: verified, subject: subject, model: digest), signers)
    }

    private struct Objection {
        var rank: Int
        var reason: String
    }

    /// Why a signature does not count for this rule, here and now.
    private func objection(_ signer: Signer, _ verified: VerifiedStatement, _ demand: EvidenceDemand) -> Objection? {
        var name: String {
            signer.identity.map { "\(signer.trustRoot) (\(printable($0, limit: 100)))" } ?? signer.trustRoot
        }
        guard demand.signedBy.contains(signer.trustRoot), let root = policies.trustRoot(signer.trustRoot) else {
            return Objection(rank: 0, reason: otherSigner(name, demand.signedBy))
        }
        let type = verified.statement.predicateType
        guard root.root.predicateTypes.isEmpty || root.root.predicateTypes.contains(type) else {
            return Objection(rank: 1, reason: otherPredicate(name, type))
        }
        guard root.counts(in: scope) else { return Objection(rank: 2, reason: otherNamespace(name, root, scope)) }
        guard signer.isValid(at: time) else { return Objection(rank: 3, reason: notValid(name, signer)) }
        return nil
    }

    /// How many of the signers are different, by key as well as by identity: one that signs twice, or with two
    /// certificates, is one.
    static func distinct(_ signers: [Signer]) -> Int {
        var keys: Set<String> = []
        var identities: Set<String> = []
        var count = 0
        for signer in signers.sorted(by: { ($0.keyDigest, $0.identity ?? "") < ($1.keyDigest, $1.identity ?? "") }) {
            let isNewKey = keys.insert(signer.keyDigest).inserted
            let isNewIdentity = signer.identity.map { identities.insert($0).inserted } ?? true
            if isNewKey, isNewIdentity { count += 1 }
        }
        return count
    }
}

extension EvidenceItem {
    /// `git: fraud-detector/eval.dsse.json`.
    package var title: String { "\(source): \(printable(place, limit: 120))" }
}

// What a user reads.

private let nobody = "nobody who is trusted has signed it"
private let twoDigests = "its subjects give this model two different digests"
private let otherSubject = "its subject is another model"

private func tooFewSigners(_ count: Int, _ threshold: Int) -> String {
    "\(threshold) different signers must have signed it, and \(count) did"
}

private func otherSigner(_ name: String, _ wanted: [String]) -> String {
    "it is signed by \(name), and not by \(wanted.joined(separator: " or "))"
}

private func otherPredicate(_ name: String, _ type: String) -> String {
    "\(name) may not sign \(quoted(type, limit: 100))"
}

private func otherNamespace(_ name: String, _ root: PolicyTrustRoot, _ scope: NamespaceScope) -> String {
    let places = root.namespaces.map(\.text).joined(separator: ", ")
    let here =
        switch scope {
        case .namespace(let name): "not in \(quoted(name, limit: 63))"
        case .clusterScoped: "and the object is in no namespace"
        case .unknown: "and nobody says in which namespace the object lies (--namespace)"
        }
    return "signatures of \(name) count in \(places), \(here)"
}

private func notValid(_ name: String, _ signer: Signer) -> String {
    guard let validity = signer.validity else { return "the signature of \(name) does not count now" }
    return "the certificate of \(name) is valid from \(Timestamp.string(validity.lowerBound)) to "
        + Timestamp.string(validity.upperBound)
}
