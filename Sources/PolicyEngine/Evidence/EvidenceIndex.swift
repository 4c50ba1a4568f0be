import Attestation
import KubernetesModel

/// All evidence as it stood at one moment, by what it is about: a value that never changes. The hot path reads this and
/// nothing else.
package struct EvidenceIndex: Sendable {
    /// How a source stood when the index was made.
    package struct Source: Sendable, Hashable {
        package var name: String
        /// Where it looks, for messages: `directory evidence/`.
        package var place: String
        /// Why nothing could be read from it; nil where it was read. What it held before is kept meanwhile.
        package var failure: String?

        package init(name: String, place: String, failure: String? = nil) {
            self.name = name
            self.place = place
            self.failure = failure
        }
    }

    package private(set) var sources: [Source]
    package let items: [EvidenceItem]
    package let records: [UnsignedRecord]
    private let itemsByDigest: [Digest: [Int]]
    private let itemsByURI: [String: [Int]]
    private let recordsByDigest: [Digest: [Int]]
    private let recordsByURI: [String: [Int]]
    private let itemsByFamily: [String: [Int]]
    private let itemsByPlace: [String: [Int]]

    package static let empty = EvidenceIndex(sources: [], items: [], records: [])

    package init(sources: [Source], items: [EvidenceItem], records: [UnsignedRecord]) {
        self.sources = sources
        self.items = items
        self.records = records
        let found = Self.places(items.map(\.claims.subjects))
        itemsByDigest = found.byDigest
        itemsByURI = found.byURI
        let recorded = Self.places(records.map(\.subjects))
        recordsByDigest = recorded.byDigest
        recordsByURI = recorded.byURI
        itemsByFamily = Self.families(items)
        var places: [String: [Int]] = [:]
        for (index, item) in items.enumerated() {
            places[item.place, default: []].append(index)
            places[item.digest.description, default: []].append(index)
        }
        itemsByPlace = places
    }

    /// The same evidence, where the sources that `reasons` names could not say whether they have more.
    package func failing(_ reasons: [String: String]) -> EvidenceIndex {
        var index = self
        for place in index.sources.indices {
            guard let reason = reasons[index.sources[place].name] else { continue }
            index.sources[place].failure = index.sources[place].failure ?? reason
        }
        return index
    }

    /// The envelopes that claim to be about a subject with this digest or this exact URI, in the order of the sources.
    package func items(digest: Digest?, uri: String?) -> [EvidenceItem] {
        Self.union(digest.flatMap { itemsByDigest[$0] }, uri.flatMap { itemsByURI[$0] }).map { items[$0] }
    }

    package func records(digest: Digest?, uri: String?) -> [UnsignedRecord] {
        Self.union(digest.flatMap { recordsByDigest[$0] }, uri.flatMap { recordsByURI[$0] }).map { records[$0] }
    }

    /// Envelopes about other versions of what lies at `uri`: for saying what was found instead.
    package func relatives(of uri: String) -> [EvidenceItem] {
        (itemsByFamily[Self.family(of: uri)] ?? []).map { items[$0] }
    }

    /// The envelope that a hint names: `sha256:` of its carrier, or its path inside a source.
    package func items(hint: String) -> [EvidenceItem] { (itemsByPlace[hint] ?? []).map { items[$0] } }

    private static func families(_ items: [EvidenceItem]) -> [String: [Int]] {
        var families: [String: [Int]] = [:]
        for (index, item) in items.enumerated() {
            for subject in item.claims.subjects {
                guard let uri = subject.uri ?? subject.name else { continue }
                let family = family(of: uri)
                guard families[family]?.last != index else { continue }
                families[family, default: []].append(index)
            }
        }
        return families
    }

    /// `s3://b/fraud/v47/` is one of `s3://b/fraud`; a repository with a tag, digest or commit is one of the repository.
    static func family(of uri: String) -> String {
        let scheme = uri.firstRange(of: "://")?.upperBound ?? uri.startIndex
        let path = uri[scheme...].utf8
        let trimmed = path.last == UInt8(ascii: "/") ? path.dropLast() : path
        let name = trimmed.lastIndex(of: UInt8(ascii: "/")).map { trimmed.index(after: $0) } ?? trimmed.startIndex
        if let mark = trimmed[name...].firstIndex(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: ":") }) {
            return String(uri[..<mark])
        }
        let isStore = ["s3:", "gs:", "abfs", "wasb", "oss:", "cos:", "minio:", "pvc:", "models:"].contains {
            uri.hasPrefix($0)
        }
        guard isStore, name > trimmed.startIndex else { return String(uri[..<trimmed.endIndex]) }
        return String(uri[..<trimmed.index(before: name)])
    }

    private static func union(_ left: [Int]?, _ right: [Int]?) -> [Int] {
        guard let left, !left.isEmpty else { return right ?? [] }
        guard let right, !right.isEmpty else { return left }
        return Set(left).union(right).sorted()
    }

    private static func places(_ all: [[ResourceDescriptor]]) -> (byDigest: [Digest: [Int]], byURI: [String: [Int]]) {
        var byDigest: [Digest: [Int]] = [:]
        var byURI: [String: [Int]] = [:]
        for (index, subjects) in all.enumerated() {
            for subject in subjects {
                for algorithm in Digest.Algorithm.allCases {
                    guard let digest = subject.digest(algorithm), byDigest[digest]?.last != index else { continue }
                    byDigest[digest, default: []].append(index)
                }
                guard let uri = subject.uri, byURI[uri]?.last != index else { continue }
                byURI[uri, default: []].append(index)
            }
        }
        return (byDigest, byURI)
    }
}
