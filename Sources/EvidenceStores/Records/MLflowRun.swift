import KubernetesModel

/// A run of MLflow, as its REST API gives it (`runs/get`) or its client writes it (`run.to_dictionary()`).
///
/// Nothing in it is signed, and MLflow lets anybody change the metrics of a finished run.
package struct MLflowRun: Sendable {
    package struct Value: Sendable {
        package var key: String
        package var value: Node
    }

    package struct Dataset: Sendable {
        package var name: String
        /// What MLflow calls a digest: of at most the first 10,000 rows, or any text of a user's. It pins nothing.
        package var digest: String?
        /// Where the data came from, where MLflow says so as a URI.
        package var uri: String?
        /// `training`, `eval`; MLflow's tag `mlflow.data.context`.
        package var context: String?
    }

    package var runID: String
    package var status: String?
    package var lifecycleStage: String?
    /// Milliseconds since 1970.
    package var startTime: Int?
    package var endTime: Int?
    package var artifactURI: String?
    package var metrics: [Value]
    package var parameters: [Value]
    package var tags: [Value]
    package var datasets: [Dataset]
    /// `m-…`, of the models that the run made.
    package var modelIDs: [String]
    /// The version that it is registered as, where a tracking server was asked for both.
    package var registeredAs: RegisteredVersion?

    package struct RegisteredVersion: Sendable, Hashable {
        package var name: String
        package var version: String
        /// What whoever registered it said that it was made of.
        package var source: String?
        /// Where MLflow keeps its files.
        package var artifactURI: String?
    }

    /// nil where this is something else.
    package static func parse(_ root: Node) -> MLflowRun? {
        let run = root["run"] ?? root
        guard let info = run["info"], info.isObject, let data = run["data"], data.isObject,
            let id = info["run_id"]?.nonEmptyString ?? info["run_uuid"]?.nonEmptyString
        else { return nil }
        return MLflowRun(
            runID: id, status: info["status"]?.nonEmptyString,
            lifecycleStage: info["lifecycle_stage"]?.nonEmptyString, startTime: info["start_time"]?.int,
            endTime: info["end_time"]?.int, artifactURI: info["artifact_uri"]?.nonEmptyString,
            metrics: values(data["metrics"]), parameters: values(data["params"]), tags: values(data["tags"]),
            datasets: run["inputs"]?["dataset_inputs"]?.elements.compactMap(dataset) ?? [],
            modelIDs: run["outputs"]?["model_outputs"]?.elements.compactMap { $0["model_id"]?.nonEmptyString } ?? [],
            registeredAs: registered(root))
    }

    private static func registered(_ root: Node) -> RegisteredVersion? {
        guard let version = root["model_version"], let name = version["name"]?.nonEmptyString,
            let number = version["version"]?.nonEmptyString
        else { return nil }
        return RegisteredVersion(
            name: name, version: number, source: version["source"]?.nonEmptyString,
            artifactURI: root["artifact_uri"]?.nonEmptyString)
    }

    package func tag(_ key: String) -> String? { tags.first { $0.key == key }?.value.nonEmptyString }

    /// The REST API lists `{"key": …, "value": …}`; the client writes an object.
    private static func values(_ node: Node?) -> [Value] {
        guard let node else { return [] }
        if node.isObject { return node.members.map { Value(key: $0.key, value: $0.value) } }
        return node.elements.compactMap { element in
            guard let key = element["key"]?.string, let value = element["value"] else { return nil }
            return Value(key: key, value: value)
        }
    }

    private static func dataset(_ input: Node) -> Dataset? {
        guard let dataset = input["dataset"], let name = dataset["name"]?.nonEmptyString else { return nil }
        let context = values(input["tags"]).first { $0.key == "mlflow.data.context" }
        return Dataset(
            name: name, digest: dataset["digest"]?.nonEmptyString, uri: dataset["source"]?.nonEmptyString.flatMap(uri),
            context: context?.value.nonEmptyString)
    }

    /// The source of a dataset is JSON in a string: `{"uri": "s3://…"}`.
    private static func uri(_ source: String) -> String? {
        guard let root = try? JSONParser.parse(source, limits: ParseLimits(bytes: 64 << 10, depth: 8)).root else {
            return nil
        }
        return root["uri"]?.nonEmptyString ?? root["url"]?.nonEmptyString
    }
}
