import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Object stores and file systems")
struct StoreSchemeTests {
    @Test(
        "KServe loads from S3 by prefix and drops the query",
        arguments: [
            Vector(.kserve, "s3://b/fraud/v47/", "versioned"),
            Vector(.kserve, "s3://b/fraud/v47/model.joblib", "versioned"),
            Vector(.kserve, "s3://b/fraud/v47", "mutable"),
            Vector(.kserve, "s3://b/fraud/v4", "mutable"),
            Vector(.kserve, "s3://b/fraud/v47/model", "mutable"),
            Vector(.kserve, "s3://b/fraud/", "mutable"),
            Vector(.kserve, "s3://b/fraud/model.joblib", "mutable"),
            Vector(.kserve, "s3://mnist", "mutable"),
            Vector(.kserve, "s3://b/", "mutable"),
            Vector(.kserve, "s3://", "invalid"),
            Vector(.kserve, "s3:///fraud/v47/", "invalid"),
            Vector(.kserve, "s3://b/fraud/model.joblib?versionId=3sL4kqtJ", "mutable"),
            Vector(.kserve, "s3://b/fraud/v47/?versionId=3sL4kqtJ", "mutable"),
            Vector(.kserve, "s3://b/fraud/v47/#3", "mutable"),
            Vector(.kserve, "s3://b/../other/v47/", "invalid"),
            Vector(.kserve, "s3://b/fraud//v47/", "invalid"),
            Vector(.kserve, "s3://b/fraud%2Fv47/", "invalid"),
            Vector(.kserve, "s3://key:secret@b/fraud/v47/", "invalid"),
            Vector(.kserve, "S3://b/fraud/v47/", "invalid"),
            Vector(.kserve, "s3a://b/fraud/v47/", "invalid"),
            Vector(.llmisvc, "s3://b/llm/v3/", "versioned"),
            Vector(.llmisvc, "s3://b/llm/v3", "mutable"),
            Vector(.llmisvc, "gs://b/llm/v3/", "invalid"),
            Vector(.modelmesh, "s3://b/sklearn/mnist-svm.joblib", "mutable"),
            Vector(.any, "s3://b/fraud/v47/", "versioned"),
            Vector(.any, "s3://b/fraud/v47", "versioned"),
        ])
    func s3UnderKServe(_ vector: Vector) { vector.check() }

    @Test(
        "tools that name one object version have versioned references",
        arguments: [
            Vector(.awsCLI, "s3://b/m/model.bin", "versioned", revision: "3sL4kqtJlcpXroDTDmJ"),
            Vector(.awsCLI, "s3://b/m/model.bin", "mutable"),
            Vector(.awsCLI, "s3://b/m/model.bin", "mutable", revision: "null"),
            Vector(.awsCLI, "s3://b/m/model.bin?versionId=3sL4", "mutable"),
            Vector(.awsCLI, "s3://b/m/v3/", "versioned"),
            Vector(.awsCLI, "s3://b/m/v3", "versioned"),
            Vector(.awsCLI, "gs://b/m/v3", "invalid"),
            Vector(.minioClient, "minio/bucket/m/model.bin", "versioned", revision: "3sL4kqtJ"),
            Vector(.minioClient, "minio/bucket/m/v3/", "versioned"),
            Vector(.minioClient, "minio/bucket/m/", "mutable"),
            Vector(.gsutil, "gs://b/o#1699", "versioned"),
            Vector(.gsutil, "gs://b/o#latest", "invalid"),
            Vector(.gsutil, "gs://b/o/#1699", "invalid"),
            Vector(.gsutil, "gs://b/o#١٦٩", "invalid"),
            Vector(.gsutil, "gs://b/o", "mutable"),
            Vector(.gsutil, "gs://b/m/v3", "versioned"),
            Vector(.kserve, "gs://b/o#1699", "invalid"),
            Vector(.kserve, "gs://b/m/v3/#1699", "invalid"),
            Vector(.kserve, "gs://b/m/v3?generation=1699", "invalid"),
            Vector(.kserve, "gs://b/m/v3/", "versioned"),
            Vector(.kserve, "gs://b/m/v3/model.joblib", "versioned"),
            Vector(.kserve, "gs://b/m", "mutable"),
            Vector(.kserve, "gs://b", "mutable"),
            Vector(.seldon1, "gs://seldon-models/sklearn/iris", "mutable"),
            Vector(.seldon1, "gs://seldon-models/sklearn/iris/v2", "versioned"),
            Vector(.kubeai, "s3://b/llm/v3", "versioned"),
            Vector(.kubeai, "oss://b/llm", "mutable"),
            Vector(.kubeai, "https://h/m/v3/x.bin", "invalid"),
            Vector(.llmaz, "oss://b.endpoint/models/v1/", "versioned"),
            Vector(.triton, "s3://b/repository/v3", "versioned"),
            Vector(.triton, "gs://b/repository", "mutable"),
            Vector(.vllm, "s3://b/llm/v3/", "versioned"),
            Vector(.ray, "gs://b/llm/v3/", "versioned"),
            Vector(.ray, "s3://b/llm", "mutable"),
            Vector(.tfserving, "gs://b/m/v3", "mutable"),
            Vector(.tfserving, "/models/m/3", "mutable"),
            Vector(.mlflow, "s3://b/m/v3", "versioned"),
            Vector(.mlserver, "gs://b/m", "mutable"),
        ])
    func versions(_ vector: Vector) { vector.check() }

    @Test(
        "Azure under KServe is loaded by prefix, whatever follows",
        arguments: [
            Vector(.kserve, "https://acct.blob.core.windows.net/c/m/v3/", "mutable"),
            Vector(.kserve, "https://acct.blob.core.windows.net/c/m/v3", "mutable"),
            Vector(
                .kserve, "https://acct.blob.core.windows.net/c/m/model.bin?snapshot=2026-01-01T00:00:00Z", "mutable"),
            Vector(
                .kserve, "https://acct.blob.core.windows.net/c/m/model.bin?versionid=2026-01-01T00:00:00Z", "mutable"),
            Vector(.kserve, "https://acct.z1.blob.storage.azure.net/c/m/v3/", "mutable"),
            Vector(.kserve, "https://acct.blob.core.windows.net/c", "invalid"),
            Vector(.kserve, "https://evil.example/x.blob.core.windows.net/c/m/v3/", "invalid"),
            Vector(.kserve, "https://acct.blob.core.windows.net.evil.example/c/v3/m.bin", "versioned"),
            Vector(.kserve, "https://user@acct.blob.core.windows.net/c/m/v3/", "invalid"),
            Vector(.kserve, "https://acct.file.core.windows.net/share/m/v3", "versioned"),
            Vector(.kserve, "https://acct.file.core.windows.net/share/m", "mutable"),
            Vector(.kserve, "abfss://c@acct.dfs.core.windows.net/m/v3/", "invalid"),
            Vector(.kserve, "wasbs://c@acct.blob.core.windows.net/m/v3/", "invalid"),
            Vector(.azcopy, "https://acct.blob.core.windows.net/c/m/v3/", "versioned"),
            Vector(.azcopy, "https://acct.blob.core.windows.net/c/m", "mutable"),
            Vector(.azcopy, "https://acct.blob.core.windows.net/c/m.bin?versionid=2026-01-01T00:00:00Z", "versioned"),
            Vector(.any, "abfs://c@acct.dfs.core.windows.net/m", "mutable"),
            Vector(.any, "wasb://c@acct.blob.core.windows.net/m/v3", "versioned"),
            Vector(.any, "wasbs://c@acct.blob.core.windows.net/m", "mutable"),
            Vector(.triton, "as://acct/container/repository/v3", "versioned"),
        ])
    func azure(_ vector: Vector) { vector.check() }

    @Test(
        "volumes, local paths and file systems",
        arguments: [
            Vector(.kserve, "pvc://claim", "mutable"),
            Vector(.kserve, "pvc://claim/fraud/v47/", "mutable"),
            Vector(.llmisvc, "pvc://claim/fraud", "mutable"),
            Vector(.kserve, "file:///mnt/models/v3", "mutable"),
            Vector(.kserve, "/mnt/models", "mutable"),
            Vector(.any, "/models/v3", "mutable"),
            Vector(.any, "nfs://server/export/v3", "mutable"),
            Vector(.kubeai, "pvc://c?model=qwen:0.5b", "mutable"),
            Vector(.seldon1, "pvc://claim/export", "mutable"),
            Vector(.kserve, "hdfs://u/m/v3", "versioned"),
            Vector(.kserve, "hdfs:///models/fraud/v3/", "versioned"),
            Vector(.kserve, "webhdfs://u/m", "mutable"),
            Vector(.kserve, "webhdfs://u/m/v3/", "versioned"),
            Vector(.llmisvc, "hdfs://u/m/v3", "invalid"),
            Vector(.mlflow, "dbfs:/models/fraud/v3", "versioned"),
            Vector(.mlflow, "dbfs:/models/fraud", "mutable"),
            Vector(.kserve, "dbfs:/models/fraud/v3", "invalid"),
            Vector(.mlflow, "mlflow-artifacts:/1/\(runID)/artifacts/model", "versioned"),
            Vector(.mlflow, "mlflow-artifacts:/fraud/model", "mutable"),
            Vector(.mlflow, "s3://b/1/\(runID)/artifacts/model", "versioned"),
            Vector(.kserve, "s3://b/1/\(runID)/artifacts/model/", "versioned"),
            Vector(.kserve, "s3://b/1/\(runID)/artifacts/model", "mutable"),
            Vector(.any, "foo://b/m/v3/", "invalid"),
            Vector(.triton, "/data/repository", "mutable"),
            Vector(.torchserve, "/home/model-server/model-store", "mutable"),
            Vector(.torchserve, "https://h/models/v3/m.mar", "versioned"),
            Vector(.torchserve, "https://h/models/m.mar", "mutable"),
        ])
    func fileSystems(_ vector: Vector) { vector.check() }

    @Test(
        "Seldon Core 2 hands the text to rclone: the scheme is a remote's name",
        arguments: [
            Vector(.seldon2, "gs://seldon-models/scv2/samples/rolling/iris/v1", "versioned"),
            Vector(.seldon2, "gs://seldon-models/scv2/samples/mlserver_1.6.0/income-sklearn", "mutable"),
            Vector(.seldon2, "s3://models/iris", "mutable"),
            Vector(.seldon2, "minio:models/iris/v3", "versioned"),
            Vector(.seldon2, "gs://b/o#1699", "invalid"),
            Vector(.seldon2, "s3://b/m/v3?versionId=1", "invalid"),
            Vector(.seldon2, "hf://o/n:\(commit)", "mutable"),
            Vector(.seldon2, "hf://o/n@\(commit)", "invalid"),
            Vector(.seldon2, "models:/iris/Production", "mutable"),
            Vector(.seldon2, "/mnt/models/iris/v3", "mutable"),
            Vector(.seldon2, "s3://b/../v3", "invalid"),
            Vector(.rclone, "remote:bucket/m/v3/", "versioned"),
            Vector(.seldon1, "minio:models/iris/v3", "versioned"),
            Vector(.seldon1, "minio:models/iris", "mutable"),
            Vector(.seldon1, "s3://models/iris/v3", "versioned"),
            Vector(.seldon1, "/mnt/models", "mutable"),
            Vector(.modelmesh, "s3://models/iris/v3", "versioned"),
            Vector(.rclone, "remote:bucket/m", "mutable"),
            Vector(.rclone, "/local", "mutable"),
        ])
    func remotes(_ vector: Vector) { vector.check() }

    @Test(
        "a word that moves is replaced by a version, and not followed by one",
        arguments: [
            ("s3://b/model/latest/", "s3://b/model/v1/"), ("s3://b/model/Production", "s3://b/model/v1/"),
            ("s3://b/model/main/model.onnx", "s3://b/model/v1/model.onnx"), ("s3://b/model/", "s3://b/model/v1/"),
        ])
    func movingWords(_ uri: String, _ expected: String) {
        let found = Vector(.kserve, uri, "mutable").classification
        #expect(found.suggestion == "name one version's folder, e.g. \(expected)")
    }

    @Test("a version that takes more than one folder is named whole")
    func range() {
        let found = Vector(.kserve, "s3://b/m/2024/01/01/", "versioned").classification
        #expect(found.pinning.reason.contains("(2024/01/01)"))
    }

    @Test("the suggestion keeps the bucket and the model")
    func suggestions() {
        let prefix = Vector(.kserve, "s3://ml/fraud/v47", "mutable").classification
        #expect(prefix.suggestion == "end it with a slash: s3://ml/fraud/v47/")
        let bare = Vector(.kserve, "gs://ml/fraud/model.joblib", "mutable").classification
        #expect(bare.suggestion == "name one version's folder, e.g. gs://ml/fraud/v1/model.joblib")
        let databricks = Vector(.mlflow, "dbfs:/models/fraud", "mutable").classification
        #expect(databricks.suggestion == "name one version's folder, e.g. dbfs:/models/fraud/v1/")
        Vector(.mlflow, "dbfs:/models/fraud/v1/", "versioned").check()
        Vector(.kserve, "s3://ml/fraud/v47/", "versioned").check()
        Vector(.kserve, "gs://ml/fraud/v1/model.joblib", "versioned").check()
    }
}

@Suite("Buckets that are asked without credentials")
struct AnonymousBucketTests {
    @Test("Ray's `s3://anonymous@` is no user's name, and the rest of the URI is judged; elsewhere it is no bucket")
    func anonymous() throws {
        func pinning(_ value: String, _ consumer: Consumer) -> Pinning {
            Classifier.classify(RawReference(value, consumer: consumer)).pinning
        }
        #expect(pinning("s3://anonymous@b/m/v3/", .ray).name == "versioned")
        #expect(pinning("s3://anonymous@b/m/", .ray).name == "mutable")
        #expect(!pinning("s3://anonymous@b/m/", .ray).reason.contains("invalid"))
        #expect(pinning("s3://anonymous@b/m/v3/", .kserve).reason.contains("invalid"))
        #expect(pinning("s3://someone@b/m/v3/", .ray).reason.contains("invalid"))
        #expect(try SourceURI.parse("s3://anonymous@b/m/v3/") == SourceURI.parse("s3://b/m/v3/"))
    }
}

@Suite("Stars at the end of a path")
struct StarTests {
    @Test("a command line takes all below the folder of a version; KServe takes the star for a name")
    func stars() {
        func name(_ value: String, _ consumer: Consumer) -> String {
            Classifier.classify(RawReference(value, consumer: consumer)).pinning.name
        }
        #expect(name("s3://b/m/v3/*", .awsCLI) == "versioned")
        #expect(name("gs://b/m/v3/**", .gsutil) == "versioned")
        #expect(name("s3://b/m/*", .awsCLI) == "mutable")
        #expect(name("s3://b/m/v3*", .awsCLI) == "mutable")
        #expect(name("s3://b/m/v3/*", .kserve) == "mutable")
    }
}
