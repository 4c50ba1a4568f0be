import ClusterAPI
import KubernetesModel

/// Objects that a cluster holds and that run nothing.
enum Idleness {
    /// Whether it has done what it was made for: a Pod, a Job or a Workflow that succeeded or failed for good.
    static func hasEnded(_ object: Node, _ resource: ClusterResource) -> Bool {
        let status = object["status"]
        switch resource.groupKind {
        case "Pod", "Workflow.argoproj.io":
            return status?["phase"].map { phase in
                ["Succeeded", "Failed", "Error"].contains { phase.isString($0) }
            } ?? false
        case "Job.batch":
            let conditions = status?["conditions"].map { Array($0.elements) } ?? []
            return conditions.contains { condition in
                condition["status"]?.isString("True") == true
                    && ["Complete", "Failed"].contains { condition["type"]?.isString($0) == true }
            }
        default: return false
        }
    }

    /// Whether a controller keeps it for going back to, without replicas: a Deployment's former ReplicaSets, and Knative's
    /// former Revisions. What nobody manages begins to run when somebody scales it.
    static func isKept(_ object: Node, _ resource: ClusterResource) -> Bool {
        switch resource.groupKind {
        case "ReplicaSet.apps", "ReplicationController", "Deployment.apps":
            return object["spec"]?["replicas"]?.int == 0
        case "Revision.serving.knative.dev":
            return object["metadata"]?["labels"]?["serving.knative.dev/routingState"]?.isString("reserve") == true
        default: return false
        }
    }
}
