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

    package init() {}
}

/// The services themselves, each made when it is first needed.
package struct PinServices: Sendable {
    private let settings: PinSettings
    private let hub: HubResolver
    private let git: GitResolver

    package init(_ settings: PinSettings) {
        self.settings = settings
        hub = HubResolver(settings)
        git = GitResolver(settings)
    }

    package var resolvers: Resolvers {
        Resolvers { target throws(ResolveFailure) in
            switch target {
            case .hub(let repository, let revision): try hub.resolve(repository, revision)
            case .git(let url, let revision): try git.resolve(url, revision)
            case .image, .mlflow, .object: throw ResolveFailure(notYet)
            }
        }
    }
}

private let notYet = "this cannot be asked for"
