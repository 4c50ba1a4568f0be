import KubernetesModel

extension WorkloadKind {
    /// The kinds of Kubernetes itself that run pods. They have nothing but PodSpecs, which the general walk reads.
    static let coreKinds: [WorkloadKind] = [
        core("", "Pod", ["v1"], "pods"),
        core("", "ReplicationController", ["v1"], "replicationcontrollers"),
        core("", "PodTemplate", ["v1"], "podtemplates"),
        core("apps", "Deployment", ["v1", "v1beta1", "v1beta2"], "deployments"),
        core("apps", "ReplicaSet", ["v1", "v1beta2"], "replicasets"),
        core("apps", "StatefulSet", ["v1", "v1beta1", "v1beta2"], "statefulsets"),
        core("apps", "DaemonSet", ["v1", "v1beta2"], "daemonsets"),
        core("batch", "Job", ["v1"], "jobs"),
        core("batch", "CronJob", ["v1", "v1beta1", "v2alpha1"], "cronjobs"),
        // Served until Kubernetes 1.16, and still in manifests.
        core("extensions", "Deployment", ["v1beta1"], "deployments"),
        core("extensions", "ReplicaSet", ["v1beta1"], "replicasets"),
        core("extensions", "DaemonSet", ["v1beta1"], "daemonsets"),
    ]

    private static func core(_ group: String, _ kind: String, _ versions: [String], _ resource: String) -> WorkloadKind
    {
        WorkloadKind(
            group: group, kind: kind, versions: versions, resource: resource, consumer: .any,
            summary: "commands, arguments, variables and volumes of the containers")
    }
}
