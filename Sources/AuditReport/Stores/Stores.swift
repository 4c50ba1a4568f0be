import HTTPTransport
import KubernetesModel
import ModelReferences
import PinCommand
import RemoteServices

/// Who answers for stores. It is a function, so that a test can answer instead of a service.
package struct Stores: Sendable {
    package typealias Answer = @Sendable (StoreQuestion, Deadline) -> StoreAnswer

    package var answer: Answer

    package init(_ answer: @escaping Answer) { self.answer = answer }

    /// The services themselves, as `pedigree pin` reaches them.
    package init(_ settings: PinSettings) {
        let services = StoreServices(settings)
        self.init { question, deadline in services.answer(question, by: deadline) }
    }
}

/// The clients of the services, each asked only for what is its own.
private struct StoreServices: Sendable {
    private let models: HuggingFaceClient
    private let datasets: HuggingFaceClient
    private let git: GitClient
    private let registries: RegistryClient
    private let google: GoogleStorageClient
    private let buckets: BucketStore

    init(_ settings: PinSettings) {
        models = HuggingFaceClient(
            settings.http, endpoint: settings.hubEndpoint, authorization: settings.hubAuthorization)
        datasets = HuggingFaceClient(
            settings.http, endpoint: settings.hubEndpoint, authorization: settings.hubAuthorization, of: .datasets)
        git = GitClient(settings.http)
        registries = RegistryClient(settings.http)
        google = GoogleStorageClient(
            settings.http, endpoint: settings.googleEndpoint, authorization: settings.googleAuthorization)
        buckets = BucketStore(settings)
    }

    func answer(_ question: StoreQuestion, by deadline: Deadline) -> StoreAnswer {
        do throws(ServiceFailure) {
            switch question {
            case .hub(let repository, let isDataset, let commit):
                try (isDataset ? datasets : models).check(commit, of: repository, by: deadline)
            case .git(let url, let commit): try git.check(commit, of: url, by: deadline)
            case .content(let repository, let digest): return try content(repository, digest, by: deadline)
            case .image(let image): return try meaning(of: image, by: deadline)
            case .objectVersion(let bucket, let key, let version):
                return try buckets.version(version, of: key, in: bucket, by: deadline)
            case .object(let bucket, let key): return try buckets.object(key, in: bucket, by: deadline)
            case .generation(let bucket, let object, let generation):
                try google.check(generation, of: object, in: bucket, by: deadline)
            }
            return .there(StoreState())
        } catch {
            return StoreAnswer(error)
        }
    }

    private func meaning(of image: ImageReference, by deadline: Deadline) throws(ServiceFailure) -> StoreAnswer {
        let reference = image.digest.map { OCIReference.digest($0) } ?? .tag(image.tag ?? "latest")
        return .there(StoreState(try registries.manifest(reference, in: try repository(image.name), by: deadline)))
    }

    /// A manifest, or else one of the files that manifests point to.
    private func content(
        _ name: String, _ digest: Digest, by deadline: Deadline
    ) throws(ServiceFailure) -> StoreAnswer {
        let repository = try repository(name)
        do throws(ServiceFailure) {
            return .there(StoreState(try registries.manifest(.digest(digest), in: repository, by: deadline)))
        } catch {
            // Bytes that have the digest are there, whatever they are.
            guard error.kind != .malformed else { return .there(StoreState()) }
            // Docker's registry answers 500 where the digest is that of a file.
            guard try registries.hasBlob(digest, in: repository, by: deadline) else { throw error }
            return .there(StoreState())
        }
    }

    private func repository(_ name: String) throws(ServiceFailure) -> OCIRepository {
        guard let repository = OCIRepository(name) else { throw ServiceFailure(.malformed, noRepository(name)) }
        return repository
    }
}

extension StoreAnswer {
    /// What a failure says of what was asked for: most say nothing of it.
    init(_ failure: ServiceFailure) {
        self = failure.isAbsence ? .gone(failure.reason) : .unknown(failure.reason)
    }
}

extension StoreState {
    fileprivate init(_ manifest: OCIManifest) {
        self.init()
        digest = manifest.digest
        if case .index(let descriptors) = manifest.content { members = Set(descriptors.map(\.digest)) }
    }
}

// What an auditor reads.

private func noRepository(_ name: String) -> String { "\(quoted(name, limit: 200)) is no repository of a registry" }
