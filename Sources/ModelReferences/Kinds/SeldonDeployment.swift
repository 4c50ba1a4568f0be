import KubernetesModel

extension WorkloadKind {
    /// Seldon Core 1.
    static let seldonDeployment = WorkloadKind(
        group: "machinelearning.seldon.io", kind: "SeldonDeployment", versions: ["v1", "v1alpha2", "v1alpha3"],
        resource: "seldondeployments", consumer: .seldon1,
        summary: """
            modelUri or pretrained_model of every unit of a predictor's graph, and modelUri of its explainer; the pods of \
            componentSpecs, where the image is the model of a unit that has neither
            """,
        read: { object, collector in
            collector.markAsWorkload()
            guard let predictors = object[path: "spec", "predictors"] else { return }
            for predictor in predictors.elements { SeldonPredictor(node: predictor).read(into: &collector) }
        })
}

/// One predictor of a SeldonDeployment, shadows included
/// (seldon-core operator/apis/machinelearning.seldon.io/v1/seldondeployment_types.go).
private struct SeldonPredictor {
    let node: Node
    private let trafficPercent: Int?
    /// Where Seldon mounts what it downloads; empty where it downloads nothing.
    private let mounted: [String]

    init(node: Node) {
        self.node = node
        trafficPercent = node["traffic"]?.int
        let downloads = Self.hasURI(node["graph"]) || node[path: "explainer", "modelUri"] != nil
        mounted = downloads ? ["/mnt/models"] : []
    }

    func read(into collector: inout ReferenceCollector) {
        if let graph = node["graph"] { readUnit(graph, into: &collector) }
        if let explainer = node["explainer"] {
            readURI(explainer, role: .explainer, into: &collector)
            if let container = explainer["containerSpec"], container.isObject {
                PodSpecWalk.readContainer(
                    container, podSpec: nil, setting: setting(role: .explainer), into: &collector)
            }
        }
        let mark = collector.mark
        for component in node["componentSpecs"].items {
            guard let podSpec = component["spec"], podSpec.isObject else { continue }
            PodSpecWalk.read(podSpec, metadata: component["metadata"], setting: setting(role: .model), into: &collector)
            collector.claim(podSpec)
        }
        if let graph = node["graph"] { readImages(of: graph, since: mark, into: &collector) }
    }

    /// A model unit that a container of its name serves, and that names no model: its image is the model. Routers,
    /// combiners and transformers are none (operator/apis/machinelearning.seldon.io/v1/defaults.go: a unit without a type
    /// is a model).
    private func readImages(of unit: Node, since mark: Int, into collector: inout ReferenceCollector) {
        for child in unit["children"].items { readImages(of: child, since: mark, into: &collector) }
        let isModel = ["MODEL", "UNKNOWN_TYPE"].contains(unit["type"]?.nonEmptyString ?? "MODEL")
        guard isModel, unit["modelUri"]?.nonEmptyString == nil, unit["implementation"]?.nonEmptyString == nil,
            let name = unit["name"]?.nonEmptyString
        else { return }
        let hasOwn = collector.workload.references.dropFirst(mark).contains { $0.container == name }
        guard !hasOwn, let image = containers.first(where: { $0["name"]?.isString(name) == true })?["image"],
            let text = image.nonEmptyString
        else { return }
        collector.add(
            text, at: image, consumer: .image, role: .image, trafficPercent: trafficPercent, container: name,
            image: text)
    }

    private var containers: [Node] {
        node["componentSpecs"].items.flatMap { $0[path: "spec", "containers"].items }
    }

    /// A unit and its children; depth is bounded by that of the document.
    private func readUnit(_ unit: Node, into collector: inout ReferenceCollector) {
        readURI(unit, role: .model, into: &collector)
        readParameters(unit, into: &collector)
        for child in unit["children"].items { readUnit(child, into: &collector) }
    }

    /// The Hugging Face server takes its model as a parameter (doc/source/servers/huggingface.md); a class of one's own
    /// gets them all when it is made (doc/source/python/python_component.md).
    private func readParameters(_ unit: Node, into collector: inout ReferenceCollector) {
        for parameter in unit["parameters"].items {
            guard let name = parameter["name"]?.string, let place = parameter["value"],
                let text = place.nonEmptyString
            else { continue }
            if let role = Self.parameters[name] {
                collector.add(place, consumer: .hfHub, role: role, trafficPercent: trafficPercent)
            } else if GenericProgram.holdsModel(name, text) {
                collector.add(place, consumer: .any, trafficPercent: trafficPercent)
            }
        }
    }

    private static let parameters: [String: ModelReference.Role] = [
        "pretrained_model": .model, "pretrained_tokenizer": .tokenizer,
    ]

    private func readURI(_ unit: Node, role: ModelReference.Role, into collector: inout ReferenceCollector) {
        guard let uri = unit["modelUri"], let text = uri.nonEmptyString else { return }
        collector.add(
            text, at: uri, consumer: .seldon1, role: role, trafficPercent: trafficPercent,
            image: unit["storageInitializerImage"]?.nonEmptyString)
    }

    private func setting(role: ModelReference.Role) -> PodSpecWalk.Setting {
        PodSpecWalk.Setting(role: role, mounted: mounted, trafficPercent: trafficPercent)
    }

    private static func hasURI(_ unit: Node?) -> Bool {
        guard let unit else { return false }
        if unit["modelUri"]?.nonEmptyString != nil { return true }
        return unit["children"]?.elements.contains { hasURI($0) } ?? false
    }
}
