import KubernetesModel

/// Writes the facts of a fingerprint. Names are written with their length, so that no two trees read alike.
struct FingerprintWriter {
    private(set) var parts: [String] = []
    private(set) var shares: [String: Int] = [:]
    /// In an InferenceService v1alpha2 an absent per cent is 0, and lowering the canary's raises the other's.
    private var hasTwoEndpoints = false
    /// A route's weights are read as what they make of one another.
    private var isRoute = false

    mutating func add(_ reference: ModelReference) {
        var line = "reference"
        for field in [
            reference.role.rawValue, reference.value, reference.consumer.rawValue, reference.container ?? "",
            reference.consumerImage ?? "", reference.pinning.name,
        ] {
            line += Self.element(field)
        }
        for override in reference.endpointOverrides {
            line += Self.element(override.name) + Self.element(override.value ?? "")
        }
        parts.append(line)
    }

    mutating func add(_ image: ContainerImage) {
        parts.append("image" + Self.element(image.container ?? "") + Self.element(image.image))
    }

    mutating func add(_ command: OpaqueCommand) {
        parts.append("opaque" + Self.element(command.container ?? "") + Self.element(command.reason))
    }

    /// Everything but metadata and status.
    mutating func addFields(of object: Node) {
        hasTwoEndpoints = object[path: "spec", "default", "predictor"] != nil
        if let route = Route(object) { addShares(of: route) }
        for member in object.members {
            switch member.key {
            case "metadata", "status", "apiVersion", "kind": continue
            default: addField(member.value, key: member.key, at: "")
            }
        }
    }

    /// The annotations (or labels) that say something about the model.
    mutating func addAnnotations(of metadata: Node?, at path: String) {
        guard let metadata else { return }
        for key in ["annotations", "labels"] {
            guard let map = metadata[key] else { continue }
            addMeaningful(map, at: path + Self.element(key))
        }
    }

    static func element(_ text: String) -> String { "/\(text.utf8.count):\(text)" }
}

// MARK: - Fields

extension FingerprintWriter {
    private mutating func addField(_ value: Node, key: String, at path: String) {
        let path = path + Self.element(key)
        if addShare(value, key: key, at: path) { return }
        switch key {
        case "metadata": addAnnotations(of: value, at: path)
        case "annotations", "labels": addMeaningful(value, at: path)
        default:
            guard !Self.isIrrelevant(key, value) else { return }
            add(value, at: path, key: key)
        }
    }

    private mutating func add(_ value: Node, at path: String, key: String) {
        switch value.kind {
        case .object:
            if value.count == 0 { parts.append(path + "={}") }
            for member in value.members { addField(member.value, key: member.key, at: path) }
        case .array:
            if value.count == 0 { parts.append(path + "=[]") }
            addElements(of: value, at: path, key: key)
        case .null: break  // Absent and null are the same to Kubernetes.
        case .bool, .number, .string: parts.append(path + "=" + (value.scalarText ?? ""))
        }
    }

    /// The items of lists whose order means nothing to Kubernetes are known by their key, those of others by their place.
    private mutating func addElements(of list: Node, at path: String, key: String) {
        let names = Self.itemNames(of: list, key: key)
        for (index, item) in list.elements.enumerated() {
            let name = names.map { Self.element($0[index]) } ?? "/\(index)"
            add(item, at: path + name, key: "")
        }
    }

    /// The names of the items, where the list is one whose order does not matter and every name is there once.
    private static func itemNames(of list: Node, key: String) -> [String]? {
        guard let field = keyFields[key] else { return nil }
        var names: [String] = []
        for item in list.elements {
            guard let name = item[field]?.nonEmptyString else { return nil }
            names.append(name)
        }
        return Set(names).count == names.count ? names : nil
    }

    /// initContainers are not here: they run one after the other.
    private static let keyFields = [
        "containers": "name", "ephemeralContainers": "name", "env": "name", "volumes": "name",
        "volumeMounts": "mountPath", "volumeDevices": "devicePath", "workerGroupSpecs": "groupName",
        "volumeClaimTemplates": "name", "predictors": "name",
    ]

    /// What may fall and not rise: the canary's per cent, and whether anything runs.
    private mutating func addShare(_ value: Node, key: String, at path: String) -> Bool {
        switch key {
        case "canaryTrafficPercent" where !hasTwoEndpoints:
            shares[path] = value.int ?? 100
        case "weight" where isRoute: break
        case "replicas":
            if value.int == 0 { shares[path] = 0 }
        case "suspend":
            if value.bool == true { shares[path] = 0 }
        default: return false
        }
        return true
    }

    private mutating func addShares(of route: Route) {
        isRoute = true
        // In millionths, and 0 for who gets nothing: what is absent here is absent from the parts, too.
        for destination in route.all { shares[destination.path.description] = destination.share }
    }

    private mutating func addMeaningful(_ map: Node, at path: String) {
        for member in map.members where Self.isMeaningful(member.key) {
            parts.append(path + Self.element(member.key) + "=" + (member.value.scalarText ?? ""))
        }
    }

    /// Ours, and those by which KServe decides what is downloaded and by whom.
    private static func isMeaningful(_ annotation: String) -> Bool {
        annotation.hasPrefix("pedigree.dev/") || annotation.hasPrefix("serving.kserve.io/")
            || annotation.hasPrefix("internal.serving.kserve.io/")
    }
}

// MARK: - What does not bear on the model

extension FingerprintWriter {
    private static func isIrrelevant(_ key: String, _ value: Node) -> Bool {
        // An Argo Rollout's strategy moves the traffic.
        if key == "strategy" { return value["canary"] == nil && value["blueGreen"] == nil }
        return irrelevantFields.contains(key)
    }

    private static let irrelevantFields: Set<String> = [
        // How many, how fast, how long.
        "minReplicas", "maxReplicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds", "paused",
        "updateStrategy", "deploymentStrategy", "rolloutStrategy", "podManagementPolicy", "scaling", "autoScaling",
        "parallelism", "completions", "completionMode", "backoffLimit", "activeDeadlineSeconds",
        "ttlSecondsAfterFinished", "schedule", "timeZone", "concurrencyPolicy", "startingDeadlineSeconds",
        "successfulJobsHistoryLimit", "failedJobsHistoryLimit", "podReplacementPolicy", "restartPolicy",
        "persistentVolumeClaimRetentionPolicy",
        // Whether it is well.
        "livenessProbe", "readinessProbe", "startupProbe", "terminationMessagePath", "terminationMessagePolicy",
        "terminationGracePeriodSeconds",
        // Where it runs, and on what.
        "resources", "nodeSelector", "nodeName", "affinity", "tolerations", "topologySpreadConstraints",
        "priorityClassName", "priority", "preemptionPolicy", "schedulerName", "schedulingGates", "imagePullPolicy",
        "imagePullSecrets", "ports",
    ]
}
