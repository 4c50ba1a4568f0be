import HTTPTransport
import KubernetesModel
import RemoteServices

/// How services are reached, and by which credentials.
package struct PinSettings: Sendable {
    package var http = HTTPSettings()
    /// For one answer.
    package var timeout: Duration = .seconds(30)
    package var hubEndpoint = HuggingFaceClient.standardEndpoint
    package var hubAuthorization = HTTPAuthorization.none
    /// The tracking server; nil where nobody named one.
    package var mlflow: String?
    package var mlflowAuthorization = HTTPAuthorization.none
    /// Of a server that is compatible with S3; nil for AWS.
    package var s3Endpoint: String?
    package var s3Region = "us-east-1"
    /// Of Google Cloud Storage, or a server that speaks like it.
    package var googleEndpoint = GoogleStorageClient.standardEndpoint
    package var googleAuthorization = HTTPAuthorization.none

    package init() {}
}

/// The services themselves. Each is asked only for what is its own.
package struct PinServices: Sendable {
    private let hub: HubResolver
    private let git: GitResolver
    private let images: ImageResolver
    private let registry: ModelRegistryResolver
    private let objects: ObjectResolver

    package init(_ settings: PinSettings) {
        hub = HubResolver(settings)
        git = GitResolver(settings)
        images = ImageResolver(settings)
        registry = ModelRegistryResolver(settings)
        objects = ObjectResolver(settings)
    }

    package var resolvers: Resolvers {
        Resolvers { target throws(ResolveFailure) in
            switch target {
            case .hub(let repository, let revision): try hub.resolve(repository, revision)
            case .git(let url, let revision): try git.resolve(url, revision)
            case .image(let image): try images.resolve(image)
            case .mlflow(let name, let selector): try registry.resolve(name, selector)
            case .object(let bucket, let key): try objects.resolve(bucket, key: key)
            }
        }
    }
}
