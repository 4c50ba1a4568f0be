/// The document of kind `PolicySettings` (`pedigree.dev/v1alpha1`): what holds for the whole set.
package struct PolicySettings: Sendable, Hashable {
    package var name: String
    /// nil: an object in a namespace that no policy knows is allowed.
    package var unmatchedNamespace: ValidationAction?
    /// Further controllers, as `namespace:name` of their ServiceAccounts.
    package var controllers: [String]
    package var origin: PolicyOrigin

    package init(
        name: String = "", unmatchedNamespace: ValidationAction? = nil, controllers: [String] = [],
        origin: PolicyOrigin = PolicyOrigin()
    ) {
        self.name = name
        self.unmatchedNamespace = unmatchedNamespace
        self.controllers = controllers
        self.origin = origin
    }

    /// Whether the user is a controller that writes children of what was judged before. Kubernetes lets nobody but the
    /// holder of a ServiceAccount's token, and who may impersonate it, use its name.
    package func isController(_ username: String) -> Bool {
        guard username.hasPrefix(serviceAccountPrefix) else { return username == controllerManager }
        let account = String(username.dropFirst(serviceAccountPrefix.count))
        return Self.knownControllers.contains(account) || controllers.contains(account)
    }

    /// The controllers of kube-controller-manager that create or change workloads (seen with kube-apiserver 1.36), and
    /// the usual operators under the names that their own installations give them.
    private static let knownControllers: Set<String> = [
        "kube-system:deployment-controller", "kube-system:replicaset-controller",
        "kube-system:replication-controller", "kube-system:statefulset-controller",
        "kube-system:daemon-set-controller", "kube-system:job-controller", "kube-system:cronjob-controller",
        "kube-system:generic-garbage-collector", "kube-system:horizontal-pod-autoscaler",
        "kserve:kserve-controller-manager", "kserve:llmisvc-controller-manager",
        "kserve:kserve-localmodel-controller-manager", "kubeflow:kserve-controller-manager",
        "knative-serving:controller", "seldon-system:seldon-manager", "seldon-mesh:seldon-v2-controller-manager",
        "kuberay-operator:kuberay-operator", "ray-system:kuberay-operator", "lws-system:lws-controller-manager",
        "kaito-workspace:kaito-workspace", "kubeai:kubeai", "kueue-system:kueue-controller-manager",
        "argo-rollouts:argo-rollouts", "argo:argo", "nim-operator:k8s-nim-operator",
    ]
}

private let serviceAccountPrefix = "system:serviceaccount:"
/// All of Kubernetes' controllers at once, where they run without ServiceAccounts of their own
/// (`--use-service-account-credentials=false`).
private let controllerManager = "system:kube-controller-manager"
