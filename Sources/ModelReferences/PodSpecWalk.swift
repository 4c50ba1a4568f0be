import KubernetesModel

/// The one walk over a PodSpec: containers, initContainers and ephemeralContainers, volumes, and the strings inside
/// their commands.
package enum PodSpecWalk {
    /// What a kind knows about a PodSpec that the PodSpec itself does not say.
    package final class Setting: Sendable {
        /// The role of references found here.
        package let role: ModelReference.Role
        /// Where a custom predictor's or explainer's image is itself the model when nothing else refers to one.
        package let imageIsModel: Bool
        /// Paths at which a kind's own reference is mounted (`/mnt/models` under KServe): a server that reads from there
        /// reads that reference, and no other one is added.
        package let mounted: [String]
        package let trafficPercent: Int?
        /// Whether a controller fills this in later (a ServingRuntime): what is missing or variable here is no fault,
        /// since the object that names the template supplies it. What is written out is a reference all the same.
        package let isTemplate: Bool
        /// The server that the kind starts where the container names no image that is known as one.
        package let server: ModelServer?
        /// The server that the kind starts in a container that names no image at all, since the kind fills it in.
        package let imagelessServer: ModelServer?
        /// A script that the kind runs in the container, beside what the container runs anyway (a RayJob's entrypoint).
        package let script: Node?
        /// Whether that script is all that runs there, and gets the container's arguments (a step of Tekton's).
        package let scriptIsAll: Bool
        /// What the kind's controller starts in the first container, in place of the image's entrypoint.
        package let starter: Starter?
        /// The container that all this is about; the first of the pod where the kind does not say.
        package let main: Node?
        /// What the kind's controller adds to that container.
        package let attached: Attachments?
        /// What the controller puts in the place of `{{name}}` in every container.
        package let parameters: TemplateParameters

        package init(
            role: ModelReference.Role = .model, imageIsModel: Bool = false, mounted: [String] = [],
            trafficPercent: Int? = nil, isTemplate: Bool = false, server: ModelServer? = nil,
            imagelessServer: ModelServer? = nil, script: Node? = nil, scriptIsAll: Bool = false,
            starter: Starter? = nil, main: Node? = nil, attached: Attachments? = nil,
            parameters: TemplateParameters = TemplateParameters()
        ) {
            self.role = role
            self.imageIsModel = imageIsModel
            self.mounted = mounted
            self.trafficPercent = trafficPercent
            self.isTemplate = isTemplate
            self.server = server
            self.imagelessServer = imagelessServer
            self.script = script
            self.scriptIsAll = scriptIsAll
            self.starter = starter
            self.main = main
            self.attached = attached
            self.parameters = parameters
        }

        /// The same for a container that neither the script nor the controller's program runs in.
        var forOthers: Setting {
            guard script != nil || starter != nil || attached != nil else { return self }
            return Setting(
                role: role, imageIsModel: imageIsModel, mounted: mounted, trafficPercent: trafficPercent,
                isTemplate: isTemplate, server: server, imagelessServer: imagelessServer, parameters: parameters)
        }

        /// Whether a container holds more than its own fields say.
        var expandsOrAttaches: Bool { attached != nil || !parameters.isEmpty }

        /// What holds where no kind knows anything.
        package static let none = Setting()
    }

    /// A program that a controller starts in a container which names none.
    package struct Starter: Sendable {
        /// The variable that holds its command, for containers with a command of their own.
        package var variable: String?
        package var command: String
        /// Whether the words of a container's command are handed to a shell as one line.
        package var joinsWords: Bool

        package init(variable: String? = nil, command: String, joinsWords: Bool = false) {
            self.variable = variable
            self.command = command
            self.joinsWords = joinsWords
        }
    }

    /// Reads the PodSpec at `podSpec`; `metadata` is that of its template or pod (annotations such as KServe's
    /// `internal.serving.kserve.io/storage-initializer-sourceuri`).
    package static func read(
        _ podSpec: Node, metadata: Node?, setting: Setting = .none, into collector: inout ReferenceCollector
    ) {
        collector.markAsWorkload()
        var pod = PodReading(
            podSpec: podSpec, setting: setting, context: collector.context, namespace: collector.namespace)
        ModelAnnotation.read(metadata, into: &collector)
        pod.readAnnotations(metadata, into: &collector)
        let containers = containers(of: podSpec)
        guard containers.count <= ReferenceCollector.mostContainers else { return collector.exceedBounds() }
        for container in containers where !collector.isClaimed(container) {
            collector.claim(container)
            pod.read(container)
        }
        pod.finish(into: &collector)
    }

    /// Reads one container that stands alone (KServe's framework blocks inline one).
    package static func readContainer(
        _ container: Node, podSpec: Node?, setting: Setting = .none, into collector: inout ReferenceCollector
    ) {
        collector.markAsWorkload()
        collector.claim(container)
        var pod = PodReading(
            podSpec: podSpec, setting: setting, context: collector.context, namespace: collector.namespace)
        pod.read(container)
        let others = podSpec.map(containers(of:)) ?? []
        guard others.count <= ReferenceCollector.mostContainers else { return collector.exceedBounds() }
        for other in others { pod.read(other, isContext: true) }
        pod.finish(into: &collector)
    }

    /// Reads containers that run in one pod, each under what its kind knows about it; `podSpec` has their volumes.
    package static func readContainers(
        _ containers: [(node: Node, setting: Setting)], podSpec: Node?, into collector: inout ReferenceCollector
    ) {
        collector.markAsWorkload()
        guard containers.count <= ReferenceCollector.mostContainers else { return collector.exceedBounds() }
        var pod = PodReading(
            podSpec: podSpec, setting: .none, context: collector.context, namespace: collector.namespace)
        for (container, setting) in containers {
            collector.claim(container)
            pod.read(container, as: setting)
        }
        pod.finish(into: &collector)
    }

    /// Finds every PodSpec below `object` by its shape and reads those that no kind has claimed.
    package static func readAll(below object: Node, into collector: inout ReferenceCollector) {
        for (podSpec, metadata) in PodSpecSearch.find(below: object, isClaimed: { collector.isClaimed($0) }) {
            if lists.contains(where: { podSpec[$0] != nil }) {
                read(podSpec, metadata: metadata, into: &collector)
            } else if !collector.isClaimed(podSpec) {
                readContainer(podSpec, podSpec: nil, into: &collector)
            }
        }
    }

    static let lists = ["initContainers", "containers", "ephemeralContainers"]

    private static func containers(of podSpec: Node) -> [Node] {
        var containers: [Node] = []
        for list in [podSpec["initContainers"], podSpec["containers"], podSpec["ephemeralContainers"]] {
            guard let list else { continue }
            for container in list.elements where container.isObject { containers.append(container) }
        }
        return containers
    }
}
