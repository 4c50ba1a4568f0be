import Attestation
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

extension LineageGraph {
    /// What one model of a workload comes from, and what has become of it.
    package static func of(
        workload: AuditedWorkload, model: AuditedModel, evidence: EvidenceIndex
    ) -> LineageGraph {
        of([(workload, model)], evidence: evidence)
    }

    /// The same of several workloads, in one graph; those that serve the same model meet in it.
    package static func of(
        _ served: [(workload: AuditedWorkload, model: AuditedModel)], evidence: EvidenceIndex
    ) -> LineageGraph {
        var builder = LineageBuilder(evidence)
        for (workload, model) in served { builder.add(model, servedBy: workload) }
        return builder.graph
    }

    /// What evidence says of a model that nobody is known to serve.
    package static func of(_ digest: Digest, evidence: EvidenceIndex) -> LineageGraph {
        var builder = LineageBuilder(evidence)
        builder.add(digest)
        return builder.graph
    }
}

/// Puts a graph together from what evidence says, from the workload back to the data.
struct LineageBuilder {
    private(set) var graph = LineageGraph()
    let evidence: EvidenceIndex
    private var places: [String: Int] = [:]
    private var joined: Set<LineageGraph.Edge> = []
    /// Models whose origins are being followed: one that leads back to itself is cut.
    private var path: Set<String> = []

    init(_ evidence: EvidenceIndex) { self.evidence = evidence }

    /// A base model of a base model of a base model is as far as anybody asks.
    private static let deepest = 4
    /// Beyond it nothing is followed further.
    private static let mostNodes = 2000

    /// - Parameter until: when the workload served something else, or was gone; nil while it serves the model.
    mutating func add(_ model: AuditedModel, servedBy workload: AuditedWorkload, until: Date? = nil) {
        let sought = SoughtModel(model)
        // What counted then says nothing of today.
        let said = LineageEvidence(about: sought, in: evidence, used: until == nil ? model.evidence : nil)
        let mend = LineageMend(model.reference, sought, content: said.content)
        let key = sought.key.isEmpty ? model.reference.value : sought.key
        let (place, isNew) = insert("model \(key)", .model(model, said))
        if isNew {
            addOrigin(of: place, sought, said, mend: mend)
            for data in model.declaredDatasets { addDeclared(data, said, to: place) }
        }
        let time = until.map(Timestamp.string) ?? ""
        let (user, _) = insert(
            "workload \(workload.identity) \(workload.file ?? "") \(time)", .workload(workload, model, until: until))
        connect(place, user)
        for evaluation in addEvaluations(of: place, sought, said, mend) {
            connect(evaluation, user)
        }
        for context in said.lineage?.content.context ?? [] {
            let (used, _) = insert("data \(context.identityKey)", .dependency(context, .data, said.lineage))
            connect(used, user, "served with")
        }
    }

    mutating func add(_ digest: Digest) {
        let sought = SoughtModel(digest)
        let said = LineageEvidence(about: sought, in: evidence, used: nil)
        let name = name(of: digest)
        let (place, isNew) = insert("model \(sought.key)", .model(digest, said, named: name))
        guard isNew else { return }
        addOrigin(of: place, sought, said, mend: LineageMend(sought))
        _ = addEvaluations(of: place, sought, said, LineageMend(sought))
    }

    /// What statements about the digest call it.
    private func name(of digest: Digest) -> String? {
        let subjects = evidence.items(digest: digest, uri: nil).flatMap {
            (try? $0.outcome.get())?.statement.subjects ?? []
        }
        let own = subjects.filter { $0.digest(digest.algorithm) == digest }
        return own.compactMap(\.uri).first ?? own.compactMap(\.name).first
    }

    // MARK: Where it comes from

    private mutating func addOrigin(of model: Int, _ sought: SoughtModel, _ said: LineageEvidence, mend: LineageMend?) {
        guard let lineage = said.lineage else {
            // Of what others made nobody here can be asked for a lineage.
            guard let mend else { return }
            let (run, _) = insert("missing run \(sought.key)", .missingRun(said, mend))
            return connect(run, model)
        }
        let (run, isNew) = insert("run \(lineage.key)", .run(lineage))
        connect(run, model)
        guard isNew else { return }
        for dependency in lineage.content.dependencies { addDependency(dependency, of: run, lineage, below: sought) }
        if !lineage.content.dependencies.contains(where: { $0.lineageKind == .code }) {
            connect(insert("missing code \(lineage.key)", .missingCode(lineage)).place, run)
        }
        if lineage.content.datasets.isEmpty {
            connect(insert("missing data \(lineage.key)", .missingData(lineage)).place, run)
        }
    }

    private mutating func addDependency(
        _ dependency: ResourceDescriptor, of run: Int, _ lineage: LineageEvidence.Said<Lineage>,
        below sought: SoughtModel
    ) {
        guard graph.nodes.count < Self.mostNodes, let kind = dependency.lineageKind else { return }
        guard kind == .baseModel else {
            let key = "\(kind.rawValue) \(dependency.identityKey)"
            return connect(insert(key, .dependency(dependency, kind, lineage)).place, run)
        }
        let base = SoughtModel(dependency)
        guard base.key != sought.key, !path.contains(base.key) else { return }
        let said = LineageEvidence(about: base, in: evidence, used: nil)
        let (place, isNew) = insert("base \(base.key)", .baseModel(dependency, lineage, said))
        connect(place, run)
        guard isNew, path.count + 1 < Self.deepest, !base.key.isEmpty else { return }
        path.insert(sought.key)
        addOrigin(of: place, base, said, mend: nil)
        path.remove(sought.key)
    }

    /// Data that the manifest names and the lineage does not.
    private mutating func addDeclared(_ text: String, _ said: LineageEvidence, to model: Int) {
        let reference = DatasetReference(text)
        let known = said.lineage?.content.datasets ?? []
        guard !known.contains(where: { DatasetPin.names(reference, $0) }) else { return }
        connect(insert("declared \(text)", .declared(reference)).place, model, "declared")
    }

    // MARK: What has become of it

    private mutating func addEvaluations(
        of model: Int, _ sought: SoughtModel, _ said: LineageEvidence, _ mend: LineageMend
    ) -> [Int] {
        guard !said.evaluations.isEmpty else {
            let (missing, _) = insert("missing evaluation \(sought.key) \(model)", .missingEvaluation(mend))
            connect(model, missing)
            return [missing]
        }
        return said.evaluations.map { evaluation in
            let (place, isNew) = insert("evaluation \(evaluation.key)", .evaluation(evaluation))
            connect(model, place)
            guard isNew else { return place }
            for data in evaluation.content.datasets.prefix(Self.mostNodes) {
                connect(
                    insert("data \(data.identityKey)", .dependency(data, .data, evaluation)).place, place,
                    "evaluated on")
            }
            return place
        }
    }

    // MARK: Parts

    private mutating func insert(_ key: String, _ node: @autoclosure () -> LineageGraph.Node) -> (
        place: Int, isNew: Bool
    ) {
        if let place = places[key] { return (place, false) }
        let place = graph.nodes.count
        graph.nodes.append(node())
        places[key] = place
        return (place, true)
    }

    private mutating func connect(_ from: Int, _ to: Int, _ label: String = "") {
        let edge = LineageGraph.Edge(from: from, to: to, label: label)
        guard from != to, joined.insert(LineageGraph.Edge(from: from, to: to)).inserted else { return }
        graph.edges.append(edge)
    }
}
