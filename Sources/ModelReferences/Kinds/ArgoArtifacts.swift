import KubernetesModel

/// Artifacts that Argo Workflows fetches for a template (docs/fields.md of argoproj/argo-workflows): one is a model
/// where its name, its path or its key speaks of models.
enum ArgoArtifacts {
    /// - Parameter owner: a template's `inputs`, or the `arguments` of the workflow.
    static func read(
        _ owner: Node?, parameters: TemplateParameters = TemplateParameters(), into collector: inout ReferenceCollector
    ) {
        guard let artifacts = owner?["artifacts"] else { return }
        let mark = collector.mark
        for artifact in artifacts.elements where artifact.isObject && speaksOfModels(artifact) {
            readStore(artifact["s3"], scheme: "s3", into: &collector)
            readStore(artifact["gcs"], scheme: "gs", into: &collector)
            readStore(artifact["oss"], scheme: "oss", into: &collector)
            readAzure(artifact["azure"], into: &collector)
            readHDFS(artifact["hdfs"], into: &collector)
            collector.addIfPresent(artifact[path: "http", "url"], consumer: .http)
            collector.addIfPresent(artifact[path: "artifactory", "url"], consumer: .http)
            collector.addIfPresent(
                artifact[path: "git", "repo"], consumer: .git, revision: artifact[path: "git", "revision"]?.string)
        }
        guard !parameters.isEmpty else { return }
        collector.changeReferences(since: mark) { filled($0, parameters) }
    }

    /// The same reference with the parameters put in; one whose meaning was known without its text keeps it.
    private static func filled(_ reference: ModelReference, _ parameters: TemplateParameters) -> ModelReference {
        var raw = RawReference(reference.value, consumer: reference.consumer, revision: reference.revision)
        guard Classifier.classify(raw).pinning == reference.pinning else { return reference }
        raw.value = parameters.expand(raw.value)
        raw.revision = raw.revision.map(parameters.expand)
        let judged = Classifier.classify(raw)
        var reference = reference
        reference.value = raw.value
        reference.revision = raw.revision
        reference.pinning = judged.pinning
        reference.suggestion = judged.suggestion
        return reference
    }

    private static func speaksOfModels(_ artifact: Node) -> Bool {
        let texts = [
            artifact["name"], artifact["path"], artifact[path: "s3", "key"], artifact[path: "gcs", "key"],
            artifact[path: "oss", "key"], artifact[path: "http", "url"], artifact[path: "azure", "blob"],
            artifact[path: "hdfs", "path"],
        ]
        return texts.contains { ModelWords.areIn($0?.string ?? "") }
    }

    private static func readStore(_ store: Node?, scheme: String, into collector: inout ReferenceCollector) {
        guard let store, let place = store["key"], let key = place.nonEmptyString else { return }
        guard let bucket = store["bucket"]?.nonEmptyString else {
            collector.add(
                key, at: place, consumer: .any, pinning: .unresolved(inRepository), suggestion: nameBucket)
            return
        }
        let endpoint = store["endpoint"].map {
            EndpointOverride(name: "endpoint", value: $0.nonEmptyString, path: $0.path)
        }
        collector.add(
            "\(scheme)://\(bucket)/\(key)", at: place, consumer: .any,
            endpointOverrides: endpoint.map { isAmazon($0) ? [] : [$0] } ?? [])
    }

    /// The account's URL, a container in it and the name of a blob.
    private static func readAzure(_ store: Node?, into collector: inout ReferenceCollector) {
        guard let store, let place = store["blob"], let blob = place.nonEmptyString else { return }
        guard let account = store["endpoint"]?.nonEmptyString, let container = store["container"]?.nonEmptyString else {
            collector.add(
                blob, at: place, consumer: .any, pinning: .unresolved(inRepository), suggestion: nameBucket)
            return
        }
        let base = account.hasSuffix("/") ? String(account.dropLast()) : account
        collector.add("\(base)/\(container)/\(blob)", at: place, consumer: .http)
    }

    private static func readHDFS(_ store: Node?, into collector: inout ReferenceCollector) {
        guard let place = store?["path"], let path = place.nonEmptyString else { return }
        let host = store?["addresses"].items.first?.string ?? ""
        let separator = path.hasPrefix("/") ? "" : "/"
        collector.add("hdfs://\(host)\(separator)\(path)", at: place, consumer: .any)
    }

    /// Argo asks for an endpoint even where it is S3's own.
    private static func isAmazon(_ endpoint: EndpointOverride) -> Bool {
        guard let value = endpoint.value else { return false }
        return value == "s3.amazonaws.com" || (value.hasPrefix("s3.") && value.hasSuffix(".amazonaws.com"))
    }
}

// MARK: - What the user reads

private let inRepository = "in the artifact repository of the cluster, which this object does not name"
private let nameBucket = "name the bucket beside the key"
