import KubernetesModel

/// The one walk over a PodSpec: containers, initContainers and ephemeralContainers, volumes, and the strings inside
/// their commands.
package enum PodSpecWalk {
    /// What a kind knows about a PodSpec that the PodSpec itself does not say.
    package struct Setting: Sendable {
        /// The role of references found here.
        package var role: ModelReference.Role
        /// Where a custom predictor's or explainer's image is itself the model when nothing else refers to one.
        package var imageIsModel: Bool
        /// Paths at which a kind's own reference is mounted (`/mnt/models` under KServe): a server that reads from there
        /// reads that reference, and no other one is added.
        package var mounted: [String]
        package var trafficPercent: Int?

        package init(
            role: ModelReference.Role = .model, imageIsModel: Bool = false, mounted: [String] = [],
            trafficPercent: Int? = nil
        ) {
            self.role = role
            self.imageIsModel = imageIsModel
            self.mounted = mounted
            self.trafficPercent = trafficPercent
        }
    }

    /// Reads the PodSpec at `podSpec`; `metadata` is that of its template or pod (annotations such as KServe's
    /// `internal.serving.kserve.io/storage-initializer-sourceuri`).
    package static func read(
        _ podSpec: Node, metadata: Node?, setting: Setting = Setting(), into collector: inout ReferenceCollector
    ) {
    }

    /// Reads one container that stands alone (KServe's framework blocks inline one).
    package static func readContainer(
        _ container: Node, podSpec: Node?, setting: Setting = Setting(), into collector: inout ReferenceCollector
    ) {
    }

    /// Finds every PodSpec below `object` by its shape and reads those that no kind has claimed.
    package static func readAll(below object: Node, into collector: inout ReferenceCollector) {
    }
}
