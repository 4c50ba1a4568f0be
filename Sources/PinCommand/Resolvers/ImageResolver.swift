import HTTPTransport
import KubernetesModel
import ModelReferences
import RemoteServices

/// A tag of a registry -> the digest of the manifest or index that it names now.
struct ImageResolver: Sendable {
    private let client: RegistryClient
    private let timeout: Duration

    init(_ settings: PinSettings) {
        client = RegistryClient(settings.http)
        timeout = settings.timeout
    }

    func resolve(_ image: ImageReference) throws(ResolveFailure) -> Resolution {
        guard let repository = OCIRepository(host: image.registry, name: image.repository) else {
            throw ResolveFailure(noRepository(image.name))
        }
        do throws(ServiceFailure) {
            let digest = try client.resolve(image.tag ?? "latest", in: repository, by: .after(timeout))
            return Resolution(.digest(digest.description))
        } catch {
            throw ResolveFailure(error)
        }
    }
}

private func noRepository(_ name: String) -> String { "\(quoted(name, limit: 200)) is no repository of a registry" }
