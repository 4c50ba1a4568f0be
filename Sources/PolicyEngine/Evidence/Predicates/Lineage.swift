import Attestation
import KubernetesModel
import ModelReferences

/// What a model was made from, whatever format says it.
package struct Lineage: Sendable {
    package var builder: String?
    package var finishedOn: Timestamp?
    /// Everything that went into it, by role: `source`, `dataset:NAME`, `base-model`, `environment`.
    package var dependencies: [ResourceDescriptor] = []
    package var datasets: [ResourceDescriptor] = []
    package var baseModels: [ResourceDescriptor] = []
    /// What it names of all that a policy can ask for.
    package var fields: Set<LineageRule.Field> = []
    /// Whether somebody has signed it.
    package var isSigned = true

    init() {}

    /// Reads SLSA provenance v1, whose dependencies have their role for a name.
    init(provenanceV1 predicate: Node) throws(MalformedPredicate) {
        let reader = try PredicateReader(predicate, "predicate")
        guard let definition = try reader.object("buildDefinition"), let details = try reader.object("runDetails")
        else {
            throw MalformedPredicate("it has no buildDefinition or no runDetails")
        }
        _ = try definition.neededText("buildType")
        builder = try details.object("builder")?.neededText("id")
        guard builder != nil else { throw MalformedPredicate("runDetails has no builder") }
        finishedOn = try details.object("metadata")?.moment("finishedOn")
        addRoles(try definition.descriptors("resolvedDependencies", most: 1024))
        let external = try definition.object("externalParameters")
        let inner = try definition.object("internalParameters")
        for parameters in [external, inner].compactMap({ $0?.node }) { addParameters(parameters) }
    }

    /// Reads SLSA provenance v0.2, by the mapping of its successor (slsa: spec/v1.0/provenance.md): its materials have no
    /// roles, so that data is what lies in a store of data.
    init(provenanceV0_2 predicate: Node) throws(MalformedPredicate) {
        let reader = try PredicateReader(predicate, "predicate")
        guard let builder = try reader.object("builder")?.neededText("id") else {
            throw MalformedPredicate("it has no builder")
        }
        self.builder = builder
        finishedOn = try reader.object("metadata")?.moment("buildFinishedOn")
        let invocation = try reader.object("invocation")
        var all = try reader.descriptors("materials", most: 1024).map(Self.withCommit)
        if let source = invocation?.node["configSource"].flatMap({ ResourceDescriptor($0) }).map(Self.withCommit) {
            all.insert(source.renamed("source"), at: 0)
        }
        addRoles(
            all.map { material in
                material.name == nil && Self.liesInStore(material) ? material.renamed("dataset:data") : material
            })
        if let parameters = invocation?.node["parameters"], parameters.isObject, parameters.count > 0 {
            fields.insert(.parameters)
            if Self.hasSeed(parameters) { fields.insert(.seed) }
        }
        if let environment = invocation?.node["environment"], environment.isObject, environment.count > 0 {
            fields.insert(.environment)
        }
    }

    /// A record that a tool wrote and nobody signed.
    package init(_ record: UnsignedRecord) {
        isSigned = false
        addRoles(record.dependencies)
        fields.formUnion(record.fields.compactMap(LineageRule.Field.init))
    }

    private mutating func addRoles(_ all: [ResourceDescriptor]) {
        dependencies = all
        for dependency in all {
            guard let name = dependency.name else { continue }
            switch name.prefix(while: { $0 != ":" }) {
            case "source":
                // A source that only names a branch leads nowhere.
                let isPinned = dependency.digest(.gitCommit) != nil || !dependency.strongDigests.isEmpty
                if isPinned { fields.insert(.source) }
            case "dataset":
                datasets.append(dependency)
                fields.insert(.dataset)
            case "base-model": baseModels.append(dependency)
            case "environment": if !dependency.strongDigests.isEmpty { fields.insert(.environment) }
            default: break
            }
        }
    }

    private mutating func addParameters(_ parameters: Node) {
        for key in ["hyperparameters", "parameters"] {
            guard let values = parameters[key], values.isObject, values.count > 0 else { continue }
            fields.insert(.parameters)
            if Self.hasSeed(values) { fields.insert(.seed) }
        }
        if Self.hasSeed(parameters) { fields.insert(.seed) }
        if let environment = parameters["environment"], environment.isObject, environment.count > 0 {
            fields.insert(.environment)
        }
    }

    private static func hasSeed(_ parameters: Node) -> Bool {
        ["seed", "random_seed", "random_state", "randomSeed"].contains { key in
            parameters[key]?.scalarText.map { !$0.isEmpty } ?? false
        }
    }

    /// v0.2 writes Git's commits as `sha1`.
    private static func withCommit(_ material: ResourceDescriptor) -> ResourceDescriptor {
        guard material.uri?.hasPrefix("git+") == true, material.digests["gitCommit"] == nil,
            let commit = material.digests["sha1"]
        else { return material }
        var material = material
        material.digests["gitCommit"] = commit
        return material
    }

    private static func liesInStore(_ material: ResourceDescriptor) -> Bool {
        guard let uri = material.uri else { return false }
        if let kind = DatasetReference(uri).kind { return kind != "git" }
        return ["s3://", "gs://", "abfss://", "wasbs://", "lakefs://"].contains { uri.hasPrefix($0) }
    }
}

extension ResourceDescriptor {
    fileprivate func renamed(_ name: String) -> ResourceDescriptor {
        var descriptor = self
        descriptor.name = name
        return descriptor
    }
}
