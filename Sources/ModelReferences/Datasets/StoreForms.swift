import KubernetesModel

extension DatasetForm {
    /// Delta Lake tables.
    static let delta = DatasetForm(
        forms: ["delta+s3://BUCKET/TABLE?version=N&tableId=UUID"],
        summary:
            "A version number with the table's id is a conditional pin, since VACUUM deletes old files; the number "
            + "alone means something else once the table is made anew."
    ) { text in
        guard text.begins(with: "delta:") || text.begins(with: "delta+") else { return nil }
        let (address, query) = text.splitAtQuery
        let parameters = DatasetParameters(query)
        // Delta's own path syntax: /path/table@v12
        let suffix = Scan.cutLast(address, at: "@").flatMap { cut in
            cut.after.begins(with: "v") ? (cut.before, String(Scan.drop(1, from: cut.after))) : nil
        }
        return table(
            text, address: suffix?.0 ?? address, kind: "delta",
            version: parameters.value(of: "version", "v", "versionasof") ?? suffix?.1,
            id: parameters.value(of: "tableid", "tableuuid", "id", "uuid"))
    }

    /// Iceberg tables.
    static let iceberg = DatasetForm(
        forms: ["iceberg://CATALOG/NAMESPACE.TABLE?snapshot=ID&tableUuid=UUID"],
        summary:
            "A snapshot's id with the table's UUID is a conditional pin, since snapshots expire; branches and tags "
            + "move."
    ) { text in
        guard text.begins(with: "iceberg:") || text.begins(with: "iceberg+") else { return nil }
        let (address, query) = text.splitAtQuery
        let parameters = DatasetParameters(query)
        return table(
            text, address: address, kind: "iceberg",
            version: parameters.value(of: "snapshot", "snapshotid"), id: parameters.value(of: "tableuuid", "uuid"))
    }

    private static func table(
        _ text: Substring, address: Substring, kind: String, version: String?, id: String?
    ) -> DatasetReference {
        let whole = String(text)
        let uri = String(address)
        guard let version, Scan.isDigits(version[...]) else {
            return DatasetReference(
                whole, .mutable, tableMoves, suggestion: nameVersion(kind), uri: uri, kind: kind)
        }
        guard let id, isUUID(id) else {
            return DatasetReference(
                whole, .mutable, numberAlone(kind, version), suggestion: nameVersion(kind), uri: uri, kind: kind)
        }
        return DatasetReference(
            whole, .conditional, oneVersion(kind, version), uri: uri, kind: kind,
            version: "\(id.lowercased())@\(version)")
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = Scan.parts(text[...], by: "-")
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { Scan.all($0) { Scan.isLowerHex(Scan.lower($0)) } }
    }

    /// One version of one object in S3, Google Cloud Storage or Azure.
    static let objectVersion = DatasetForm(
        forms: ["s3://BUCKET/KEY?versionId=ID", "gs://BUCKET/OBJECT#GENERATION", "abfss://…?versionId=ID"],
        summary: "One version of one object is a conditional pin: it never changes, and can be deleted."
    ) { text in
        guard let scheme = SourceURI.split(text)?.scheme, let names = versionNames[String(scheme)] else { return nil }
        let (address, query) = text.splitAtQuery
        let whole = String(text)
        let parameters = DatasetParameters(query)
        let fragment = names.kind == "gcs-generation" && Scan.isDigits(query) ? String(query) : nil
        guard let version = parameters.value(of: names.first, names.second) ?? fragment, version != "null" else {
            return query.isEmpty
                ? nil : DatasetReference(whole, .mutable, noVersion, suggestion: names.mend, uri: String(address))
        }
        guard names.kind != "gcs-generation" || Scan.isDigits(version[...]) else {
            return DatasetReference(whole, .mutable, noVersion, suggestion: names.mend, uri: String(address))
        }
        return DatasetReference(
            whole, .conditional, objectVersionReason, uri: String(address), kind: names.kind, version: version)
    }

    private struct VersionNames {
        var kind: String
        var first: String
        var second: String
        var mend: String
    }

    private static let versionNames: [String: VersionNames] = {
        let s3 = VersionNames(kind: "s3-version", first: "versionid", second: "versionid", mend: writeVersion)
        let google = VersionNames(
            kind: "gcs-generation", first: "generation", second: "generation", mend: writeGeneration)
        let azure = VersionNames(kind: "azure-version", first: "versionid", second: "snapshot", mend: writeVersion)
        return [
            "s3": s3, "s3a": s3, "s3n": s3, "minio": s3, "r2": s3, "oss": s3, "cos": s3, "obs": s3, "gs": google,
            "gcs": google, "abfs": azure, "abfss": azure, "wasb": azure, "wasbs": azure, "az": azure,
        ]
    }()

    /// What MLflow says of a dataset.
    static let mlflow = DatasetForm(
        forms: ["mlflow:DIGEST"],
        summary: "MLflow's dataset digest is MD5 over at most the first 10,000 rows, or any text: a label."
    ) { text in
        if Scan.all(text, Scan.isLowerHex), text.utf8.count == 8 { return label(text) }
        for prefix in ["mlflow:", "mlflow-dataset:", "mlflow-artifacts:", "models:", "runs:"] as [StaticString]
        where text.begins(with: prefix) {
            return label(text)
        }
        return nil
    }

    private static func label(_ text: Substring) -> DatasetReference {
        DatasetReference(String(text), .mutable, mlflowLabel, suggestion: nameDigest, uri: String(text))
    }

    /// Descriptions of data in Croissant.
    static let croissant = DatasetForm(
        forms: ["croissant:ADDRESS", "ADDRESS/croissant.json"],
        summary: "A Croissant version is a label; the sha256 of its FileObject pins."
    ) { text in
        let address = text.splitAtQuery.address
        guard
            text.begins(with: "croissant:") || text.begins(with: "croissant+")
                || address.finishes(with: "croissant.json")
        else { return nil }
        if text.begins(with: "croissant:"), let found = judged(text, Scan.drop(10, from: text), uri: nil) {
            return found
        }
        return DatasetReference(String(text), .mutable, croissantLabel, suggestion: nameFileObject, uri: String(text))
    }
}

// MARK: - What the user reads

private let tableMoves = "a table without a version, whose rows change"
private func numberAlone(_ kind: String, _ version: String) -> String {
    "version \(clip(version[...])) of a table that is not named by its id: made anew, the table counts from the start"
}
private func oneVersion(_ kind: String, _ version: String) -> String {
    let loss = kind == "delta" ? "VACUUM" : "the expiry of snapshots"
    return "version \(clip(version[...])) of one table, which \(loss) can delete"
}
private func nameVersion(_ kind: String) -> String {
    kind == "delta" ? "add ?version=N&tableId=UUID" : "add ?snapshot=ID&tableUuid=UUID"
}
private let noVersion = "an object without a version of its own, which can be replaced"
private let objectVersionReason = "one version of an object, which never changes and can be deleted"
private let writeVersion = "add ?versionId=ID, or better the object's digest: @sha256:<64 hexadecimal digits>"
private let writeGeneration = "add #GENERATION, or better the object's digest: @sha256:<64 hexadecimal digits>"
private let mlflowLabel = "a label of MLflow, which is MD5 over the first rows at most and may be any text"
private let nameDigest = "name the data itself, e.g. sha256:<64 hexadecimal digits>"
private let croissantLabel = "a Croissant description, whose version is a label"
private let nameFileObject = "name the sha256 of its FileObject: sha256:<64 hexadecimal digits>"
