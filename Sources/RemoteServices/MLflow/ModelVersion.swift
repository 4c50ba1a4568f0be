/// One version of a registered model, as MLflow's registry describes it (REST API 2.0, `ModelVersion`).
package struct ModelVersion: Sendable, Hashable {
    package var name: String
    /// The version's number, in ASCII digits.
    package var version: String
    /// Where its artifacts lie: `s3://…`, `mlflow-artifacts:/…`, `models:/m-…`.
    package var source: String?
    /// The run that made it; nil where it was registered from elsewhere.
    package var runID: String?
    /// `READY`, `PENDING_REGISTRATION` or `FAILED_REGISTRATION`.
    package var status: String?

    package init(name: String, version: String, source: String? = nil, runID: String? = nil, status: String? = nil) {
        self.name = name
        self.version = version
        self.source = source
        self.runID = runID
        self.status = status
    }

    /// Whether it can be served; a registry that says nothing of it is believed.
    package var isReady: Bool { status == nil || status == "READY" }
}
