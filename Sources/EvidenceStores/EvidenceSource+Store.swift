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
        case .https, .s3, .oci, .mlflow: UnreadableStore(name: name, place: description)
        }
    }
}
