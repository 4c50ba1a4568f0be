import KubernetesModel

extension Scheme {
    /// Images and OCI artifacts: a digest pins, a tag never does.
    static let oci = Scheme(
        name: "oci",
        forms: ["REPOSITORY@sha256:DIGEST", "REPOSITORY:TAG", "oci://…", "oci+native://…", "oci+fetch://…", "kit://…"],
        summary: "Images and OCI artifacts: pinned by a digest; a tag, or none, can be pushed again.",
        best: "pinned", prefixes: ["oci", "oci+native", "oci+modelcar", "oci+fetch", "docker", "kit"],
        classify: classifyImage)
}

private func classifyImage(_ reference: RawReference) -> Classification {
    // OME reads oci:// as Oracle's object storage, not as a registry.
    guard reference.consumer != .ome else { return Scheme.oracleStorage.classify(reference) }
    let value = Substring(reference.value)
    // pkg/controller/v1alpha2/llmisvc/workload_lora.go of KServe.
    guard reference.consumer != .llmisvc || reference.role != .adapter else {
        return Classification(.mutable(noAdapterImage), suggestion: adapterMend)
    }
    var prefix: Substring = ""
    var name = value
    if let (scheme, rest) = Classifier.marker(of: value), rest.begins(with: "//") {
        guard reference.consumer != .image else { return Classification(.mutable(schemeInImage(scheme))) }
        name = Scan.drop(2, from: rest)
        prefix = value[..<name.startIndex]
    }
    let image: ImageReference
    do { image = try ImageReference(parsing: name) } catch { return Classification(.mutable(invalid(error.reason))) }
    if let digest = image.digest { return Classification(.pinned(digest)) }
    let suggestion = byDigest("\(prefix)\(withoutTag(name, image.tag))")
    guard let tag = image.tag else { return Classification(.mutable(noTag), suggestion: suggestion) }
    return Classification(.mutable(tag == "latest" ? latest : tagged(tag)), suggestion: suggestion)
}

private func withoutTag(_ name: Substring, _ tag: String?) -> Substring {
    guard let tag else { return name }
    return name.dropLast(tag.count + 1)
}

// MARK: - What the user reads

private let noTag = "without tag or digest: the registry serves whatever was pushed last as `latest`"
private let latest = "at the tag `latest`, which moves with every push"
private func tagged(_ tag: String) -> String { "at the tag `\(clip(tag))`, which can be pushed again" }
private func byDigest(_ name: String) -> String { "name the digest: \(clip(name))@sha256:<digest>" }
private func invalid(_ reason: String) -> String { "invalid: \(reason)" }
private let noAdapterImage = "invalid: an LLMInferenceService takes no oci:// for an adapter"
private let adapterMend = "serve hf://ORG/NAME:<40-hex commit> or s3://BUCKET/ADAPTER/v1/"
private func schemeInImage(_ scheme: Substring) -> String {
    "invalid: an image is named without a scheme, so that \(clip(scheme)):// is no part of it"
}
