import KubernetesModel

/// Reads the predicate of a model signature: `serialization` and `resources`.
struct ManifestReader {
    let hash: FileHash
    let allowsSymbolicLinks: Bool
    let ignoredPaths: [ModelPath]
    /// nil: whole files.
    private let shardSize: UInt64?

    init(_ node: Node?) throws(Rejection) {
        guard let node, node.isObject, let method = node["method"]?.string else { throw broken("serialization.method") }
        guard let name = node["hash_type"]?.string else { throw broken("serialization.hash_type") }
        guard let hash = FileHash(rawValue: name) else { throw Rejection(.predicate, .invalid, unknownHash(name)) }
        self.hash = hash
        allowsSymbolicLinks = node["allow_symlinks"]?.bool ?? false
        ignoredPaths = try Self.ignoredPaths(node["ignore_paths"])
        switch method {
        case "files": shardSize = nil
        case "shards":
            guard let size = node["shard_size"]?.int, size > 0 else { throw broken("serialization.shard_size") }
            shardSize = UInt64(size)
        default: throw Rejection(.predicate, .invalid, unknownMethod(method))
        }
    }

    func resources(_ node: Node?) throws(Rejection) -> [ModelManifest.Resource] {
        guard let node, node.isArray else { throw broken("resources") }
        guard node.count > 0 else { throw Rejection(.predicate, .invalid, noFiles) }
        var resources: [ModelManifest.Resource] = []
        var ends: [ModelPath?: UInt64] = [:]
        for element in node.elements {
            let resource = try resource(element)
            // A file stands in the list once; the parts of one follow each other without a gap.
            guard ends[resource.path] == (resource.range?.lowerBound == 0 ? nil : resource.range?.lowerBound) else {
                throw Rejection(.predicate, .invalid, twice(resource.path))
            }
            ends[resource.path] = resource.range?.upperBound ?? 0
            resources.append(resource)
        }
        guard ends[nil] == nil || ends.count == 1 else { throw Rejection(.predicate, .invalid, notOneFile) }
        return resources
    }

    private func resource(_ node: Node) throws(Rejection) -> ModelManifest.Resource {
        guard let name = node["name"]?.string else { throw broken("resources[].name") }
        guard node["algorithm"]?.string == algorithm else { throw Rejection(.predicate, .invalid, otherHash(name)) }
        guard let digest = node["digest"]?.string, digest.utf8.count == 2 * hash.byteCount,
            ContentDigest.bytes(hex: digest) != nil
        else { throw Rejection(.predicate, .invalid, badDigest(name)) }
        let (file, range) = try part(name)
        guard file != "." else { return ModelManifest.Resource(path: nil, range: range, digest: digest) }
        guard let path = ModelPath(file) else { throw Rejection(.predicate, .invalid, badPath(file)) }
        return ModelManifest.Resource(path: path, range: range, digest: digest)
    }

    /// As model_signing names the hash of a resource: `sha256`, or `sha256-sharded-1000000`.
    private var algorithm: String { shardSize.map { "\(hash.rawValue)-sharded-\($0)" } ?? hash.rawValue }

    /// `FILE`, or `FILE:START:END` where files are signed in parts.
    private func part(_ name: String) throws(Rejection) -> (String, Range<UInt64>?) {
        guard let shardSize else { return (name, nil) }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let start = UInt64(parts[1]), let end = UInt64(parts[2]), start < end,
            end - start <= shardSize
        else { throw Rejection(.predicate, .invalid, badPath(name)) }
        return (String(parts[0]), start..<end)
    }

    private static func ignoredPaths(_ node: Node?) throws(Rejection) -> [ModelPath] {
        guard let node, !node.isNull else { return [] }
        guard node.isArray, node.count <= ModelManifest.mostIgnoredPaths else {
            throw broken("serialization.ignore_paths")
        }
        var paths: [ModelPath] = []
        for element in node.elements {
            guard let text = element.string else { throw broken("serialization.ignore_paths") }
            guard let path = ModelPath(text) else { throw Rejection(.predicate, .invalid, badPath(text)) }
            paths.append(path)
        }
        return paths
    }
}

private func broken(_ field: String) -> Rejection { Rejection(.predicate, .invalid, missing(field)) }

// MARK: - What the user reads

private let noFiles = "the model signature lists no file"
private let notOneFile = "the model signature is of one file (\".\") and of others at once"
private func missing(_ field: String) -> String { "the model signature's \(field) is missing or malformed" }
private func unknownHash(_ name: String) -> String {
    "the model signature's hash \(quoted(name, limit: 60)) is none of sha256, blake2b and blake3"
}
private func unknownMethod(_ name: String) -> String {
    "the model signature's method \(quoted(name, limit: 60)) is neither files nor shards"
}
private func otherHash(_ name: String) -> String {
    "the model signature's entry \(quoted(name)) has another hash than its serialization says"
}
private func badDigest(_ name: String) -> String { "the digest of \(quoted(name)) in the model signature is malformed" }
private func badPath(_ path: String) -> String {
    "the model signature names the path \(quoted(path)), which is no plain path within a model"
}
private func twice(_ path: ModelPath?) -> String {
    "the model signature lists \(quoted(path?.description ?? ".")) twice, or with parts missing"
}
