import KubernetesModel

// Sources on the network that the schema has found right. What a field means where it is left out is said here once.

extension EvidenceSource.Place {
    init?(_ spec: Node, _ document: PolicyDocument) {
        if let path = spec["directory"]?.text("path") {
            self = .directory(path: document.resolved(path))
        } else if let source = spec["https"], let url = source.text("url") {
            self = .https(url: url, RemoteAccess(source, document))
        } else if let source = spec["s3"], let location = S3Location(source) {
            self = .s3(location, RemoteAccess(source, document))
        } else if let source = spec["oci"] {
            self = .oci(
                repositories: source.texts("repositories").map(\.withoutFinalSlash), RemoteAccess(source, document))
        } else if let source = spec["mlflow"], let url = source.text("url") {
            self = .mlflow(url: url, models: source.texts("models").map(Glob.init), RemoteAccess(source, document))
        } else {
            return nil
        }
    }
}

extension S3Location {
    fileprivate init?(_ source: Node) {
        guard let bucket = source.text("bucket") else { return nil }
        let endpoint = source.text("endpoint")
        self.init(
            bucket: bucket, prefix: source.text("prefix") ?? "", region: source.text("region") ?? "us-east-1",
            // Servers beside AWS seldom have a host name for each bucket.
            endpoint: endpoint, usesPathStyle: source["pathStyle"]?.bool ?? (endpoint != nil))
    }
}

extension RemoteAccess {
    init(_ source: Node, _ document: PolicyDocument) {
        self.init()
        caFile = source.text("caFile").map(document.resolved)
        networks = source.texts("networks").compactMap { NetworkPrefix($0) }
        allowsPlainHTTP = source["plainHTTP"]?.bool ?? false
        proxy = source.text("proxy")
        timeout = source.text("timeout").flatMap(Lifetime.init)?.seconds ?? timeout
        refresh = source.text("refresh").flatMap(Lifetime.init)?.seconds ?? refresh
        credentials.tokenFile = source.text("tokenFile").map(document.resolved)
        credentials.tokenEnv = source.text("tokenEnv")
        credentials.basicFile = source.text("basicFile").map(document.resolved)
        credentials.basicEnv = source.text("basicEnv")
        credentials.credentialsFile = source.text("credentialsFile").map(document.resolved)
        credentials.profile = source.text("profile")
        credentials.dockerConfigFile = source.text("dockerConfigFile").map(document.resolved)
    }
}
