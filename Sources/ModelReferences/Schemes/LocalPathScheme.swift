import KubernetesModel

extension Scheme {
    /// Files that are there already: nothing in the object says what they hold.
    static let localPath = Scheme(
        name: "path", forms: ["/PATH", "file:///PATH", "pvc://CLAIM/PATH", "host:///PATH"],
        summary: "Local paths and volumes: always mutable, since nothing says what they hold.",
        best: "mutable", prefixes: ["file", "pvc", "host", "local", "nfs", "vendor"], classify: classifyPath)
}

enum PathText {
    /// Whether a text without a scheme is a path and not a repository of a hub.
    static func isPath(_ value: Substring) -> Bool {
        if value.begins(with: "/") || value.begins(with: "./") || value.begins(with: "../") || value.begins(with: "~") {
            return true
        }
        // Hubs' ids have at most one slash.
        return Scan.count(value, of: "/") > 1
            || value == "." || value == ".." || value.finishes(with: "/") || isModelFile(value)
    }

    /// `model.gguf`, `models/model.onnx`: the name of a file, not of a repository.
    private static func isModelFile(_ value: Substring) -> Bool {
        guard let (_, end) = Scan.cutLast(value, at: ".") else { return false }
        return ["gguf", "safetensors", "onnx", "pt", "pth", "mar", "bin", "engine"].contains(end)
    }
}

private func classifyPath(_ reference: RawReference) -> Classification {
    guard reference.consumer != .tfserving else { return Classification(.mutable(StorePath.basePath)) }
    return Classification(.mutable(place(reference.value[...])), suggestion: useStore(reference))
}

private func place(_ value: Substring) -> String {
    if value.begins(with: "pvc://") { return volumeClaim }
    if value.begins(with: "nfs://") { return share }
    return value.begins(with: "vendor://") ? vendor : path
}

private func useStore(_ reference: RawReference) -> String {
    switch reference.consumer {
    case .llmisvc where reference.role == .adapter: adapterByVersion
    case .trainer, .aibrix: byFolder
    case .kserve, .llmisvc: byCommitOrDigest
    case .image, .oras: byDigest
    default: byVersion
    }
}

// MARK: - What the user reads

private let volumeClaim = "a volume, whose content can change"
private let share = "a network share, whose content can change"
private let vendor = "a vendor's own name, which can come to mean other bytes"
private let path = "a local path, whose content nothing in the object tells"
private let byCommitOrDigest =
    "serve hf://ORG/NAME:<40-hex commit>, oci://REPOSITORY@sha256:<digest> or s3://BUCKET/MODEL/v1/"
private let adapterByVersion = "serve hf://ORG/NAME:<40-hex commit> or s3://BUCKET/ADAPTER/v1/"
private let byFolder = "load one version from a store: s3://BUCKET/MODEL/v1/"
private let byDigest = "name an image by digest: REPOSITORY@sha256:<digest>"
private let byVersion = "load it from a pinned source, e.g. an image volume by digest or a hub's commit"
