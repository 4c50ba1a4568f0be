import KubernetesModel

extension Scheme {
    /// A preset of KAITO: its operator's release decides what it loads.
    static let kaitoPreset = Scheme(
        name: "preset", forms: ["phi-4-mini-instruct (KAITO)"],
        summary: "KAITO presets: always mutable, since the operator's release decides and no field takes a revision.",
        best: "mutable", prefixes: []
    ) { reference in
        // pkg/model/interface.go (KAITO 056b8280): the vLLM command gets a code revision and no revision.
        let value = Substring(reference.value)
        let isTagged = Scan.has(value, "/") && Scan.has(value, ":")
        guard !isTagged, !isImage(value) else { return Scheme.oci.classify(reference) }
        return Classification(.mutable(preset), suggestion: presetMend)
    }

    /// A model-free NIM's model, or a NIM image.
    static let nimModel = Scheme(
        name: "nim", forms: ["nvcr.io/nim/ORG/MODEL@sha256:DIGEST", "hf://ORG/NAME:COMMIT"],
        summary: "NIM: the image is the model, pinned by its digest; a model-free one is judged by its URI.",
        best: "pinned", prefixes: []
    ) { reference in
        let value = Substring(reference.value)
        if isImage(value) { return Scheme.oci.classify(reference) }
        return Scheme.huggingFace.classify(reference)
    }

    /// A name that another service or object knows.
    static let otherService = Scheme(
        name: "name", forms: ["NAME"],
        summary: "Names that another object or service resolves: judged there, and worth nothing here.",
        best: "mutable", prefixes: []
    ) { reference in
        Classification(.mutable(reference.consumer == .client ? clientName : objectName))
    }

    /// What no known tool reads: judged by its own shape, and pinned only by a digest.
    static let anything = Scheme(
        name: "any", forms: [], summary: "References whose tool is not known: judged by their own form.",
        best: "pinned", prefixes: []
    ) { reference in
        let value = Substring(reference.value)
        if value.begins(with: "azureml:") { return Scheme.azureML.classify(reference) }
        if value.begins(with: "arn:") { return Scheme.sagemaker.classify(reference) }
        if value.begins(with: "projects/"), Scan.contains(value, "/models/") {
            return Scheme.vertex.classify(reference)
        }
        if isImage(value) { return Scheme.oci.classify(reference) }
        if PathText.isPath(value) { return Scheme.localPath.classify(reference) }
        if Scan.has(value, ":") { return Scheme.oci.classify(reference) }
        return Scheme.huggingFace.classify(reference)
    }
}

/// Whether a text without a scheme can only be an image: it has a digest, or a registry in front.
func isImage(_ value: Substring) -> Bool {
    if Scan.contains(value, "@sha") { return true }
    guard let (first, _) = Scan.cut(value, at: "/") else { return false }
    return !first.isEmpty && !first.begins(with: ".") && !first.begins(with: "~")
        && Scan.firstMark(in: first, of: ".:") != nil
}

// MARK: - What the user reads

private let preset = "a KAITO preset, whose model changes with the operator's release"
private let presetMend = "use an inference template with a server and --revision=<40-hex commit>"
private let clientName = "a name that another service knows: nothing is loaded from it here"
private let objectName = "a name that another object resolves, and that can come to mean another model"
