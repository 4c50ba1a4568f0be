import KubernetesModel

extension Scheme {
    /// Amazon S3 and what speaks like it.
    static let s3 = Scheme(
        name: "s3", forms: ["s3://BUCKET/MODEL/VERSION/"],
        summary: """
            S3: versioned by a version folder with its final slash, or by an object's version id where the tool takes \
            one; KServe ignores `?versionId=` and loads by prefix.
            """,
        best: "versioned", prefixes: ["s3", "s3a", "s3n"], classify: classifyS3)

    /// Google Cloud Storage.
    static let googleStorage = Scheme(
        name: "gs", forms: ["gs://BUCKET/MODEL/VERSION/", "gs://BUCKET/OBJECT#GENERATION"],
        summary: "Google Cloud Storage: versioned by a version folder; gsutil and gcloud also take a generation.",
        best: "versioned", prefixes: ["gs", "gcs"], classify: classifyGoogle)

    /// Azure's own schemes; its HTTPS form is judged with `https`.
    static let azureStorage = Scheme(
        name: "azure", forms: ["abfss://CONTAINER@ACCOUNT/MODEL/VERSION/", "wasbs://…", "az://…", "as://…"],
        summary: "Azure storage: versioned by a version folder.",
        best: "versioned", prefixes: ["abfs", "abfss", "wasb", "wasbs", "az", "as", "azure", "adl"]
    ) { StorePath.classify($0, .init(name: "Azure storage")) }

    /// Stores that have nothing of their own.
    static let objectStore = Scheme(
        name: "store", forms: ["oss://BUCKET/MODEL/VERSION/", "cos://…", "obs://…", "tos://…", "minio://…", "r2://…"],
        summary: "Other object stores: versioned by a version folder.",
        best: "versioned", prefixes: ["oss", "cos", "cosn", "obs", "tos", "bos", "minio", "r2", "b2", "swift", "ceph"]
    ) { StorePath.classify($0, .init(name: "the store")) }

    /// Oracle's object storage, as OME writes it.
    static let oracleStorage = Scheme(
        name: "oracle", forms: ["oci://n/NAMESPACE/b/BUCKET/o/MODEL/VERSION/ (OME)"],
        summary: "Oracle's object storage under OME, which reads oci:// so: versioned by a version folder.",
        best: "versioned", prefixes: [], classify: classifyOracle)

    /// The Hadoop file system.
    static let hadoop = Scheme(
        name: "hdfs", forms: ["hdfs://PATH/VERSION/", "webhdfs://PATH/VERSION/"],
        summary: "HDFS: versioned by a version folder.",
        best: "versioned", prefixes: ["hdfs", "webhdfs", "viewfs"]
    ) { StorePath.classify($0, .init(name: "HDFS", mark: .partOfName)) }

    /// Databricks' file system.
    static let databricks = Scheme(
        name: "dbfs", forms: ["dbfs:/PATH/VERSION/"],
        summary: "Databricks' file system: versioned by a version folder or a run's id.",
        best: "versioned", prefixes: ["dbfs"]
    ) { StorePath.classify($0, .init(name: "DBFS")) }

    /// MLflow's artifact proxy.
    static let mlflowArtifact = Scheme(
        name: "mlflow-artifacts", forms: ["mlflow-artifacts:/EXPERIMENT/RUN_ID/artifacts/PATH"],
        summary: "MLflow's artifact proxy: versioned by a run's id or a version folder.",
        best: "versioned", prefixes: ["mlflow-artifacts"]
    ) { StorePath.classify($0, .init(name: "MLflow")) }
}

/// Tools that list `Prefix=path` without a folder's boundary (kserve_storage.py `_download_s3`; kubeflow/trainer
/// pkg/initializers/utils/opendal.py). ModelMesh's puller keeps to the folder (modelmesh-runtime-adapter,
/// s3/downloader.go `shouldIgnoreObject`), and so do rclone, AIBrix and the command lines.
private func loadsByPrefix(_ consumer: Consumer) -> Bool {
    [.kserve, .llmisvc, .trainer].contains(consumer)
}

private func classifyS3(_ reference: RawReference) -> Classification {
    // Triton's form for stores other than Amazon's: `s3://https://HOST:PORT/BUCKET/PATH` (docs/user_guide/model_repository.md).
    if reference.consumer == .triton, let path = behindHost(reference.value[...]) {
        return StorePath.classify("s3://\(path)", reference, .init(name: "S3"))
    }
    // aws s3api get-object --version-id, mc --version-id, boto3's VersionId: one version of one object.
    if reference.value.begins(with: "s3://anonymous@"), !asksAnonymously(reference.consumer) {
        return Classification(.mutable(nameInBucket))
    }
    if let version = reference.revision, !version.isEmpty, version != "null", takesVersionID(reference.consumer) {
        guard (try? SourceURI.parse(reference.value)) != nil else {
            return StorePath.classify(reference, .init(name: "S3"))
        }
        return Classification(.versioned(objectVersion))
    }
    return StorePath.classify(reference, .init(name: "S3", loadsByPrefix: loadsByPrefix(reference.consumer)))
}

/// `BUCKET/PATH` behind Triton's host; nil where there is none.
private func behindHost(_ value: Substring) -> Substring? {
    guard let scheme = ["s3://https://", "s3://http://"].first(where: value.hasPrefix) else { return nil }
    return Scan.cut(Scan.drop(scheme.utf8.count, from: value), at: "/")?.after
}

/// Ray and what it starts; to every other tool the bucket's name is `anonymous@bucket`, which no bucket has.
private func asksAnonymously(_ consumer: Consumer) -> Bool { consumer == .ray || consumer == .any }

private func takesVersionID(_ consumer: Consumer) -> Bool {
    [.awsCLI, .minioClient, .rclone, .any, .hfHub].contains(consumer)
}

private func classifyGoogle(_ reference: RawReference) -> Classification {
    let value = Substring(reference.value)
    // gsutil and gcloud take `#GENERATION` behind an object; KServe takes it for part of the name (`_download_gcs`).
    if reference.consumer == .gsutil, let (object, generation) = Scan.cutLast(value, at: "#") {
        guard Scan.isDigits(generation), !object.finishes(with: "/"), let uri = try? SourceURI.parse(object),
            !uri.segments.isEmpty
        else { return Classification(.mutable(badGeneration)) }
        return Classification(.versioned(generationOf(generation)))
    }
    return StorePath.classify(reference, .init(name: "Google Cloud Storage", mark: .partOfName))
}

private func classifyOracle(_ reference: RawReference) -> Classification {
    let parts = Scan.parts(Scan.drop(6, from: reference.value[...]), by: "/")
    // OME pkg/utils/storage `ParseOCIStorageURI`.
    guard parts.count >= 6, parts[0] == "n", parts[2] == "b", parts[4] == "o", !parts[1].isEmpty, !parts[3].isEmpty
    else { return Classification(.mutable(badOracle), suggestion: oracleForm) }
    let path = parts.dropFirst(5).joined(separator: "/")
    let judged = StorePath.classify(
        "s3://\(parts[3])/\(path)", reference, .init(name: "object storage", loadsByPrefix: true))
    return Classification(judged.pinning, suggestion: judged.suggestion == nil ? nil : oracleForm)
}

// MARK: - What the user reads

private let nameInBucket = "invalid: it has a user's name in front of the bucket, which only Ray takes for anonymous"
private let objectVersion = "one version of an object, which the store could still delete"
private func generationOf(_ generation: Substring) -> String {
    "generation \(clip(generation)) of an object, which the store could still delete"
}
private let badGeneration = "invalid: a generation is a number behind the name of one object"
private let badOracle =
    "invalid: OME takes oci:// for Oracle's object storage, of the form oci://n/NAMESPACE/b/BUCKET/o/PATH"
private let oracleForm = "write oci://n/NAMESPACE/b/BUCKET/o/MODEL/v1/"
