import Attestation
import EvidenceStores

/// What an MLflow run says of the training that it recorded.
struct TrainingRun: Sendable {
    var source: ResourceDescriptor?
    var parameters: [String: String]
    var entryPoint: String?
    var invocation: String
    var startedOn: Moment?
    var finishedOn: Moment?

    /// Its datasets are left out: MLflow's digests are of some rows at most, and pin nothing.
    init(_ run: MLflowRun) throws(AttestError) {
        if let commit = run.tag("mlflow.source.git.commit") {
            source = ResourceDescriptor(uri: run.tag("mlflow.source.git.repoURL"), digests: ["gitCommit": commit])
        }
        parameters = [:]
        for parameter in run.parameters { parameters[parameter.key] = parameter.value.scalarText }
        entryPoint = run.tag("mlflow.source.name")
        invocation = "runs:/\(run.runID)"
        startedOn = run.startTime.flatMap(Moment.init(milliseconds:))
        finishedOn = run.endTime.flatMap(Moment.init(milliseconds:))
    }
}
