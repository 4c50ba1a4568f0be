import KubernetesModel

/// What one container says about models, before paths are followed over the mounts of the pod.
final class ContainerReading {
    let fields: ContainerFields
    let name: String?
    /// The server that its image or its command is.
    var server: ModelServer?
    /// What it serves.
    var found: [FoundReference] = []
    /// What it fetches, with the place where it puts it.
    var downloads: [FoundReference] = []
    /// What it fetches that looks like no model: one only where a server reads it.
    var otherDownloads: [FoundReference] = []
    /// The directories that it is told to read its model from, where its kind has put one and the server is not known.
    var placesOfModels: [FoundReference] = []
    /// What it copies out of its image.
    var copies: [ImageCopy] = []
    /// Whether it does nothing else.
    var onlyCopies = true
    /// Commands that cannot be read.
    var opaque: [OpaqueCommand] = []
    var environment = ContainerEnvironment()
    /// How long the scripts are that the input shows and that it runs, together.
    var shownBytes = 0
    /// Whether its image is the model: KServe's modelcar, NIM.
    var imageIsModel = false
    /// Whether it names what is downloaded to KServe's directory.
    var readsStorageURI = false
    /// Only its writing into the pod's volumes counts here; what it says is read elsewhere.
    var isContext = false

    init(_ fields: ContainerFields) {
        self.fields = fields
        name = fields.name?.string
    }

    /// Whether a model is among what it serves or fetches.
    var showsModel: Bool { !downloads.isEmpty || found.contains { $0.role == .model } }
    /// What it copies out of its image, where that is all that it does.
    var imageCopies: [ImageCopy] { onlyCopies ? copies : [] }
    var fetches: Bool { !downloads.isEmpty || !otherDownloads.isEmpty }
}
