import PolicyEngine

extension EvidenceSource {
    /// What reads it.
    package var store: any EvidenceStore {
        switch place {
        case .directory(let path): DirectoryStore(name: name, path: path)
        case .https, .s3, .oci, .mlflow: UnreadableStore(name: name, place: description)
        }
    }
}
