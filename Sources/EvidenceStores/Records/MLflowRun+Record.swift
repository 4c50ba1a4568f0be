import Attestation
import KubernetesModel
import PolicyEngine

extension MLflowRun {
    /// What the run says of where its models come from: recorded by MLflow, signed by nobody.
    func record(source: String, place: String) -> UnsignedRecord {
        UnsignedRecord(
            source: source, place: place, format: .mlflowRun, subjects: models, dependencies: dependencies,
            fields: fields)
    }

    /// MLflow knows no digest of a model, so that its names are all there is; a run can say by a tag of ours where its
    /// model was published.
    private var models: [ResourceDescriptor] {
        var subjects = modelIDs.map { ResourceDescriptor(uri: "models:/\($0)") }
        if let registeredAs { subjects += Self.names(of: registeredAs).map { ResourceDescriptor(uri: $0) } }
        if let published = tag(Self.publishedAs) { subjects.append(ResourceDescriptor(uri: published)) }
        for path in loggedPaths {
            subjects.append(ResourceDescriptor(uri: "runs:/\(runID)/\(path)"))
            guard let artifactURI else { continue }
            subjects.append(ResourceDescriptor(uri: "\(artifactURI)/\(path)"))
            subjects.append(ResourceDescriptor(uri: "\(artifactURI)/\(path)/"))
        }
        return subjects
    }

    private static func names(of version: RegisteredVersion) -> [String] {
        var names = ["models:/\(version.name)/\(version.version)"]
        // A model that MLflow 3 logged is among the run's own.
        if let source = version.source, !source.hasPrefix("models:/m-") { names.append(source) }
        if let place = version.artifactURI, place != version.source {
            names += place.utf8.last == UInt8(ascii: "/") ? [place] : [place, "\(place)/"]
        }
        return names
    }

    private var dependencies: [ResourceDescriptor] {
        var dependencies: [ResourceDescriptor] = []
        if let commit = tag("mlflow.source.git.commit") {
            dependencies.append(
                ResourceDescriptor(
                    name: "source", uri: tag("mlflow.source.git.repoURL"), digests: ["gitCommit": commit]))
        }
        // A dataset that the model was only evaluated on is none that it was made from.
        for dataset in datasets where dataset.context != "eval" && dataset.context != "evaluation" {
            var annotations = ["kind": "mlflow"]
            annotations["version"] = dataset.digest
            dependencies.append(
                ResourceDescriptor(name: "dataset:\(dataset.name)", uri: dataset.uri, annotations: annotations))
        }
        return dependencies
    }

    private var fields: Set<String> {
        var fields: Set<String> = []
        if !parameters.isEmpty { fields.insert("parameters") }
        if parameters.contains(where: { Self.seeds.contains($0.key.lowercased()) }) { fields.insert("seed") }
        return fields
    }

    /// Where the models of the run lie below its artifacts (`mlflow.log-model.history`, MLflow 1 and 2).
    private var loggedPaths: [String] {
        guard let text = tag("mlflow.log-model.history"),
            let root = try? JSONParser.parse(text, limits: ParseLimits(bytes: 1 << 20, depth: 32)).root
        else { return [] }
        return root.elements.prefix(100).compactMap { $0["artifact_path"]?.nonEmptyString }
    }

    /// The tag by which a training job says where its model was published: `s3://ml-models-prod/fraud-detector/v47/`.
    static let publishedAs = "pedigree.dev/model"
    /// The names of parameters that fix the random numbers of a training run.
    package static let seeds: Set<String> = ["seed", "random_seed", "random_state"]
}
