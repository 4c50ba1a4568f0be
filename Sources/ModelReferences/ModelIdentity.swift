/// Which model a reference is about, whatever its version: what stays the same from one version to the next.
package struct ModelIdentity: Sendable, Hashable {
    /// The reference without its version: `s3://ml-models-prod/fraud-detector/`, `hf://org/name`, `models:/fraud`.
    package var name: String
    /// The part that names the version; nil where none does.
    package var version: String?

    package init(name: String, version: String?) {
        self.name = name
        self.version = version
    }

    package init(_ reference: ModelReference) {
        let isImage = reference.role == .image || reference.consumer == .image
        self = .of(reference.value, revision: reference.revision, consumer: isImage ? .image : reference.consumer)
    }

    /// What a reference is about, as its consumer reads it; never fails: what nobody can take apart is a model of its own.
    ///
    /// - Parameter revision: the version that stands beside the reference, in another flag or field.
    package static func of(_ value: String, revision: String? = nil, consumer: Consumer = .any) -> ModelIdentity {
        let beside = revision.flatMap { $0.isEmpty ? nil : $0 }
        guard value.utf8.count <= longest else { return ModelIdentity(name: value, version: beside) }
        var identity = form(of: value[...], consumer).read(value[...])
        identity.version = identity.version ?? beside
        return identity
    }

    /// Servers refuse addresses that are longer.
    private static let longest = 8192

    /// Whether this is an earlier version of the same model; nil where that cannot be told: of digests, commits, ids and
    /// words none comes before another.
    package func isLower(than other: ModelIdentity) -> Bool? {
        guard name == other.name, let version, let theirs = other.version else { return nil }
        return ModelVersion.compare(version, theirs).map { $0 == .before }
    }

    /// Whether the version is one that stays what it is, by its shape: a number, a date, a digest, a commit, and not a word
    /// such as `latest`.
    package var namesOneVersion: Bool {
        guard let version, !version.isEmpty else { return false }
        if let colon = Scan.cut(version[...], at: ":") { return Scan.isHex(colon.after) }
        return Scan.parts(version[...], by: "/").allSatisfy(VersionSegment.names)
    }

    private static func form(of value: Substring, _ consumer: Consumer) -> IdentityForm {
        if consumer == .image { return .image }
        if consumer == .git || consumer == .dvc { return .git }
        guard let (scheme, rest) = Classifier.marker(of: value) else { return bare(value, consumer) }
        // Oracle's object storage and OCI images share a scheme, and tell themselves apart by what follows.
        if scheme == "oci", rest.begins(with: "//n/"), Scan.contains(rest, "/b/") { return .path }
        guard let known = Scheme.marked(by: scheme) else {
            // `registry.corp:5000/ml/fraud:v47` has a port, and no scheme.
            return rest.begins(with: "//") ? .path : bare(value, consumer)
        }
        return byScheme[known.name] ?? .path
    }

    private static func bare(_ value: Substring, _ consumer: Consumer) -> IdentityForm {
        let scheme = Tool.of(consumer).bare.name
        guard scheme == Scheme.anything.name || scheme == Scheme.nimModel.name else {
            return byScheme[scheme] ?? .whole
        }
        if value.begins(with: "arn:") { return .numbered }
        if value.begins(with: "projects/"), Scan.contains(value, "/models/") { return .afterAt }
        if isImage(value) { return .image }
        if PathText.isPath(value) { return .path }
        return Scan.has(value, "/") ? .repository : .tagged
    }

    private static let byScheme: [String: IdentityForm] = [
        Scheme.oci.name: .image, Scheme.huggingFace.name: .repository, Scheme.modelScope.name: .repository,
        Scheme.mlflowModel.name: .registered, Scheme.mlflowRun.name: .whole, Scheme.https.name: .address,
        Scheme.http.name: .address, Scheme.git.name: .git, Scheme.dvc.name: .git, Scheme.ollama.name: .tagged,
        Scheme.llamaCpp.name: .whole, Scheme.weightsAndBiases.name: .tagged, Scheme.bento.name: .tagged,
        Scheme.ngc.name: .tagged, Scheme.kaggle.name: .handle, Scheme.vertex.name: .afterAt,
        Scheme.sagemaker.name: .numbered, Scheme.kaitoPreset.name: .whole, Scheme.otherService.name: .whole,
        Scheme.rclone.name: .path, Scheme.localPath.name: .path,
    ]
}
