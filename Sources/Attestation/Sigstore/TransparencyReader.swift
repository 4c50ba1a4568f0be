import KubernetesModel

/// Reads `tlogEntries` and `timestampVerificationData` of a bundle.
struct TransparencyReader {
    let version: TransparencyMaterial.BundleVersion

    static let mostEntries = 8
    static let mostTimestamps = 8
    /// A tree of 2^63 entries needs no more.
    static let mostHashes = 63
    static let longestCheckpoint = 16 << 10
    static let longestTimestamp = 64 << 10

    func material(_ node: Node) throws(Rejection) -> TransparencyMaterial {
        var entries: [LogEntry] = []
        for element in try list(node["tlogEntries"], "tlogEntries", most: Self.mostEntries) {
            entries.append(try entry(element))
        }
        let data = node["timestampVerificationData"]
        var timestamps: [[UInt8]] = []
        for element in try list(data?["rfc3161Timestamps"], "rfc3161Timestamps", most: Self.mostTimestamps) {
            let bytes = try bytes(element["signedTimestamp"], "signedTimestamp")
            guard bytes.count <= Self.longestTimestamp else { throw Rejection(.size, .invalid, longTimestamp) }
            timestamps.append(bytes)
        }
        return TransparencyMaterial(
            version: version, entries: entries, timestamps: timestamps,
            hasChain: !ProtobufJSON.isUnset(node["x509CertificateChain"]))
    }

    private func entry(_ node: Node) throws(Rejection) -> LogEntry {
        guard let kind = node[path: "kindVersion", "kind"]?.nonEmptyString,
            let kindVersion = node[path: "kindVersion", "version"]?.nonEmptyString
        else { throw malformed("tlogEntries[].kindVersion", "kind and version") }
        let time = try count(node["integratedTime"], "integratedTime")
        var promise: [UInt8]?
        if !ProtobufJSON.isUnset(node["inclusionPromise"]) {
            promise = try bytes(node[path: "inclusionPromise", "signedEntryTimestamp"], "signedEntryTimestamp")
        }
        return LogEntry(
            index: try count(node["logIndex"], "logIndex"),
            logID: try bytes(node[path: "logId", "keyId"], "logId.keyId"), kind: kind, version: kindVersion,
            integratedTime: time == 0 ? nil : time, promise: promise, proof: try proof(node["inclusionProof"]),
            body: try bytes(node["canonicalizedBody"], "canonicalizedBody"))
    }

    private func proof(_ node: Node?) throws(Rejection) -> LogEntry.InclusionProof? {
        guard let node, !node.isNull else { return nil }
        guard node.isObject else { throw malformed("inclusionProof", "object") }
        var hashes: [[UInt8]] = []
        for element in try list(node["hashes"], "inclusionProof.hashes", most: Self.mostHashes) {
            hashes.append(try hash(element, "inclusionProof.hashes[]"))
        }
        return LogEntry.InclusionProof(
            index: try count(node["logIndex"], "inclusionProof.logIndex"),
            treeSize: try count(node["treeSize"], "inclusionProof.treeSize"),
            rootHash: try hash(node["rootHash"], "inclusionProof.rootHash"), hashes: hashes,
            checkpoint: try checkpoint(node["checkpoint"]))
    }

    private func checkpoint(_ node: Node?) throws(Rejection) -> String? {
        guard let node, !node.isNull, let envelope = node["envelope"], !envelope.isNull else { return nil }
        guard let text = envelope.string else { throw malformed("inclusionProof.checkpoint.envelope", "text") }
        guard text.utf8.count <= Self.longestCheckpoint else { throw Rejection(.size, .invalid, longCheckpoint) }
        return text
    }

    private func list(_ node: Node?, _ name: String, most: Int) throws(Rejection) -> [Node] {
        guard let node, !node.isNull else { return [] }
        guard node.isArray else { throw malformed(name, "list") }
        guard node.count <= most else { throw Rejection(.size, .invalid, tooMany(name, node.count, most)) }
        return Array(node.elements)
    }

    private func count(_ node: Node?, _ name: String) throws(Rejection) -> UInt64 {
        guard let value = ProtobufJSON.count(node) else { throw malformed(name, "number from 0") }
        return value
    }

    private func bytes(_ node: Node?, _ name: String) throws(Rejection) -> [UInt8] {
        guard let value = ProtobufJSON.bytes(node), !value.isEmpty else {
            throw Rejection(.base64, .invalid, noBytes(name))
        }
        return value
    }

    private func hash(_ node: Node?, _ name: String) throws(Rejection) -> [UInt8] {
        let value = try bytes(node, name)
        guard value.count == 32 else { throw Rejection(.json, .invalid, noHash(name)) }
        return value
    }
}

// MARK: - What the user reads

private let longTimestamp = "a timestamp of the bundle is larger than 64 KiB"
private let longCheckpoint = "a checkpoint of the bundle is larger than 16 KiB"
private func noBytes(_ name: String) -> String { "\(name) is missing, empty or not strict base64" }
private func noHash(_ name: String) -> String { "\(name) is no SHA-256: it has not 32 bytes" }
private func tooMany(_ name: String, _ count: Int, _ most: Int) -> String {
    "\(name) has \(count) elements; at most \(most) are looked at"
}
