import PolicyEngine

extension EvidenceSource {
    /// What reads it, and keeps what it read from the network in a directory.
    package func store(cachedIn directory: String, isOffline: Bool = false) -> any EvidenceStore {
        let store = store
        return store.remote == nil ? store : CachedStore(store, in: directory, isOffline: isOffline)
    }

    /// What reads it.
    package var store: any EvidenceStore {
        switch place {
        case .directory(let path): DirectoryStore(name: name, path: path)
        case .https(let url, let access): HTTPSStore(name: name, url: url, access: access)
        case .s3(let location, let access): S3Store(name: name, location, access)
        case .oci(let repositories, let access):
            OCIStore(name: name, place: description, repositories: repositories, access: access)
        case .mlflow(let url, let models, let access):
            MLflowStore(name: name, url: url, models: models, access: access)
        }
    }
}
