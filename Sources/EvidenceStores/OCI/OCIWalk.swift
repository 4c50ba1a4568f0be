import HTTPTransport
import KubernetesModel
import PolicyEngine
import RemoteServices

/// What was found in a repository, and what need not be asked again.
struct OCIFindings: Sendable {
    var layers: Set<OCIEvidence.Layer> = []
    var problems: [EvidenceProblem] = []
    /// What each tag stood for.
    var tags: [String: Digest] = [:]
    /// By digest, and so for ever.
    var manifests: [Digest: OCIEvidence] = [:]
}

/// One look through a repository.
struct OCIWalk: Sendable {
    let client: RegistryClient
    let repository: OCIRepository
    /// The name of the source, for messages.
    let source: String
    /// Of the look before.
    let known: OCIFindings
    let limits: StoreLimits
    let deadline: Deadline

    private typealias Manifest = (digest: Digest, evidence: OCIEvidence)

    /// What became of one manifest; a failure of the registry itself is thrown instead.
    private enum Reading: Sendable {
        case read(Digest, OCIEvidence)
        case gone
        case unusable(String)
    }

    /// All evidence that the repository's tags lead to.
    func list() throws(ServiceFailure) -> OCIFindings {
        var found = OCIFindings()
        var wanted: Set<Digest> = []
        var models: Set<Digest> = []
        let tags = tags(from: try client.tags(in: repository, most: limits.names, by: deadline), &wanted, &found)
        let readings = try concurrentMap(tags) { tag throws(ServiceFailure) in try self.reading(tag) }
        for (tag, reading) in zip(tags, readings) {
            guard let manifest = take(reading, at: "\(repository):\(tag)", &found) else { continue }
            found.tags[tag] = manifest.digest
            wanted.formUnion(OCITag(tag) == .model ? [] : manifest.evidence.manifests)
            if OCITag(tag) == .model, manifest.evidence.layers.isEmpty { models.insert(manifest.digest) }
        }
        wanted.formUnion(try referrers(of: models.sorted { $0.hex < $1.hex }, &found))
        try read(wanted, &found)
        return found
    }

    /// What is attached to `subject`.
    func find(_ subject: Digest) throws(ServiceFailure) -> OCIFindings {
        var found = OCIFindings()
        var wanted: Set<Digest> = []
        if let referrers = try client.referrers(of: subject, in: repository, by: deadline) {
            wanted.formUnion(OCIEvidence.worthwhile(referrers.descriptors))
        } else if let index = take(try reading(subject.referrersTag), at: "\(repository)", &found) {
            wanted.formUnion(index.evidence.manifests)
        }
        _ = take(try reading(OCITag.name(ofAttestationsOf: subject)), at: "\(repository)", &found)
        try read(wanted, &found)
        return found
    }

    /// The tags to look at; those of ours already say which manifest they are.
    private func tags(from all: [String], _ wanted: inout Set<Digest>, _ found: inout OCIFindings) -> [String] {
        var evidence: [String] = []
        var models: [String] = []
        for tag in all {
            switch OCITag(tag) {
            case .own(let digest): wanted.insert(digest)
            case .referrers, .attestations: evidence.append(tag)
            case .model: models.append(tag)
            case .other: break
            }
        }
        if models.count > Self.mostModels {
            found.problems.append(problem("\(repository)", tooManyModels(models.count, Self.mostModels)))
        }
        return evidence + models.suffix(Self.mostModels)
    }

    private func referrers(of models: [Digest], _ found: inout OCIFindings) throws(ServiceFailure) -> Set<Digest> {
        // Where the registry has no such API for one it has none for all, and the tags above were all there is.
        guard let first = models.first, let some = try client.referrers(of: first, in: repository, by: deadline) else {
            return []
        }
        let others = try concurrentMap(Array(models.dropFirst())) { digest throws(ServiceFailure) in
            try self.client.referrers(of: digest, in: self.repository, by: self.deadline) ?? OCIReferrers()
        }
        var wanted: Set<Digest> = []
        for (model, referrers) in zip(models, [some] + others) {
            wanted.formUnion(OCIEvidence.worthwhile(referrers.descriptors))
            if referrers.unreadable > 0 {
                found.problems.append(problem("\(repository)@\(model)", unreadable(referrers.unreadable)))
            }
            try bound(wanted.count)
        }
        return wanted
    }

    private func read(_ wanted: Set<Digest>, _ found: inout OCIFindings) throws(ServiceFailure) {
        try bound(wanted.count)
        let digests = wanted.sorted { $0.hex < $1.hex }
        let readings = try concurrentMap(digests) { digest throws(ServiceFailure) in try self.reading(digest) }
        for (digest, reading) in zip(digests, readings) {
            if case .gone = reading {
                found.problems.append(problem("\(repository)@\(digest)", listedAndGone))
            } else {
                _ = take(reading, at: "\(repository)@\(digest)", &found)
            }
        }
        try bound(found.layers.count)
    }

    private func reading(_ tag: String) throws(ServiceFailure) -> Reading {
        do throws(ServiceFailure) {
            // What the registry claims is good enough for seeing that nothing changed; what is under it was hashed.
            if let before = known.tags[tag], let evidence = known.manifests[before],
                try client.claimedDigest(tag, in: repository, by: deadline) == before
            {
                return .read(before, evidence)
            }
            let manifest = try client.manifest(.tag(tag), in: repository, by: deadline)
            return .read(manifest.digest, OCIEvidence(manifest))
        } catch {
            return try Self.reading(after: error)
        }
    }

    private func reading(_ digest: Digest) throws(ServiceFailure) -> Reading {
        if let evidence = known.manifests[digest] { return .read(digest, evidence) }
        do throws(ServiceFailure) {
            return .read(digest, OCIEvidence(try client.manifest(.digest(digest), in: repository, by: deadline)))
        } catch {
            return try Self.reading(after: error)
        }
    }

    private static func reading(after failure: ServiceFailure) throws(ServiceFailure) -> Reading {
        switch failure.kind {
        case .notFound: .gone
        case .malformed, .mismatch, .transport(.tooLarge): .unusable(failure.reason)
        default: throw failure
        }
    }

    private func take(_ reading: Reading, at place: String, _ found: inout OCIFindings) -> Manifest? {
        switch reading {
        case .gone: return nil
        case .unusable(let reason):
            found.problems.append(problem(place, reason))
            return nil
        case .read(let digest, let evidence):
            found.manifests[digest] = evidence
            found.layers.formUnion(evidence.layers)
            if evidence.unreadable > 0 { found.problems.append(problem(place, unreadable(evidence.unreadable))) }
            return (digest, evidence)
        }
    }

    private func bound(_ count: Int) throws(ServiceFailure) {
        guard count <= limits.entries else { throw ServiceFailure(.malformed, tooMany(repository, limits.entries)) }
    }

    private func problem(_ place: String, _ reason: String) -> EvidenceProblem {
        EvidenceProblem(source: source, place: place, reason: reason)
    }

    /// Tags of models that are looked at; what is attached to others is found when one of them is admitted.
    private static let mostModels = 1_000
}

// What an operator reads.

private func tooManyModels(_ count: Int, _ most: Int) -> String {
    "it has \(count) tags of models; what is attached to more than \(most) of them is looked up only by digest"
}
private func tooMany(_ repository: OCIRepository, _ most: Int) -> String {
    "\(repository) holds more than \(most) attestations, which is the most that is read"
}
private func unreadable(_ count: Int) -> String { "\(count) of its descriptors cannot be read" }
private let listedAndGone = "it is listed, and the registry does not have it"
