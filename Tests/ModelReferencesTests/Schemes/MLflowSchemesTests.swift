import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("MLflow models and runs")
struct MLflowSchemesTests {
    @Test(
        "digits name a version, and everything else is a stage or an alias",
        arguments: [
            Vector(.mlflow, "models:/fraud/47", "versioned"),
            Vector(.mlflow, "models:/fraud/007", "versioned"),
            Vector(.mlflow, "models:/catalog.schema.fraud/3", "versioned"),
            Vector(.mlflow, "models:/fraud/3/sub/dir", "versioned"),
            Vector(.mlflow, "models://databricks/fraud/3", "versioned"),
            Vector(.mlflow, "models:/fraud/v7", "mutable"),
            Vector(.mlflow, "models:/fraud/Staging", "mutable"),
            Vector(.mlflow, "models:/fraud/None", "mutable"),
            Vector(.mlflow, "models:/fraud/canary", "mutable"),
            Vector(.mlflow, "models:/fraud/latest", "mutable"),
            Vector(.mlflow, "models:/fraud/Latest", "mutable"),
            Vector(.mlflow, "models:/fraud/-1", "mutable"),
            Vector(.mlflow, "models:/fraud/3.0", "mutable"),
            Vector(.mlflow, "models:/fraud/３", "mutable"),
            Vector(.mlflow, "models:/fraud/²", "mutable"),
            Vector(.mlflow, "models:/fraud@champion", "mutable"),
            Vector(.mlflow, "models:/fraud@1", "mutable"),
            Vector(.mlflow, "models:/fraud@v1", "mutable"),
            Vector(.mlflow, "models:/fraud@champion/sub", "mutable"),
            Vector(.mlflow, "models:/scope@x/3", "versioned"),
            Vector(.mlflow, "models:/fraud", "mutable"),
            Vector(.mlflow, "models:/m-\(runID)", "versioned"),
            Vector(.mlflow, "models:/m-\(runID.uppercased())", "mutable"),
            Vector(.mlflow, "models:/m-\(runID.dropLast())", "mutable"),
            Vector(.mlflow, "models:/m-\(runID)@champion", "mutable"),
            Vector(.mlflow, "models:/fraud/", "invalid"),
            Vector(.mlflow, "models:/fraud/3/", "invalid"),
            Vector(.mlflow, "models:/", "invalid"),
            Vector(.mlflow, "models:fraud/3", "invalid"),
            Vector(.mlflow, "models:///fraud/3", "invalid"),
            Vector(.mlflow, "models:/../fraud/3", "invalid"),
            Vector(.mlflow, "models:/fraud/3?stage=Production", "invalid"),
            Vector(.mlflow, "models:/fraud%2F3", "invalid"),
            Vector(.mlflow, "Models:/fraud/3", "mutable"),
            Vector(.mlserver, "models:/fraud/3", "versioned"),
            Vector(.mlserver, "models:/fraud@champion", "mutable"),
            Vector(.any, "models:/fraud/3", "versioned"),
            Vector(.any, "models:/fraud/Production", "mutable"),
        ])
    func models(_ vector: Vector) { vector.check() }

    @Test(
        "KServe and Seldon do not read the registry at all",
        arguments: [
            Vector(.kserve, "models:/fraud/3", "invalid"),
            Vector(.kserve, "models:/m-\(runID)", "invalid"),
            Vector(.kserve, "models:/fraud/Production", "mutable"),
            Vector(.kserve, "models:/fraud@champion", "mutable"),
            Vector(.llmisvc, "models:/fraud/3", "invalid"),
            Vector(.seldon1, "models:/fraud/3", "invalid"),
            Vector(.seldon1, "models:/fraud/Staging", "mutable"),
            Vector(.kserve, "runs:/\(runID)/model", "invalid"),
        ])
    func unread(_ vector: Vector) { vector.check() }

    @Test("a stage under KServe reads as the design shows it")
    func design() {
        let found = Vector(.kserve, "models:/fraud-detector/Production", "mutable").classification
        #expect(found.pinning == .mutable("an MLflow stage, which can move"))
        #expect(
            found.suggestion == "serve the artifact URI of one version, e.g. s3://BUCKET/fraud-detector/v47/")
        Vector(.kserve, "s3://BUCKET/fraud-detector/v47/", "versioned").check()
    }

    @Test("a stage under MLflow is mended by naming the version")
    func twin() {
        let found = Vector(.mlflow, "models:/fraud/Production", "mutable").classification
        #expect(found.suggestion == "name one version, e.g. models:/fraud/47")
        Vector(.mlflow, "models:/fraud/47", "versioned").check()
    }

    @Test(
        "runs are versioned by their id",
        arguments: [
            Vector(.mlflow, "runs:/\(runID)/model", "versioned"),
            Vector(.mlflow, "runs:/\(runID)/a/b", "versioned"),
            Vector(.mlflow, "runs://databricks/\(runID)/model", "versioned"),
            Vector(.mlflow, "runs:/\(runID)", "invalid"),
            Vector(.mlflow, "runs:/\(runID)/", "invalid"),
            Vector(.mlflow, "runs:/latest/model", "invalid"),
            Vector(.mlflow, "runs:/\(runID.uppercased())/model", "invalid"),
            Vector(.mlflow, "runs:/\(runID)/../x", "invalid"),
        ])
    func runs(_ vector: Vector) { vector.check() }

    @Test(
        "a slash too many makes the model a registry's name",
        arguments: [
            (Vector(.mlflow, "models://fraud/3", "invalid"), "write models:/fraud/3"),
            (Vector(.mlflow, "models://fraud/Production", "invalid"), "name one version, e.g. models:/fraud/47"),
        ])
    func slashTooMany(_ vector: Vector, _ expected: String) {
        vector.check()
        #expect(vector.classification.suggestion == expected)
        Vector(.mlflow, "models://databricks/fraud/3", "versioned").check()
        Vector(.mlflow, "models://profile/fraud/3", "versioned").check()
    }

    @Test("what rclone copies is no model of MLflow's")
    func rclone() {
        let found = Vector(.seldon2, "models:/iris/3", "mutable").classification
        #expect(found.pinning.reason.hasPrefix("invalid:"))
        Vector(.seldon2, "models:/iris/3", "invalid").check()
        Vector(.seldon2, "minio:models/iris/3", "versioned").check()
        Vector(.seldon2, ":s3:b/m/v3", "mutable").check()
    }
}
