import KubernetesModel

extension WorkloadKind {
    /// ModelMesh's Predictor.
    static let modelMeshPredictor = WorkloadKind(
        group: "serving.kserve.io", kind: "Predictor", versions: ["v1alpha1"], resource: "predictors",
        consumer: .modelmesh, summary: "spec.path with spec.storage",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            ModelMeshPredictor(spec: spec).read(into: &collector)
        })
}

/// Path and storage of a Predictor (modelmesh-serving apis/serving/v1alpha1/predictor_types.go).
private struct ModelMeshPredictor {
    let spec: Node

    func read(into collector: inout ReferenceCollector) {
        guard let storage = spec["storage"] else {
            collector.addIfPresent(spec["path"], consumer: .modelmesh)
            return
        }
        if let place = spec["path"], let path = place.nonEmptyString {
            read(path, at: place, storage: storage, into: &collector)
        } else {
            // The later form: key, path and parameters as in an InferenceService.
            KServeStorage(storage, consumer: .modelmesh, role: .model).read(into: &collector)
        }
        collector.addIfPresent(storage["schemaPath"], consumer: .modelmesh, role: .config)
    }

    private func read(_ path: String, at place: Node, storage: Node, into collector: inout ReferenceCollector) {
        if let claim = storage[path: "persistentVolumeClaim", "claimName"]?.nonEmptyString {
            collector.add("pvc://\(claim)/\(path)", at: place, consumer: .modelmesh)
        } else if let bucket = storage[path: "s3", "bucket"]?.nonEmptyString {
            collector.add("s3://\(bucket)/\(path)", at: place, consumer: .modelmesh)
        } else {
            let key = storage[path: "s3", "secretKey"]?.nonEmptyString
            collector.add(
                "storage secretKey=\(key ?? "") path=\(path)", at: place, consumer: .modelmesh,
                pinning: .unresolved(bucketInSecret), suggestion: nameBucket)
        }
    }
}

// MARK: - What the user reads

private let bucketInSecret = "completed by a Secret, which alone says the bucket and the endpoint"
private let nameBucket = "name the bucket in spec.storage.s3.bucket, and one version in the path"
