import KubernetesModel

extension WorkloadKind {
    /// The kinds of SageMaker: HyperPod's inference operator (aws/sagemaker-hyperpod-cli
    /// helm_chart/HyperPodHelmChart/charts/inference-operator/config/crd) and AWS Controllers for Kubernetes.
    static let sageMakerKinds: [WorkloadKind] = [
        WorkloadKind(
            group: hyperPod, kind: "InferenceEndpointConfig", versions: ["v1", "v1alpha1"],
            resource: "inferenceendpointconfigs", consumer: .sagemaker,
            summary: "spec.modelSourceConfig, and the container spec.worker",
            read: { object, collector in
                guard let spec = object["spec"] else { return }
                collector.markAsWorkload()
                HyperPodEndpoint(spec: spec).read(into: &collector)
            }),
        WorkloadKind(
            group: hyperPod, kind: "JumpStartModel", versions: ["v1", "v1alpha1"], resource: "jumpstartmodels",
            consumer: .sagemaker, summary: "spec.model.modelId with modelVersion",
            read: { object, collector in
                guard let model = object[path: "spec", "model"] else { return }
                collector.markAsWorkload()
                readJumpStart(model, into: &collector)
            }),
        WorkloadKind(
            group: "sagemaker.services.k8s.aws", kind: "Model", versions: ["v1alpha1"], resource: "models",
            consumer: .sagemaker, summary: "modelDataURL, modelDataSource and HF_MODEL_ID of the containers",
            read: { object, collector in
                guard let spec = object["spec"] else { return }
                collector.markAsWorkload()
                for container in [spec["primaryContainer"]].compactMap(\.self) + spec["containers"].items {
                    readContainer(container, into: &collector)
                }
                // They run at SageMaker and are no pods.
                collector.claim(spec)
            }),
    ]

    private static let hyperPod = "inference.sagemaker.aws.amazon.com"

    /// A version of JumpStart's catalogue is a number; `*` takes the last one that fits.
    private static func readJumpStart(_ model: Node, into collector: inout ReferenceCollector) {
        guard let place = model["modelId"], let name = place.nonEmptyString else { return }
        let version = model["modelVersion"]?.nonEmptyString
        let isOne =
            version.map { $0.utf8.contains { $0 == UInt8(ascii: ".") } && VersionSegment.names($0[...]) } ?? false
        collector.add(
            version.map { "\(name)@\($0)" } ?? name, at: place, consumer: .sagemaker,
            pinning: isOne ? .versioned(inCatalogue) : .mutable(lastVersion), suggestion: isOne ? nil : nameVersion)
    }

    private static func readContainer(_ container: Node, into collector: inout ReferenceCollector) {
        let mark = collector.mark
        collector.addIfPresent(container["modelDataURL"], consumer: .any)
        collector.addIfPresent(container[path: "modelDataSource", "s3DataSource", "s3URI"], consumer: .any)
        collector.addIfPresent(container["modelPackageName"], consumer: .sagemaker)
        let variables = container["environment"]
        collector.addIfPresent(
            variables?["HF_MODEL_ID"], consumer: .hfHub, revision: variables?["HF_MODEL_REVISION"]?.nonEmptyString)
        guard let place = container["image"], let image = place.nonEmptyString else { return }
        collector.addImage(
            image, at: place, container: container["containerHostname"]?.string, hasReference: collector.mark > mark)
    }
}

/// The spec of an InferenceEndpointConfig: a source that the operator fetches or mounts, and one container.
private struct HyperPodEndpoint {
    let spec: Node

    func read(into collector: inout ReferenceCollector) {
        let source = spec["modelSourceConfig"]
        let type = source?["modelSourceType"]?.string
        switch type {
        case "huggingface":
            let model = source?["huggingFaceModel"]
            collector.addIfPresent(
                model?["modelId"], consumer: .hfHub, revision: model?["commitSHA"]?.nonEmptyString)
        case "s3": readStore(source, source?[path: "s3Storage", "bucketName"], scheme: "s3", into: &collector)
        case "fsx": readFileSystem(source, into: &collector)
        default: break
        }
        readWorker(isMounted: type != "kubernetesVolume", into: &collector)
    }

    private func readStore(_ source: Node?, _ name: Node?, scheme: String, into collector: inout ReferenceCollector) {
        guard let name, let bucket = name.nonEmptyString else { return }
        let location = source?["modelLocation"]?.nonEmptyString ?? ""
        collector.add(
            "\(scheme)://" + LocalPath.join(bucket, location), at: source?["modelLocation"] ?? name, consumer: .any)
    }

    private func readFileSystem(_ source: Node?, into collector: inout ReferenceCollector) {
        guard let name = source?[path: "fsxStorage", "fileSystemId"], let id = name.nonEmptyString else { return }
        let location = source?["modelLocation"]?.nonEmptyString ?? ""
        collector.add(
            "fsx://" + LocalPath.join(id, location), at: source?["modelLocation"] ?? name, consumer: .sagemaker,
            pinning: .mutable(onFileSystem), suggestion: useStore)
    }

    /// A container with `environmentVariables` for `env`, and one mount for its model, at which the operator puts what the
    /// source names or a volume of `spec.kubernetes`.
    private func readWorker(isMounted: Bool, into collector: inout ReferenceCollector) {
        guard let worker = spec["worker"], worker.isObject else { return }
        let volume = worker[path: "modelVolumeMount", "name"]
        let place = worker[path: "modelVolumeMount", "mountPath"]
        var attached = Attachments(environment: [worker["environmentVariables"]].compactMap(\.self))
        if !isMounted, let volume, let place {
            attached.mounts += [Mount(volume: volume, at: place)].compactMap(\.self)
        }
        let setting = PodSpecWalk.Setting(
            mounted: isMounted ? [place?.nonEmptyString ?? "/opt/ml/model"] : [], main: worker, attached: attached)
        PodSpecWalk.readContainer(worker, podSpec: spec["kubernetes"], setting: setting, into: &collector)
    }
}

// MARK: - What the user reads

private let inCatalogue = "one version in JumpStart's catalogue, which its owner keeps"
private let lastVersion = "a model of JumpStart without one whole version, so that the last one is deployed"
private let nameVersion = "write one whole version in modelVersion, e.g. 2.0.4"
private let onFileSystem = "on a file system whose files can change at any time"
private let useStore = "serve it from S3 under a path that names one version, or from the hub with commitSHA"
