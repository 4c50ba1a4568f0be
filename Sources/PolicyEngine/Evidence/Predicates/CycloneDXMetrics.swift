import Attestation
import KubernetesModel

extension Evaluation {
    /// Reads the performance metrics of a CycloneDX ML-BOM (1.5 to 1.7): metrics and slices as texts, no thresholds and
    /// no count of samples. What it lists as data is what the model was trained and evaluated on.
    init(cycloneDX statement: Statement) throws(MalformedPredicate) {
        self.init()
        let reader = try PredicateReader(statement.predicate, "predicate")
        guard try reader.text("bomFormat") == "CycloneDX" else { throw MalformedPredicate("it is no CycloneDX BOM") }
        let version = try reader.neededText("specVersion")
        guard ["1.5", "1.6", "1.7"].contains(version) else {
            throw MalformedPredicate("CycloneDX \(quoted(version, limit: 20)) is none of 1.5, 1.6, 1.7")
        }
        let metadata = try reader.object("metadata")
        finishedOn = try metadata?.moment("timestamp")
        var components = try reader.list("components").map(\.node)
        if let main = metadata?.node["component"] { components.insert(main, at: 0) }
        let model = try Self.model(among: components, statement.subjects)
        guard let card = try PredicateReader(model, "component").object("modelCard") else {
            throw MalformedPredicate("the model's component has no modelCard")
        }
        datasets = try Self.datasets(of: card, among: components)
        let metrics = try card.object("quantitativeAnalysis")?.list("performanceMetrics") ?? []
        var rows: [Row] = []
        for (node, name) in metrics { rows.append(try Self.cycloneDXRow(node, name)) }
        try setRows(rows)
    }

    /// The component that is the subject: by its SHA-256 where it has one, and the only model otherwise.
    private static func model(
        among components: [Node], _ subjects: [ResourceDescriptor]
    ) throws(MalformedPredicate) -> Node {
        let models = components.filter { $0["type"]?.isString("machine-learning-model") == true }
        let wanted = Set(subjects.compactMap { $0.digest(.sha256)?.hex })
        let own = models.filter { model in sha256(of: model).map(wanted.contains) ?? false }
        if own.count == 1, let model = own.first { return model }
        guard models.count == 1, let model = models.first, sha256(of: model) == nil else {
            throw MalformedPredicate("it does not say which of its components is the subject")
        }
        return model
    }

    private static func sha256(of component: Node) -> String? {
        component["hashes"]?.elements.first { $0["alg"]?.isString("SHA-256") == true }?["content"]?.string
    }

    /// The data that the card refers to among the components, or holds itself.
    private static func datasets(
        of card: PredicateReader, among components: [Node]
    ) throws(MalformedPredicate) -> [ResourceDescriptor] {
        guard let parameters = try card.object("modelParameters") else { return [] }
        return try parameters.list("datasets").map { node, _ in
            let component = node["ref"]?.string.flatMap { ref in
                components.first { $0["bom-ref"]?.isString(ref) == true }
            }
            let data = component ?? node
            return ResourceDescriptor(
                name: data["name"]?.string, uri: data[path: "contents", "url"]?.string,
                digests: sha256(of: data).map { ["sha256": $0] } ?? [:])
        }
    }

    private static func cycloneDXRow(_ node: Node, _ name: String) throws(MalformedPredicate) -> Row {
        let reader = try PredicateReader(node, name)
        guard let value = try reader.decimal("value") else { throw MalformedPredicate("\(name) has no value") }
        return Row(name: try reader.neededText("type"), slice: try reader.text("slice"), dataset: nil, value: value)
    }
}
