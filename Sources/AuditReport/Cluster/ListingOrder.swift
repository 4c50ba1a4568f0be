import ClusterAPI

/// In which order the kinds of a cluster are looked at: owners before what they own, so that what follows from an owner is
/// known as such when it is met. An owner that comes later all the same is asked for by itself.
enum ListingOrder {
    static func sorted(_ resources: [ClusterResource]) -> [ClusterResource] {
        resources.sorted { left, right in
            (rank(left), left.group, left.name) < (rank(right), right.group, right.name)
        }
    }

    private static func rank(_ resource: ClusterResource) -> Int { ranks[resource.groupKind] ?? 0 }

    /// Kinds that are owned by others; all the rest come first.
    private static let ranks: [String: Int] = {
        var ranks: [String: Int] = [:]
        for (rank, kinds) in stages.enumerated() { for kind in kinds { ranks[kind] = rank + 1 } }
        return ranks
    }()

    private static let stages: [[String]] = [
        [
            "Workflow.argoproj.io", "RayJob.ray.io", "RoleSet.orchestration.aibrix.ai",
            "DynamoComponentDeployment.nvidia.com",
        ],
        ["RayCluster.ray.io", "LeaderWorkerSet.leaderworkerset.x-k8s.io", "JobSet.jobset.x-k8s.io"],
        ["Service.serving.knative.dev"], ["Configuration.serving.knative.dev"], ["Revision.serving.knative.dev"],
        ["Rollout.argoproj.io", "CloneSet.apps.kruise.io"], ["Deployment.apps"],
        ["StatefulSet.apps", "DaemonSet.apps"],
        ["ReplicaSet.apps", "ReplicationController"], ["CronJob.batch"], ["Job.batch"], ["Pod"],
    ]
}
