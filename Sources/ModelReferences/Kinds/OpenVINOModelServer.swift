import KubernetesModel

extension WorkloadKind {
    /// The ModelServer of OpenVINO's operator (helm-charts/ovms of openvinotoolkit/operator).
    static let openVINOModelServer = WorkloadKind(
        group: "intel.com", kind: "ModelServer", versions: ["v1alpha1"], resource: "modelservers", consumer: .any,
        summary:
            "spec.models_settings: model_path, or the configuration that config_configmap_name and config_path name",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            if let place = spec["image_name"], let image = place.nonEmptyString {
                collector.addImage(image, at: place, container: nil, hasReference: true)
            }
            guard let settings = spec["models_settings"] else { return }
            if let place = settings["model_path"], let path = place.nonEmptyString {
                readModel(path, at: place, into: &collector)
            }
            for field in ["config_configmap_name", "config_path"] {
                guard let place = settings[field], let name = place.nonEmptyString else { continue }
                collector.add(
                    name, at: place, consumer: .any, role: .config, pinning: .unresolved(hiddenModels),
                    suggestion: namePath)
            }
        })

    /// The server takes the highest version below the path, and newer ones while it runs, whatever the path says.
    private static func readModel(_ path: String, at place: Node, into collector: inout ReferenceCollector) {
        let judged = Classifier.classify(RawReference(path, consumer: .any))
        guard judged.pinning.severity < Pinning.mutable("").severity else {
            return collector.add(path, at: place, consumer: .any, pinning: judged.pinning)
        }
        collector.add(path, at: place, consumer: .any, pinning: .mutable(followsNewest))
    }
}

// MARK: - What the user reads

private let followsNewest = "a directory of which OpenVINO Model Server serves the newest version, when one appears"
private let hiddenModels = "a configuration that this object does not show, which names the models"
private let namePath = "name the model in spec.models_settings.model_path"
