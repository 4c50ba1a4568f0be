import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers
import PolicyEngine
import RemoteServices

/// Evidence in repositories of OCI registries: what is attached to models, as cosign, ORAS and `pedigree attest --push`
/// attach it, and what lies there under tags of its own.
///
/// It remembers by digest what cannot change, so that one look after the other asks little; it is one as long as it is
/// kept.
package final class OCIStore: EvidenceStore {
    package let name: String
    package let place: String
    package let remote: RemotePlan?
    private let client: RegistryClient
    /// As the document names them; those that are none make every look fail.
    private let repositories: [String]
    private let limits: StoreLimits
    private let known = NIOLockedValueBox<[OCIRepository: OCIFindings]>([:])

    package init(
        name: String, place: String, repositories: [String], access: RemoteAccess, limits: StoreLimits = .standard
    ) {
        self.name = name
        self.place = place
        self.repositories = repositories
        self.limits = limits
        remote = access.plan
        client = RegistryClient(access)
    }

    package func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing {
        let findings = try look(by: deadline) { walk throws(ServiceFailure) in try walk.list() }
        known.withLockedValue { $0 = Dictionary(findings) { first, _ in first } }
        return try listing(of: findings)
    }

    /// Asks for what is attached to `subject` in each repository. The host is always one of the document's own.
    package func find(_ subject: Digest, by deadline: Deadline) throws(StoreFailure) -> [StoreListing.Entry]? {
        guard subject.algorithm == .sha256 || subject.algorithm == .sha512 else { return nil }
        let findings = try look(by: deadline) { walk throws(ServiceFailure) in try walk.find(subject) }
        return try listing(of: findings).entries
    }

    package func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        guard let digest = Digest(oci: entry.version),
            let repository = repositories.lazy.compactMap({ OCIRepository($0) }).first(where: {
                entry.place.hasPrefix("\($0)@\(digest)")
            })
        else { throw ReadFailure(notListed) }
        do throws(ServiceFailure) {
            return try client.blob(digest, in: repository, maxBytes: limits.entryBytes, by: deadline)
        } catch {
            // A digest names one content for ever: what differs or is gone is wrong, and did not change.
            switch error.kind {
            case .notFound, .mismatch, .malformed, .transport(.tooLarge): throw ReadFailure(error.reason)
            default: throw ReadFailure(error.reason, isService: true)
            }
        }
    }

    private func look(
        by deadline: Deadline, _ ask: @escaping @Sendable (OCIWalk) throws(ServiceFailure) -> OCIFindings
    ) throws(StoreFailure) -> [(OCIRepository, OCIFindings)] {
        do throws(ServiceFailure) {
            return try concurrentMap(repositories, width: 4) { text throws(ServiceFailure) in
                guard let repository = OCIRepository(text) else { throw ServiceFailure(.malformed, noRepository(text)) }
                try self.client.checkCredentials(for: repository)
                let known = self.known.withLockedValue { $0[repository] } ?? OCIFindings()
                let walk = OCIWalk(
                    client: self.client, repository: repository, source: self.name, known: known, limits: self.limits,
                    deadline: deadline)
                return (repository, try ask(walk))
            }
        } catch {
            throw StoreFailure(error)
        }
    }

    private func listing(of findings: [(OCIRepository, OCIFindings)]) throws(StoreFailure) -> StoreListing {
        var entries: Set<StoreListing.Entry> = []
        var problems: Set<EvidenceProblem> = []
        var bytes = 0
        for (repository, found) in findings {
            problems.formUnion(found.problems)
            for layer in found.layers {
                let place = "\(repository)@\(layer.digest)\(layer.ending)"
                guard layer.size <= limits.entryBytes else {
                    problems.insert(EvidenceProblem(source: name, place: place, reason: tooLarge(limits.entryBytes)))
                    continue
                }
                bytes += layer.size
                entries.insert(StoreListing.Entry(place: place, version: layer.digest.description))
            }
        }
        guard entries.count <= limits.entries else { throw StoreFailure(tooMany(limits.entries)) }
        guard bytes <= limits.totalBytes else { throw StoreFailure(tooMuch(limits.totalBytes)) }
        return StoreListing(
            entries: entries.sorted { $0.place < $1.place },
            problems: Array(problems.sorted { $0.description < $1.description }.prefix(limits.problems)))
    }
}

extension RegistryClient {
    package convenience init(_ access: RemoteAccess) {
        self.init(access.httpSettings, credentials: RegistryCredentials(file: access.credentials.dockerConfigFile))
    }
}

// What an operator reads.

private let notListed = "it is not of this source"
private func noRepository(_ text: String) -> String {
    "\(quoted(text, limit: 200)) is no repository that a registry can have (lower case, digits and . _ - / in its name)"
}
private func tooLarge(_ most: Int) -> String { "it is larger than the \(most >> 20) MiB that one entry may have" }
private func tooMany(_ most: Int) -> String { "it holds more than the \(most) entries that one source may have" }
private func tooMuch(_ most: Int) -> String { "it holds more than the \(most >> 20) MiB that one source may have" }
