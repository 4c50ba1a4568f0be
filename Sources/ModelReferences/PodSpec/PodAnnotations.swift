import KubernetesModel

/// The annotations by which KServe tells its pod webhook what to download.
enum PodAnnotations {
    static func isKServe(_ key: Node) -> Bool {
        keys.contains { key.isString($0) }
    }

    static func read(_ member: Node.Member, beside annotations: Node) -> FoundReference? {
        guard let text = member.value.nonEmptyString else { return nil }
        let path = member.value.path
        let position = member.value.position
        if member.keyEquals(spec) {
            guard text == "true" else { return nil }
            let key = annotations[specKey]?.nonEmptyString
            return FoundReference(
                "storage key=\(key ?? "default")", consumer: .kserve, pinning: .unresolved(inSecret), path: path,
                position: position, destination: StorageInitializer.destination)
        }
        return FoundReference(
            text, consumer: .kserve, path: path, position: position, destination: StorageInitializer.destination)
    }

    private static let spec = "internal.serving.kserve.io/storage-spec"
    private static let specKey = "internal.serving.kserve.io/storage-spec-key"
    private static let keys = [
        "internal.serving.kserve.io/storage-initializer-sourceuri",
        "internal.serving.kserve.io/localmodel-sourceuri", spec,
    ]
}

// MARK: - What the user reads

private let inSecret = "without its bucket, which stands in a Secret"
