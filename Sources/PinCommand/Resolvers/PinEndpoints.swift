import KubernetesModel
import ModelReferences

/// The servers that are asked here. What one of them says does not hold for a workload that asks another.
package struct PinEndpoints: Sendable, Hashable {
    package var hub: String
    /// nil for AWS.
    package var s3: String?
    package var mlflow: String?

    package init(hub: String = "https://huggingface.co", s3: String? = nil, mlflow: String? = nil) {
        self.hub = hub
        self.s3 = s3
        self.mlflow = mlflow
    }

    /// Why the workload's own settings lead elsewhere; nil where they do not.
    func objection(to target: PinTarget, _ overrides: [EndpointOverride]) -> String? {
        let (own, names): (String?, Set<String>) =
            switch target {
            case .hub: (hub, ["HF_ENDPOINT", "HUGGINGFACE_HUB_ENDPOINT", "HF_HUB_ENDPOINT", "endpoint"])
            case .mlflow: (mlflow, ["MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI"])
            case .object:
                (
                    s3,
                    [
                        "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "S3_ENDPOINT", "S3_ENDPOINT_URL", "AWS_S3_ENDPOINT",
                        "MINIO_ENDPOINT", "--endpoint-url",
                    ]
                )
            case .image, .git: (nil, [])
            }
        let other = overrides.first { override in
            names.contains(override.name) && (override.value == nil || override.value?.server != own?.server)
        }
        return other.map { asksElsewhere($0.name, $0.value, own) }
    }
}

extension String {
    fileprivate var server: String { hasSuffix("/") ? String(dropLast()) : self }
}

// What a user reads.

private func asksElsewhere(_ name: String, _ value: String?, _ own: String?) -> String {
    let other = value.map { quoted($0, limit: 120) } ?? "a value that it does not show"
    return "the workload sets \(name) to \(other), and what \(own ?? "another server") says need not hold there"
}
