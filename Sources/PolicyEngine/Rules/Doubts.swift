import KubernetesModel
import ModelReferences

/// What stands beside a reference and makes its pinning worth nothing.
struct Doubts {
    let rule: PinnedModelRule
    let workload: Workload

    struct Doubt {
        /// A half-sentence that can follow "the reference is".
        var reason: String
        var mend: String
    }

    func about(_ reference: ModelReference, sources: [ModelSource]) -> Doubt? {
        if let image = untrustedConsumer(of: reference) { return Doubt(reason: untrusted(image), mend: useServer) }
        if let override = unlistedEndpoint(of: reference, sources) {
            return Doubt(reason: elsewhere(override), mend: removeSetting)
        }
        return nil
    }

    /// The image that reads `reference` and that nobody vouches for; nil where it may be trusted.
    private func untrustedConsumer(of reference: ModelReference) -> String? {
        // An image is read by the kubelet and not by a container.
        guard !rule.serverImages.isEmpty, !reference.isImage, let image = image(reading: reference) else { return nil }
        guard let parsed = ImageReference(image), parsed.digest != nil else { return image }
        return rule.serverImages.contains { $0.matches(parsed) } ? nil : image
    }

    /// KServe skips its own storage initializer where the object brings a container of that name, so that one reads the
    /// model (pkg/webhook/admission/pod/storage_initializer_injector.go).
    private func image(reading reference: ModelReference) -> String? {
        if let image = reference.consumerImage { return image }
        guard reference.consumer == .kserve || reference.consumer == .llmisvc else { return nil }
        return workload.images.first { $0.container == storageInitializer }?.image
    }

    private func unlistedEndpoint(of reference: ModelReference, _ sources: [ModelSource]) -> EndpointOverride? {
        let overrides = reference.endpointOverrides
        guard !overrides.isEmpty, !sources.contains(where: { $0.lists(overrides) }) else { return nil }
        return overrides.first { override in !sources.contains { $0.lists([override]) } } ?? overrides.first
    }
}

extension ModelReference {
    var isImage: Bool { consumer == .image || role == .image }
}

private let storageInitializer = "storage-initializer"

// What a user reads.

private let useServer = "run a server that the policy lists, by its digest"
private let removeSetting = "remove the setting, or have the policy list it under sources[].endpoint"

private func untrusted(_ image: String) -> String {
    "read by the image \(quoted(image)), which is not one of the policy's serverImages pinned by digest, so nobody "
        + "knows what it loads"
}

private func elsewhere(_ override: EndpointOverride) -> String {
    let setting = override.value.map { "\(override.name)=\(printable($0, limit: 80))" } ?? override.name
    return "read through \(setting), which may serve other bytes under the same name"
}
