import PolicyEngine

extension EvidenceSource {
    /// What reads it.
    package var store: any EvidenceStore {
        switch place {
        case .directory(let path): DirectoryStore(name: name, path: path)
        case .https(let url, let access): HTTPSStore(name: name, url: url, access: access)
        case .s3, .oci, .mlflow: UnreadableStore(name: name, place: description)
        }
    }
}
