import PolicyEngine

extension EvidenceSource {
    /// What reads it.
    package var store: any EvidenceStore {
        switch place {
        case .directory(let path): DirectoryStore(name: name, path: path)
        case .oci(let repositories, let access):
            OCIStore(name: name, place: description, repositories: repositories, access: access)
        case .https, .s3, .mlflow: UnreadableStore(name: name, place: description)
        }
    }
}
