import Attestation
import HTTPTransport
import KubernetesModel

extension RegistryClient {
    /// The manifest that `reference` names now; of a digest the one that has it.
    package func manifest(
        _ reference: OCIReference, in repository: OCIRepository, for access: RegistryAccess = .pull,
        by deadline: Deadline
    ) throws(ServiceFailure) -> OCIManifest {
        try manifestWithBytes(reference, in: repository, for: access, by: deadline).manifest
    }

    package func manifestWithBytes(
        _ reference: OCIReference, in repository: OCIRepository, for access: RegistryAccess, by deadline: Deadline
    ) throws(ServiceFailure) -> (manifest: OCIManifest, bytes: [UInt8]) {
        guard let segment = reference.segment else { throw ServiceFailure(.malformed, badTag(repository)) }
        let request = HTTPRequest(
            .get, url(repository, "manifests/\(segment)"), headers: [HTTPHeader("Accept", OCIManifest.accepted)],
            maxBytes: RegistryLimits.manifestBytes)
        let response = try send(request, to: repository, for: access, by: deadline)
        guard response.status == 200 else { throw failure(response, repository, manifestNamed(repository, reference)) }
        var digest: Digest?
        if case .digest(let wanted) = reference {
            guard wanted.names(response.body) else { throw mismatch(repository, wanted) }
            digest = wanted
        }
        do throws(OCIManifest.Objection) {
            let type = response.header("content-type")
            return (try OCIManifest(response.body, type: type, digest: digest), response.body)
        } catch {
            throw ServiceFailure(.malformed, noManifest(repository, reference, error.reason))
        }
    }

    /// The digest that a tag stands for now: of an index that of the index itself. It is that of the bytes that came.
    package func resolve(
        _ tag: String, in repository: OCIRepository, by deadline: Deadline
    ) throws(ServiceFailure) -> Digest {
        try manifest(.tag(tag), in: repository, by: deadline).digest
    }

    /// The digest that the registry claims a tag to stand for: good for seeing that nothing changed, and for nothing else.
    package func claimedDigest(
        _ tag: String, in repository: OCIRepository, by deadline: Deadline
    ) throws(ServiceFailure) -> Digest? {
        guard OCIReference.isTag(tag) else { throw ServiceFailure(.malformed, badTag(repository)) }
        let request = HTTPRequest(
            .head, url(repository, "manifests/\(tag)"), headers: [HTTPHeader("Accept", OCIManifest.accepted)])
        let response = try send(request, to: repository, for: .pull, by: deadline)
        guard response.status == 200 else { throw failure(response, repository, manifestNamed(repository, .tag(tag))) }
        return response.header("docker-content-digest").flatMap { Digest(oci: $0) }
    }

    /// The bytes that `digest` names.
    package func blob(
        _ digest: Digest, in repository: OCIRepository, maxBytes: Int, by deadline: Deadline
    ) throws(ServiceFailure) -> [UInt8] {
        let request = HTTPRequest(.get, url(repository, "blobs/\(digest)"), maxBytes: maxBytes)
        let response = try send(request, to: repository, for: .pull, by: deadline)
        guard response.status == 200 else { throw failure(response, repository, "blob \(repository)@\(digest)") }
        guard digest.names(response.body) else { throw mismatch(repository, digest) }
        return response.body
    }

    /// Whether the repository has the bytes that `digest` names, without reading them.
    package func hasBlob(
        _ digest: Digest, in repository: OCIRepository, by deadline: Deadline
    ) throws(ServiceFailure) -> Bool {
        let request = HTTPRequest(.head, url(repository, "blobs/\(digest)"))
        let response = try send(request, to: repository, for: .pull, by: deadline)
        if response.status == 404 { return false }
        guard response.isSuccess else { throw failure(response, repository, "blob \(repository)@\(digest)") }
        return true
    }

    /// All tags of a repository, sorted.
    ///
    /// - Parameter most: more than these are an error.
    package func tags(
        in repository: OCIRepository, most: Int = .max, by deadline: Deadline
    ) throws(ServiceFailure) -> [String] {
        let most = min(most, RegistryLimits.tags)
        var tags: Set<String> = []
        var pages = PageWalk(url(repository, "tags/list?n=1000"))
        while let url = pages.next {
            let request = HTTPRequest(.get, url, maxBytes: RegistryLimits.listBytes)
            let response = try send(request, to: repository, for: .pull, by: deadline)
            guard response.status == 200 else { throw failure(response, repository, "repository \(repository.name)") }
            guard let root = parsed(response.body, nodes: 2 * RegistryLimits.tags), root.isObject,
                let list = root["tags"],
                list.isArray || list.isNull
            else { throw ServiceFailure(.malformed, noTags(repository)) }
            // A tag that cannot be one is not asked for.
            tags.formUnion(list.elements.compactMap(\.string).filter(OCIReference.isTag))
            guard tags.count <= most else { throw ServiceFailure(.malformed, tooManyTags(repository, most)) }
            try turn(&pages, response, repository)
        }
        return tags.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// What refers to `subject`, by the referrers API; nil where the registry has none (distribution spec, "Listing
    /// Referrers").
    ///
    /// - Parameter artifactType: only those; nil for all.
    package func referrers(
        of subject: Digest, artifactType: String? = nil, in repository: OCIRepository, by deadline: Deadline
    ) throws(ServiceFailure) -> OCIReferrers? {
        var found = OCIReferrers()
        let query = artifactType.map { "?artifactType=\(PercentEncoding.segment($0))" } ?? ""
        var pages = PageWalk(url(repository, "referrers/\(subject)\(query)"))
        while let url = pages.next {
            let request = HTTPRequest(
                .get, url, headers: [HTTPHeader("Accept", OCIManifest.index)], maxBytes: RegistryLimits.manifestBytes)
            let response = try send(request, to: repository, for: .pull, by: deadline)
            if pages.count == 1, Self.hasNoReferrers(response) { return nil }
            guard response.status == 200 else { throw failure(response, repository, "referrers of \(subject)") }
            guard let page = try? OCIManifest(response.body, type: OCIManifest.index, digest: nil),
                case .index(let descriptors) = page.content
            else { throw ServiceFailure(.malformed, noReferrers(repository, subject)) }
            // The filter is applied here too: registries need not apply it.
            found.descriptors += descriptors.filter { artifactType == nil || $0.artifactType == artifactType }
            found.unreadable += page.unreadable
            guard found.descriptors.count <= RegistryLimits.referrers else {
                throw ServiceFailure(.malformed, tooManyReferrers(repository, subject))
            }
            try turn(&pages, response, repository)
        }
        return found
    }

    /// 404 says it (distribution spec, "Unavailable Referrers API"); some registries answer as they do to any path that
    /// they do not know.
    private static func hasNoReferrers(_ response: HTTPResponse) -> Bool {
        [404, 405, 501].contains(response.status)
            || (response.status == 200 && response.header("content-type")?.hasPrefix("text/html") == true)
    }

    private func turn(
        _ pages: inout PageWalk, _ response: HTTPResponse, _ repository: OCIRepository
    ) throws(ServiceFailure) {
        guard let link = LinkHeader.next(in: response) else { return pages.end() }
        guard let url = resolve(link, repository) else { throw ServiceFailure(.malformed, foreignLink(repository)) }
        guard pages.turn(to: url) else { throw ServiceFailure(.malformed, endless(repository)) }
    }

    private func parsed(_ body: [UInt8], nodes: Int) -> Node? {
        let limits = ParseLimits(bytes: RegistryLimits.listBytes, depth: 16, nodes: nodes)
        return try? JSONParser.parse(body, limits: limits, tellsPlaces: false).root
    }

    private func mismatch(_ repository: OCIRepository, _ digest: Digest) -> ServiceFailure {
        ServiceFailure(.mismatch, otherBytes(repository, digest))
    }
}

/// What refers to one subject.
package struct OCIReferrers: Sendable, Hashable {
    package var descriptors: [OCIDescriptor] = []
    /// Those that could not be read.
    package var unreadable = 0

    package init() {}
}

/// Pages of a listing, each at most once and not without end.
private struct PageWalk {
    private(set) var next: String?
    private(set) var count = 1
    private var seen: Set<String> = []

    init(_ first: String) {
        next = first
        seen = [first]
    }

    mutating func end() { next = nil }

    /// Whether there is such a page.
    mutating func turn(to url: String) -> Bool {
        guard count < RegistryLimits.pages, seen.insert(url).inserted else { return false }
        count += 1
        next = url
        return true
    }
}

// What an operator reads.

private func manifestNamed(_ repository: OCIRepository, _ reference: OCIReference) -> String {
    switch reference {
    case .tag(let tag): "tag \(repository.name):\(printable(tag, limit: 128))"
    case .digest(let digest): "manifest \(repository.name)@\(digest)"
    }
}
private func badTag(_ repository: OCIRepository) -> String { "a tag of \(repository) is none that a registry can have" }
private func noManifest(_ repository: OCIRepository, _ reference: OCIReference, _ reason: String) -> String {
    "\(repository.endpoint) gave no manifest for \(manifestNamed(repository, reference)): \(reason)"
}
private func otherBytes(_ repository: OCIRepository, _ digest: Digest) -> String {
    "\(repository.endpoint) gave other bytes than those that \(repository.name)@\(digest) names"
}
private func noTags(_ repository: OCIRepository) -> String {
    "\(repository.endpoint) answered with no list of the tags of \(repository.name)"
}
private func tooManyTags(_ repository: OCIRepository, _ most: Int) -> String {
    "\(repository.endpoint) lists more than \(most) tags of \(repository.name)"
}
private func noReferrers(_ repository: OCIRepository, _ subject: Digest) -> String {
    "\(repository.endpoint) answered with no list of what refers to \(repository.name)@\(subject)"
}
private func tooManyReferrers(_ repository: OCIRepository, _ subject: Digest) -> String {
    "\(repository.endpoint) lists more than \(RegistryLimits.referrers) referrers of \(repository.name)@\(subject)"
}
private func foreignLink(_ repository: OCIRepository) -> String {
    "\(repository.endpoint) continues a listing of \(repository.name) at another host"
}
private func endless(_ repository: OCIRepository) -> String {
    "\(repository.endpoint) lists \(repository.name) without end"
}
