import KubernetesModel

/// One version of a registered model, as MLflow's REST API gives it.
package struct MLflowModelVersion: Sendable, Hashable {
    package var name: String
    /// A number, written out.
    package var version: String
    /// Where it was registered from: `models:/m-…`, `s3://…`. Whoever registers a version says it freely.
    package var source: String?
    package var runID: String?
    /// `READY`, `PENDING_REGISTRATION`, `FAILED_REGISTRATION`.
    package var status: String?
    /// `Production`; MLflow's word for none is `None`.
    package var stage: String?

    package init(
        name: String, version: String, source: String? = nil, runID: String? = nil, status: String? = nil,
        stage: String? = nil
    ) {
        self.name = name
        self.version = version
        self.source = source
        self.runID = runID
        self.status = status
        self.stage = stage
    }

    /// nil where it has no name, or no number.
    init?(_ node: Node) {
        guard let name = node["name"]?.nonEmptyString, let version = node["version"]?.scalarText,
            (1...18).contains(version.utf8.count), version.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.init(
            name: name, version: version, source: node["source"]?.nonEmptyString,
            runID: node["run_id"]?.nonEmptyString, status: node["status"]?.nonEmptyString,
            stage: node["current_stage"]?.nonEmptyString)
    }

    package var isReady: Bool { status == nil || status == "READY" }

    /// `models:/iris-clf/1`
    package var uri: String { "models:/\(name)/\(version)" }
}

/// What a name that can move stands for now.
package struct MLflowResolution: Sendable, Hashable {
    package var version: MLflowModelVersion
    /// Where its files lie: `mlflow-artifacts:/…`, `s3://…`.
    package var artifactURI: String?
}

/// How a version is named where it is not named by its number.
package enum MLflowSelector: Sendable, Hashable {
    case version(String)
    case alias(String)
    case stage(String)
    /// The highest number, whatever its stage.
    case latest
}
