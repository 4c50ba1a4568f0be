import Attestation
import KubernetesModel
import PolicyEngine

/// Evidence as a store would hold it: envelopes that are really signed, and really verified when the index is made.
package struct EvidenceShelf: Sendable {
    package var envelopes: [(place: String, bytes: [UInt8])] = []
    package var records: [UnsignedRecord] = []
    /// Why the source cannot be read; nil where it can.
    package var failure: String?

    package init() {}

    /// The source's document.
    package static let source = """
        apiVersion: pedigree.dev/v1alpha1
        kind: EvidenceSource
        metadata: {name: git}
        spec: {directory: {path: evidence/}}
        ---

        """

    /// Puts a signed statement on the shelf.
    package mutating func add(_ place: String, _ payload: String, signedBy parties: Party...) throws {
        let bytes = Array(payload.utf8)
        switch parties.count {
        case 1: add(place, try Envelope.sign(payload: bytes, with: parties[0].key))
        default: add(place, try Envelope.sign(payload: bytes, with: parties[0].key, parties[1].key))
        }
    }

    package mutating func add(_ place: String, _ bytes: [UInt8]) { envelopes.append((place, bytes)) }

    /// What a store makes of the shelf for this policy set.
    package func index(for policies: PolicySet) throws -> EvidenceIndex {
        let verifier = EnvelopeVerifier(trustRoots: policies.trustRoots)
        let items = try envelopes.map { place, bytes in
            let envelope = try Envelope.parse(bytes)
            let claims = envelope.claims()
            return EvidenceItem(
                source: "git", place: place, digest: envelope.digest,
                claims: EvidenceItem.Claims(predicateType: claims.predicateType, subjects: claims.subjects),
                outcome: verifier.verify(envelope))
        }
        let source = EvidenceIndex.Source(name: "git", place: "directory evidence/", failure: failure)
        return EvidenceIndex(sources: [source], items: items, records: records)
    }
}
