import PolicyEngine

extension EvidenceSource {
    /// What reads it.
    package var store: any EvidenceStore {
        switch place {
        case .directory(let path): DirectoryStore(name: name, path: path)
        }
    }
}
