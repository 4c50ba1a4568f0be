import Attestation
import KubernetesModel
import PolicyEngine

/// How a model was made, ready to be signed: SLSA provenance v1 of a training run.
package struct LineageStatement: Sendable {
    package static let buildType = "https://pedigree.dev/buildtypes/training/v1"

    package var subject: ResourceDescriptor
    /// Where the training code is, and at which commit.
    package var source: ResourceDescriptor?
    package var datasets: [ResourceDescriptor]
    package var baseModels: [ResourceDescriptor]
    /// What the model needs beside itself where it is served, by name.
    package var context: [ResourceDescriptor]
    package var parameters: [String: String]
    package var environment: [String: String]
    /// The image that the training ran in.
    package var image: ResourceDescriptor?
    package var seed: String?
    package var entryPoint: String?
    package var builder: String
    package var invocation: String?
    package var startedOn: Moment?
    package var finishedOn: Moment
    /// Whether the checkout had changes that no commit holds.
    package var isSourceDirty: Bool

    package init(
        subject: ResourceDescriptor, source: ResourceDescriptor? = nil, datasets: [ResourceDescriptor] = [],
        baseModels: [ResourceDescriptor] = [], context: [ResourceDescriptor] = [], parameters: [String: String] = [:],
        environment: [String: String] = [:],
        image: ResourceDescriptor? = nil, seed: String? = nil, entryPoint: String? = nil, builder: String,
        invocation: String? = nil, startedOn: Moment? = nil, finishedOn: Moment, isSourceDirty: Bool = false
    ) throws(AttestError) {
        guard source != nil || !datasets.isEmpty || !baseModels.isEmpty else { throw AttestError("", leadsNowhere) }
        let names = datasets.compactMap(\.name)
        guard Set(names).count == names.count else { throw AttestError("--dataset", twiceNamed(names)) }
        if let startedOn, startedOn.date > finishedOn.date {
            throw AttestError("--finished-on", endsFirst(startedOn, finishedOn))
        }
        self.subject = subject
        self.source = source
        self.datasets = datasets
        self.baseModels = baseModels
        self.context = context
        self.parameters = parameters
        self.environment = environment
        self.image = image
        self.seed = seed
        self.entryPoint = entryPoint
        self.builder = builder
        self.invocation = invocation
        self.startedOn = startedOn
        self.finishedOn = finishedOn
        self.isSourceDirty = isSourceDirty
    }

    /// The statement: compact to be signed, `pretty` to be read.
    package func json(pretty: Bool = false) -> [UInt8] {
        StatementWriter.statement(
            about: [subject], predicateType: PredicateType.provenanceV1, pretty: pretty
        ) { writer in
            writer.key("buildDefinition")
            writer.object(writeDefinition)
            writer.key("runDetails")
            writer.object(writeDetails)
        }
    }

    private func writeDefinition(_ writer: inout JSONWriter) {
        writer.member("buildType", Self.buildType)
        writer.key("externalParameters")
        writer.object { writer in
            if let uri = source?.uri {
                writer.key("source")
                writer.object { $0.member("uri", uri) }
            }
            if let entryPoint { writer.member("entryPoint", entryPoint) }
            StatementWriter.write("hyperparameters", parameters, to: &writer)
            if let seed { writer.member("seed", seed) }
        }
        writer.key("internalParameters")
        writer.object { writer in
            StatementWriter.write("environment", environment, to: &writer)
            if isSourceDirty { writer.member("sourceIsDirty", true) }
        }
        StatementWriter.write("resolvedDependencies", dependencies, to: &writer)
    }

    /// By role: `source`, `dataset:NAME`, `base-model`, `context:NAME`, `environment`.
    private var dependencies: [ResourceDescriptor] {
        var all = source.map { [$0.named("source")] } ?? []
        all += datasets.map { $0.named("dataset:\($0.name ?? "data")") }
        all += baseModels.map { $0.named("base-model") }
        all += context.map { $0.named("context:\($0.name ?? "context")") }
        if let image { all.append(image.named("environment")) }
        return all
    }

    private func writeDetails(_ writer: inout JSONWriter) {
        writer.key("builder")
        writer.object { $0.member("id", builder) }
        writer.key("metadata")
        writer.object { writer in
            if let invocation { writer.member("invocationId", invocation) }
            if let startedOn { writer.member("startedOn", startedOn.text) }
            writer.member("finishedOn", finishedOn.text)
        }
    }
}

extension ResourceDescriptor {
    fileprivate func named(_ name: String) -> ResourceDescriptor {
        var descriptor = self
        descriptor.name = name
        return descriptor
    }
}

private let leadsNowhere =
    "a lineage must lead somewhere: give --git, --source, --dataset, --base-model, --dvc-lock or --mlflow-run"
private func twiceNamed(_ names: [String]) -> String {
    "two datasets have one name (\(names.sorted().joined(separator: ", "))); write NAME=REFERENCE"
}
private func endsFirst(_ start: Moment, _ end: Moment) -> String {
    "the run ends (\(end.text)) before it begins (\(start.text))"
}
