import KubernetesModel

extension WorkloadKind {
    /// Seldon Core 1.
    static let seldonDeployment = WorkloadKind(
        group: "machinelearning.seldon.io", kind: "SeldonDeployment", versions: ["v1", "v1alpha2", "v1alpha3"],
        resource: "seldondeployments", consumer: .seldon1,
        summary:
            "modelUri of every predictor's graph, at any depth, and of its explainer; the PodSpecs of componentSpecs",
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
        for component in node["componentSpecs"].items {
            guard let podSpec = component["spec"], podSpec.isObject else { continue }
            PodSpecWalk.read(podSpec, metadata: component["metadata"], setting: setting(role: .model), into: &collector)
            collector.claim(podSpec)
        }
    }

    /// A unit and its children; depth is bounded by that of the document.
    private func readUnit(_ unit: Node, into collector: inout ReferenceCollector) {
        readURI(unit, role: .model, into: &collector)
        for child in unit["children"].items { readUnit(child, into: &collector) }
    }

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
