import KubernetesModel

/// Settings that make the same URI mean another server: endpoints, proxies, CA bundles, DNS.
package enum EndpointSettings {
    /// Which fetches a setting bears on.
    private enum Reach {
        case everything, s3, hub, mlflow, gcs, azure, modelScope, wandb, kaggle, nim
    }

    /// Those of the whole pod: `hostAliases` and `dnsConfig`.
    package static func ofPod(_ podSpec: Node?) -> [EndpointOverride] {
        guard let podSpec else { return [] }
        var found: [EndpointOverride] = []
        if let aliases = podSpec["hostAliases"] {
            for alias in aliases.elements {
                let hosts = alias["hostnames"]?.elements.compactMap(\.string).joined(separator: " ") ?? ""
                let address = alias["ip"]?.string ?? ""
                found.append(EndpointOverride(name: "hostAliases", value: "\(address) \(hosts)", path: alias.path))
            }
        }
        // A search domain comes before the name itself where the name has fewer dots than `ndots`.
        for key in ["nameservers", "searches"] {
            guard let list = podSpec[path: "dnsConfig", key], list.count > 0 else { continue }
            let value = list.elements.compactMap(\.string).joined(separator: " ")
            found.append(EndpointOverride(name: "dnsConfig.\(key)", value: value, path: list.path))
        }
        return found
    }

    /// Those of one container, or of the script in it, that bear on what is fetched, in the order of their names.
    static func ofContainer(_ reading: ContainerReading, fetching found: FoundReference) -> [EndpointOverride] {
        let variables = found.scriptEnvironment ?? reading.environment.variables
        var overrides: [EndpointOverride] = []
        for name in names(in: variables) {
            guard let word = variables[name], !word.text.isEmpty, let reach = name.withBytes(reach(of:)),
                bears(reach, on: found.value, by: found.consumer)
            else { continue }
            overrides.append(
                EndpointOverride(name: name, value: word.unresolved.isEmpty ? word.text : nil, path: word.path))
        }
        // On a server the source is a finding by itself.
        guard reading.server == nil else { return overrides }
        for source in reading.environment.unknownSources {
            overrides.append(
                EndpointOverride(name: "envFrom \(source.description)", value: nil, path: source.node.path))
        }
        return overrides
    }

    /// The settings among the variables. Of very many, those are looked up that are known: a server's every reference
    /// asks.
    private static func names(in variables: Variables) -> [String] {
        if variables.count <= 256 { return variables.names { reach(of: $0) != nil }.sorted() }
        return table.flatMap { [$0.name, $0.name.lowercased(), "AWS_ENDPOINT_URL_S3"] }
            .filter(variables.contains).reduce(into: Set()) { $0.insert($1) }.sorted()
    }

    private static func reach(of name: UnsafeRawBufferPointer) -> Reach? {
        if let number = numbers.find(name) { return table[number].reach }
        if name.begins(with: "AWS_ENDPOINT_URL_") { return .s3 }
        return name.begins(with: "RCLONE_CONFIG") ? .everything : nil
    }

    private static let numbers = NameTable(table.map(\.name), matching: .anyCase)

    private static let table: [(name: String, reach: Reach)] = [
        ("HTTPS_PROXY", .everything), ("HTTP_PROXY", .everything), ("ALL_PROXY", .everything),
        ("SSL_CERT_FILE", .everything), ("SSL_CERT_DIR", .everything), ("REQUESTS_CA_BUNDLE", .everything),
        ("CURL_CA_BUNDLE", .everything), ("GIT_SSL_CAINFO", .everything), ("GIT_SSL_NO_VERIFY", .everything),
        ("PYTHONHTTPSVERIFY", .everything), ("CA_BUNDLE_CONFIGMAP_NAME", .everything),
        ("CA_BUNDLE_VOLUME_MOUNT_POINT", .everything),
        ("AWS_ENDPOINT_URL", .s3), ("AWS_CA_BUNDLE", .s3), ("S3_ENDPOINT", .s3), ("S3_ENDPOINT_URL", .s3),
        ("S3_USE_HTTPS", .s3), ("S3_VERIFY_SSL", .s3), ("AWS_S3_ENDPOINT", .s3), ("MINIO_ENDPOINT", .s3),
        ("HF_ENDPOINT", .hub), ("HUGGINGFACE_HUB_ENDPOINT", .hub), ("HF_HUB_ENDPOINT", .hub),
        ("MLFLOW_TRACKING_URI", .mlflow), ("MLFLOW_REGISTRY_URI", .mlflow), ("MLFLOW_S3_ENDPOINT_URL", .mlflow),
        ("MLFLOW_TRACKING_INSECURE_TLS", .mlflow), ("MLFLOW_TRACKING_SERVER_CERT_PATH", .mlflow),
        ("STORAGE_EMULATOR_HOST", .gcs), ("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE", .gcs),
        ("AZURE_STORAGE_CONNECTION_STRING", .azure), ("AZURE_STORAGE_SERVICE_ENDPOINT", .azure),
        ("MODELSCOPE_DOMAIN", .modelScope), ("MODELSCOPE_ENDPOINT", .modelScope), ("WANDB_BASE_URL", .wandb),
        ("KAGGLE_API_ENDPOINT", .kaggle), ("NIM_REPOSITORY_OVERRIDE", .nim), ("NIM_PROXY_CONNECTIVITY_TARGETS", .nim),
    ]

    private static func bears(_ reach: Reach, on value: String, by consumer: Consumer) -> Bool {
        switch reach {
        case .everything: true
        case .s3: value.hasPrefix("s3://") || consumer == .awsCLI || consumer == .minioClient
        case .mlflow:
            consumer == .mlflow || value.hasPrefix("models:") || value.hasPrefix("runs:")
                || value.hasPrefix("mlflow-artifacts:")
        case .gcs: value.hasPrefix("gs://")
        case .azure: value.contains("blob.core.windows.net") || value.hasPrefix("abfs") || value.hasPrefix("wasb")
        case .modelScope: consumer == .modelscope || value.hasPrefix("modelscope://")
        case .wandb: consumer == .wandb
        case .kaggle: consumer == .kaggle
        case .nim: consumer == .nim
        case .hub: value.hasPrefix("hf://") || (!value.contains("://") && hubConsumers.contains(consumer))
        }
    }

    private static let hubConsumers: Set<Consumer> = [
        .hfHub, .vllm, .tgi, .tei, .sglang, .llamacpp, .jetstream, .kserve, .ray, .nim, .any,
    ]
}
