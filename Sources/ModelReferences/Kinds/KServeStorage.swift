import KubernetesModel

/// A `storage` block: key, path and parameters instead of a URI. The scheme and the bucket may stand in the Secret
/// `storage-config` only (kserve pkg/credentials/service_account_credentials.go, CreateStorageSpecSecretEnvs).
struct KServeStorage {
    private let node: Node
    private let consumer: Consumer
    private let role: ModelReference.Role
    private let trafficPercent: Int?

    init(_ node: Node, consumer: Consumer, role: ModelReference.Role, trafficPercent: Int? = nil) {
        self.node = node
        self.consumer = consumer
        self.role = role
        self.trafficPercent = trafficPercent
    }

    func read(into collector: inout ReferenceCollector) {
        guard let place = node["path"] ?? node["key"] else { return }
        let path = node["path"]?.nonEmptyString
        let bucket = node[path: "parameters", "bucket"]?.nonEmptyString
        let type = node[path: "parameters", "type"]?.nonEmptyString
        guard let value = uri(type: type, bucket: bucket, path: path) else {
            collector.add(
                description(path), at: place, consumer: consumer, role: role, pinning: .unresolved(inSecret),
                suggestion: nameURI, trafficPercent: trafficPercent)
            return
        }
        let mark = collector.mark
        collector.add(
            value, at: place, consumer: consumer, role: role, trafficPercent: trafficPercent,
            endpointOverrides: endpointOverrides)
        guard type == nil else { return }
        collector.changeReferences(since: mark) { $0.unproven(inSecret, suggestion: nameURI) }
    }

    /// Only `s3` has a bucket; `hdfs` and `webhdfs` take the path as it is.
    private func uri(type: String?, bucket: String?, path: String?) -> String? {
        let path = path ?? ""
        if let bucket, type == nil || type == "s3" { return "s3://\(bucket)/\(path)" }
        if let type, type == "hdfs" || type == "webhdfs" { return "\(type)://\(path)" }
        return nil
    }

    private func description(_ path: String?) -> String {
        var words = ["storage"]
        if let key = node["key"]?.nonEmptyString { words.append("key=\(key)") }
        if let path { words.append("path=\(path)") }
        return words.joined(separator: " ")
    }

    /// Parameters replace what the Secret says, its endpoint included.
    private var endpointOverrides: [EndpointOverride] {
        let names = ["endpoint_url", "cabundle_configmap", "certificate", "namenode"]
        return names.compactMap { name in
            guard let parameter = node[path: "parameters", name] else { return nil }
            return EndpointOverride(name: name, value: parameter.scalarText, path: parameter.path)
        }
    }
}

// MARK: - What the user reads

private let inSecret = "completed by a Secret, which alone says the kind of storage, the bucket or the endpoint"
private let nameURI = "name the whole URI in storageUri, e.g. s3://BUCKET/PATH/v1/"
