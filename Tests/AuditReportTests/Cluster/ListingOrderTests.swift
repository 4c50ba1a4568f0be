import ClusterAPI
import ModelReferences
import Testing

@testable import AuditReport

@Suite("The order in which kinds are looked at")
struct ListingOrderTests {
    @Test("owners come before what they own, and Pods last")
    func order() {
        let resources = WorkloadKind.all.reversed().map { kind in
            ClusterResource(group: kind.group, version: kind.versions[0], name: kind.resource, kind: kind.kind)
        }
        let sorted = ListingOrder.sorted(resources).map(\.groupKind)
        #expect(sorted.count == resources.count)
        let chain = [
            "InferenceService.serving.kserve.io", "Service.serving.knative.dev", "Configuration.serving.knative.dev",
            "Revision.serving.knative.dev", "Deployment.apps", "ReplicaSet.apps", "Pod",
        ]
        #expect(sorted.filter(chain.contains) == chain)
        let others = ["RayService.ray.io", "RayJob.ray.io", "RayCluster.ray.io", "CronJob.batch", "Job.batch"]
        #expect(sorted.filter(others.contains) == others)
        #expect(sorted.last == "Pod")
    }
}
