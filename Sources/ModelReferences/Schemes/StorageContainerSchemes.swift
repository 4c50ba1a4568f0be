import KubernetesModel

extension Scheme {
    /// Kubeflow's model registry, whose downloader a ClusterStorageContainer starts.
    static let modelRegistry = Scheme(
        name: "model-registry", forms: ["model-registry://MODEL/VERSION", "model-registry://HOST/MODEL/VERSION"],
        summary: """
            Kubeflow's model registry under KServe: versioned by a version's name; without one, the newest is loaded.
            """,
        best: "versioned", prefixes: ["model-registry"], classify: classifyRegistered)
}

/// What a scheme means that no initializer of KServe reads: KServe asks the ClusterStorageContainers for one that supports
/// the prefix (pkg/utils/storage.go `IsStorageURISupported`).
enum StorageContainerScheme {
    static func classify(_ prefix: Substring) -> Classification {
        Classification(.unresolved(anyContainer(prefix)), suggestion: readable)
    }
}

/// cmd/csi/internal/storage/modelregistry_provider.go of kubeflow/model-registry, `parseModelVersion`: the first part is
/// a host where it is the registry's own; a third part is lost where it is not.
private func classifyRegistered(_ reference: RawReference) -> Classification {
    guard reference.consumer == .kserve else {
        return Classification(.mutable(unread(Tool.of(reference.consumer).name)))
    }
    var path = Scan.drop("model-registry://".utf8.count, from: Substring(reference.value))
    path = Scan.cut(path, at: "?")?.before ?? path
    var parts = Scan.parts(path, by: "/")
    guard (1...3).contains(parts.count), !parts.contains("") else { return Classification(.mutable(badForm)) }
    // A model whose name has a dot could be one: then the part behind it is the model, and no version is named.
    let hasHost = parts.first.map { Scan.firstMark(in: $0, of: ".:") != nil } ?? false
    if hasHost, parts.count > 1 { parts.removeFirst() }
    guard parts.count == 2, let version = parts.last, !Scan.equalIgnoringCase(version, "latest") else {
        return Classification(.mutable(newest), suggestion: nameVersion)
    }
    return Classification(.versioned(versioned(version)))
}

// MARK: - What the user reads

private func anyContainer(_ prefix: Substring) -> String {
    "read by whichever ClusterStorageContainer supports \(clip(prefix))://, which this object does not show"
}
private let readable =
    "serve hf://ORG/NAME:<40-hex commit>, oci://REPOSITORY@sha256:<digest> or s3://BUCKET/MODEL/v1/"
private func unread(_ tool: String) -> String { "invalid: \(tool) does not read model-registry: URIs" }
private let badForm = "invalid: it is not of the form model-registry://HOST/MODEL/VERSION"
private let newest = "without a version: the newest one of the registry is loaded"
private let nameVersion = "name one version: model-registry://HOST/MODEL/VERSION"
private func versioned(_ version: Substring) -> String {
    "version \(clip(version)) of a registered model, whose artifact could still be replaced"
}
