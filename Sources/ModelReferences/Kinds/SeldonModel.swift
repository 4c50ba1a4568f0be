import KubernetesModel

extension WorkloadKind {
    /// Seldon Core 2's Model.
    static let seldonModel = WorkloadKind(
        group: "mlops.seldon.io", kind: "Model", versions: ["v1alpha1"], resource: "models", consumer: .seldon2,
        summary: "spec.storageUri with spec.artifactVersion",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            SeldonModel.read(spec["storageUri"], version: spec["artifactVersion"], into: &collector)
        })

    /// Seldon Core 2's Explainer, of which samples exist although no release served it.
    static let seldonExplainer = WorkloadKind(
        group: "mlops.seldon.io", kind: "Explainer", versions: ["v1alpha1"], resource: "explainers",
        consumer: .seldon2, summary: "spec.storageUri and spec.whiteBox.storageUri",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            collector.addIfPresent(spec["storageUri"], consumer: .seldon2, role: .explainer)
            collector.addIfPresent(spec[path: "whiteBox", "storageUri"], consumer: .seldon2)
        })

    /// Seldon Core 2's Server: a model server without models.
    static let seldonServer = WorkloadKind(
        group: "mlops.seldon.io", kind: "Server", versions: ["v1alpha1"], resource: "servers", consumer: .seldon2,
        summary: "none, unless a container of spec.podSpec names a model itself",
        read: readServer)

    /// Seldon Core 2's ServerConfig: what Servers are made of.
    static let seldonServerConfig = WorkloadKind(
        group: "mlops.seldon.io", kind: "ServerConfig", versions: ["v1alpha1"], resource: "serverconfigs",
        consumer: .seldon2, summary: "none, unless a container of spec.podSpec names a model itself", read: readServer)

    @Sendable private static func readServer(_ object: Node, into collector: inout ReferenceCollector) {
        guard let podSpec = object[path: "spec", "podSpec"], podSpec.isObject else { return }
        collector.markAsWorkload()
        let mark = collector.mark
        PodSpecWalk.read(podSpec, metadata: nil, setting: PodSpecWalk.Setting(isTemplate: true), into: &collector)
        collector.claim(podSpec)
        RuntimeTemplate.keepHardCoded(since: mark, in: &collector)
    }

    /// Seldon Core 2's Experiment and Pipeline name Models.
    static let seldonExperiment = WorkloadKind(
        group: "mlops.seldon.io", kind: "Experiment", versions: ["v1alpha1"], resource: "experiments",
        consumer: .seldon2, summary: "none: routes to Models by name",
        read: { _, collector in collector.markAsWorkload() })

    static let seldonPipeline = WorkloadKind(
        group: "mlops.seldon.io", kind: "Pipeline", versions: ["v1alpha1"], resource: "pipelines",
        consumer: .seldon2, summary: "none: routes to Models by name",
        read: { _, collector in collector.markAsWorkload() })
}

/// The artifact of a Model: an rclone path, and the number of a folder in it.
private enum SeldonModel {
    /// The folder is chosen after the download (seldon-core scheduler/pkg/agent/repository/model_repository.go), so the
    /// number names one version of what the URI holds.
    static func read(_ uri: Node?, version: Node?, into collector: inout ReferenceCollector) {
        guard let uri, let text = uri.nonEmptyString else { return }
        guard let version = version?.numberText ?? version?.nonEmptyString, Int(version) != nil else {
            collector.add(uri, consumer: .seldon2)
            return
        }
        let base = Classifier.classify(RawReference(text, consumer: .seldon2))
        var pinning = base.pinning
        if case .mutable(let reason) = pinning, !reason.hasPrefix("invalid:"), text.contains("://") {
            pinning = .versioned(folder(version))
        }
        collector.add(
            "\(text)#\(version)", at: uri, consumer: .seldon2, pinning: pinning,
            suggestion: pinning.severity < Pinning.mutable("").severity ? nil : base.suggestion)
    }
}

// MARK: - What the user reads

private func folder(_ version: String) -> String {
    "folder \(version) of the repository (artifactVersion), whose content could still be replaced"
}
