import KubernetesModel

/// A document of kind `EvidenceSource` (`pedigree.dev/v1alpha1`): where evidence lies.
package struct EvidenceSource: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        /// A directory: where it lies as seen from where the document's file was named.
        case directory(path: String)
        /// A web server: a directory with a `SHA256SUMS` in it where the URL ends in a slash, else one file.
        case https(url: String, RemoteAccess)
        case s3(S3Location, RemoteAccess)
        /// Repositories of OCI registries: `oci://HOST/REPOSITORY`.
        case oci(repositories: [String], RemoteAccess)
        /// A tracking server, with globs on the registered models that are read; none: all.
        case mlflow(url: String, models: [Glob], RemoteAccess)
    }

    package var name: String
    package var place: Place
    package var origin: PolicyOrigin

    package init(name: String, place: Place, origin: PolicyOrigin = PolicyOrigin()) {
        self.name = name
        self.place = place
        self.origin = origin
    }

    /// For messages: `directory evidence/`.
    package var description: String {
        switch place {
        case .directory(let path): "directory \(path)"
        case .https(let url, _): url
        case .s3(let location, _): location.description
        case .oci(let repositories, _): repositories.joined(separator: ", ")
        case .mlflow(let url, _, _): "mlflow \(url)"
        }
    }
}

/// Objects of a bucket whose keys begin alike.
package struct S3Location: Sendable, Hashable, CustomStringConvertible {
    package var bucket: String
    /// What keys begin with; empty for all.
    package var prefix: String
    package var region: String
    /// Of a server that is compatible with S3: `https://minio.corp.example:9000`; nil for AWS.
    package var endpoint: String?
    /// Whether the bucket stands in the path (`https://HOST/BUCKET/KEY`) and not in the name of the host.
    package var usesPathStyle: Bool

    package init(
        bucket: String, prefix: String = "", region: String = "us-east-1", endpoint: String? = nil,
        usesPathStyle: Bool = false
    ) {
        self.bucket = bucket
        self.prefix = prefix
        self.region = region
        self.endpoint = endpoint
        self.usesPathStyle = usesPathStyle
    }

    package var description: String { "s3://\(bucket)/\(prefix)" }
}

/// How a service on the network is reached: what its own document says, and nothing that a workload says.
package struct RemoteAccess: Sendable, Hashable {
    /// PEM certificates that are believed instead of the system's.
    package var caFile: String?
    /// Private, link-local or loopback ranges that may be connected to.
    package var networks: [NetworkPrefix] = []
    package var allowsPlainHTTP = false
    package var proxy: String?
    /// Seconds that one request may take.
    package var timeout = 10
    /// Seconds between two looks at what lies there.
    package var refresh = 60
    package var credentials = RemoteCredentials()

    package init() {}
}

/// Where credentials stand; never the credentials.
package struct RemoteCredentials: Sendable, Hashable {
    /// A file, or a variable of the environment, with a bearer token.
    package var tokenFile: String?
    package var tokenEnv: String?
    /// A file, or a variable of the environment, with `USER:PASSWORD`.
    package var basicFile: String?
    package var basicEnv: String?
    /// S3: a file as AWS's tools write it (`~/.aws/credentials`), and the profile in it.
    package var credentialsFile: String?
    package var profile: String?
    /// OCI: a file as `docker login` writes it (`config.json`), which is also what a Secret of type
    /// kubernetes.io/dockerconfigjson holds.
    package var dockerConfigFile: String?

    package init() {}
}
