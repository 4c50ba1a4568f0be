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

    package let sources: [Source]
    package let items: [EvidenceItem]
    package let records: [UnsignedRecord]
    private let itemsByDigest: [Digest: [Int]]
    private let itemsByURI: [String: [Int]]
    private let recordsByDigest: [Digest: [Int]]
    private let recordsByURI: [String: [Int]]

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
    }

    /// The envelopes that claim to be about a subject with this digest or this exact URI, in the order of the sources.
    package func items(digest: Digest?, uri: String?) -> [EvidenceItem] {
        Self.union(digest.flatMap { itemsByDigest[$0] }, uri.flatMap { itemsByURI[$0] }).map { items[$0] }
    }

    package func records(digest: Digest?, uri: String?) -> [UnsignedRecord] {
        Self.union(digest.flatMap { recordsByDigest[$0] }, uri.flatMap { recordsByURI[$0] }).map { records[$0] }
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
