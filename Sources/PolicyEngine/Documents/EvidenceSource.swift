/// A document of kind `EvidenceSource` (`pedigree.dev/v1alpha1`): where evidence lies.
package struct EvidenceSource: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        /// A directory: where it lies as seen from where the document's file was named.
        case directory(path: String)
    }

    package var name: String
    package var place: Place
    package var origin: PolicyOrigin

    package init(name: String, place: Place, origin: PolicyOrigin = PolicyOrigin()) {
        self.name = name
        self.place = place
        self.origin = origin
    }

    /// For messages: `directory evidence/`.
    package var description: String {
        switch place {
        case .directory(let path): "directory \(path)"
        }
    }
}
