import KubernetesModel

/// Finds URIs of models in an object whose fields nobody here knows, in one pass over it.
enum ModelURISearch {
    struct Found {
        var node: Node
        var isAdapter: Bool
    }

    /// What is still to be looked through, by the indices of its node and of the key that it stands under.
    private struct Place {
        var index: Int
        var key: Int?
        /// The key above that one.
        var parent: Int?
    }

    static func find(below object: Node, isClaimed: (Node) -> Bool) -> [Found] {
        let document = object.document
        var found: [Place] = []
        var places = [Place(index: object.index)]
        while let place = places.popLast() {
            switch document.kind(at: place.index) {
            case .string:
                if isModel(place, in: document) { found.append(place) }
            case .object:
                if !isClaimed(document.node(at: place.index)) { openObject(place, in: document, &places) }
            case .array: openArray(place, in: document, &places)
            default: break
            }
        }
        return found.sorted { $0.index < $1.index }.map { place in
            let keys = [place.key, place.parent].compactMap { name(at: $0, in: document) }
            return Found(node: document.node(at: place.index), isAdapter: keys.contains { ModelKey.isAdapter($0) })
        }
    }

    private static func openObject(_ place: Place, in document: Document, _ places: inout [Place]) {
        var key = place.index + 1
        let stop = document.end(of: place.index)
        while key < stop {
            let value = key + 1
            defer { key = document.end(of: value) }
            guard !isSkipped(document.node(at: key), document.node(at: value)) else { continue }
            places.append(Place(index: value, key: key, parent: place.key))
        }
    }

    /// What stands in a list stands under the list's key.
    private static func openArray(_ place: Place, in document: Document, _ places: inout [Place]) {
        var element = place.index + 1
        let stop = document.end(of: place.index)
        while element < stop {
            places.append(Place(index: element, key: place.key, parent: place.parent))
            element = document.end(of: element)
        }
    }

    /// What only reports, describes or selects, and containers, which the general walk has read.
    private static func isSkipped(_ key: Node, _ value: Node) -> Bool {
        guard let name = key.utf8 else { return false }
        if skipped.contains(name) { return true }
        if PodSpecSearch.isContainerList(value) { return containers.contains(name) }
        return PodSpecSearch.isContainer(value)
    }

    private static let skipped = NameTable([
        "status", "metadata", "labels", "annotations", "selector", "managedFields", "openAPIV3Schema", "description",
    ])
    private static let containers = NameTable(["containers", "initContainers", "ephemeralContainers"])

    // MARK: What a text says

    private static func isModel(_ place: Place, in document: Document) -> Bool {
        guard let whole = document.utf8(at: place.index), whole.count <= longest, let text = word(whole) else {
            return false
        }
        let isOfModels = modelSchemes.begins(text)
        guard isOfModels || storeSchemes.begins(text) else { return false }
        if isOfModels { return !otherThings.begins(text) }
        guard let key = name(at: place.key, in: document) else { return false }
        return ModelKey.names(key, below: name(at: place.parent, in: document))
            && isFile(document.node(at: place.index).string ?? "")
    }

    /// INVARIANT: all that stands in a list shares its key, which is looked at for each; no API has one that long.
    private static func name(at key: Int?, in document: Document) -> String? {
        guard let key, let text = document.utf8(at: key), text.count <= 64 else { return nil }
        return document.node(at: key).string
    }

    /// No tool reads a longer one.
    private static let longest = 8192

    /// The text without white space at its ends, which tools may take away; nil where there is more in it, since a
    /// sentence may begin with a URI.
    private static func word(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let first = text.firstIndex(where: { !Byte.isBlank($0) }),
            let last = text.lastIndex(where: { !Byte.isBlank($0) })
        else { return nil }
        let word = text.part(first..<(last + 1))
        return word.contains(where: Byte.isBlank) ? nil : word
    }

    /// Behind most web addresses under such a key there is a server, and no file.
    private static func isFile(_ text: String) -> Bool {
        guard text.hasPrefix("http") else { return true }
        let path = ModelLook.withoutQuery(text)
        if let answer = RemoteName(text)?.isModelOfHub ?? ModelLook.byExtension(path) { return answer }
        return [".tar.gz", ".tgz", ".tar", ".zip"].contains { path.hasSuffix($0) }
    }

    private static let modelSchemes = PatternSet([
        "hf://", "huggingface://", "models:/", "ollama://", "modelscope://", "ngc://", "kaggle://", "oci+native://",
        "oci+modelcar://", "oci+fetch://",
    ])
    private static let otherThings = PatternSet([
        "hf://datasets/", "hf://spaces/", "huggingface://datasets/", "kaggle://datasets/",
    ])
    private static let storeSchemes = PatternSet([
        "s3://", "gs://", "gcs://", "az://", "abfs://", "abfss://", "wasb://", "wasbs://", "oss://", "obs://",
        "cos://", "hdfs://", "webhdfs://", "oci://", "docker://", "pvc://", "nfs://", "http://", "https://",
    ])
}

/// Whether a field's name says that what stands in it is where a model is kept.
private enum ModelKey {
    static func names(_ key: String, below parent: String?) -> Bool {
        let name = plain(key)
        let above = parent.map(plain) ?? ""
        // Where a model, or what it says, is written to.
        guard !outputs.contains(where: { name.contains($0) || above.contains($0) }) else { return false }
        if whole.contains(name) || endings.contains(where: { name.hasSuffix($0) }) { return true }
        return places.contains(name) && parents.contains { above.hasSuffix($0) }
    }

    static func isAdapter(_ key: String) -> Bool {
        let name = plain(key)
        return name.contains("adapter") || name.contains("lora")
    }

    /// `model_uri`, `modelURI` and `model-uri` are one name.
    private static func plain(_ key: String) -> String {
        key.lowercased().filter { $0 != "_" && $0 != "-" }
    }

    private static let whole: Set<String> = ["model", "models", "basemodel", "pretrainedmodel"]
    private static let endings = [
        "modeluri", "modelurl", "modelsource", "modellocation", "modelpath", "modeldataurl", "modeldatauri",
        "modelartifact", "modelartifacturi", "modelstorageuri", "storageuri", "modelweights", "weightsuri",
        "weightsurl", "checkpointuri", "checkpointurl", "adapteruri", "adapterurl", "lorauri", "loraurl",
    ]
    private static let places: Set<String> = ["uri", "url", "source", "path", "location", "s3uri"]
    private static let parents = [
        "model", "models", "modelsource", "modelstorage", "modelartifact", "modelartifacts", "modelspec", "weights",
        "checkpoint", "adapter", "adapters", "lora", "loras",
    ]
    private static let outputs = [
        "output", "target", "dest", "export", "upload", "save", "push", "result", "log", "backup", "metric", "dataset",
    ]
}
