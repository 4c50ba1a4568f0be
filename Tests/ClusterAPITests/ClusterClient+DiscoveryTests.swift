import EvidenceTesting
import Foundation
import HTTPTransport
import ModelReferences
import PolicyEngine
import Testing

@testable import ClusterAPI

@Suite("What an API server has", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterClientDiscoveryTests {
    private let server: KubernetesServer

    init() throws { server = try KubernetesServer("--groups", ",apps,batch,serving.kserve.io,ray.io") }

    @Test("the kinds that it has are found, in versions whose fields are known, and what it has not is no error")
    func kinds() throws {
        let found = try server.client().discover(by: .soon)
        #expect(found.failures.isEmpty)
        let names = Set(found.resources.map(\.description))
        #expect(
            names.isSuperset(of: ["pods", "deployments.apps", "cronjobs.batch", "inferenceservices.serving.kserve.io"]))
        #expect(!names.contains("seldondeployments.machinelearning.seldon.io") && names.count == found.resources.count)
        #expect(found.resources.contains(.services))
        let scopes = Dictionary(uniqueKeysWithValues: found.resources.map { ($0.kind, $0.isNamespaced) })
        #expect(scopes["ClusterServingRuntime"] == false && scopes["ServingRuntime"] == true)
    }

    @Test("a kind in a version that nobody knows is found, and so is one under another plural name")
    func unknown() throws {
        try server.tell("unserve", ["group": "serving.kserve.io", "resource": "inferenceservices"])
        try server.tell(
            "serve",
            ["group": "serving.kserve.io", "versions": ["v9"], "kind": "InferenceService", "resource": "isvcs"])
        let found = try server.client().discover(by: .soon).resources.filter { $0.kind == "InferenceService" }
        #expect(found.map(\.apiVersion) == ["serving.kserve.io/v9"] && found.map(\.name) == ["isvcs"])
    }

    @Test("a group that cannot be asked for does not hide the others")
    func partial() throws {
        try server.tell("fault", ["kind": "status", "status": 503, "path": "/apis/ray.io/v1", "message": "down"])
        let found = try server.client().discover(by: .soon)
        #expect(found.failures.keys.sorted() == ["ray.io"] && found.failures["ray.io"]?.status == 503)
        #expect(found.resources.contains(.deployments) && !found.resources.contains { $0.group == "ray.io" })
        #expect(try server.client().discover(by: .soon).resources.contains { $0.group == "ray.io" })
    }

    @Test("what is no discovery is refused", arguments: ["{}", "[]", #"{"kind":"APIGroupList","groups":5}"#, "null"])
    func hostile(body: String) throws {
        try server.tell("fault", ["kind": "raw", "path": "/apis", "body": body, "count": 100])
        let found = try? server.client().discover(by: .soon)
        // Without groups there is the core alone, which is asked for at another path.
        #expect(found == nil || found?.resources.allSatisfy { $0.group.isEmpty } == true)
    }

    @Test("an owner is found by its uid: one of the same name is another, and one that is gone is none")
    func owners() throws {
        let uid = try server.put(
            "apps/v1", "ReplicaSet", "web-1", metadata: ["annotations": ["pedigree.dev/model": "m"]])
        let workload = WorkloadIdentity(group: "apps", kind: "ReplicaSet", namespace: "ml", name: "web-1")
        var owner = LiveObject.Owner(uid: uid, workload: workload, version: "v1")
        let client = server.client()
        let found = try client.metadata(of: owner, by: .soon)
        #expect(found?.uid == uid && found?.workload == workload && found?.annotations == ["pedigree.dev/model": "m"])
        let discoveries = try server.requests("/apis/apps/v1").filter { $0.path == "/apis/apps/v1" }.count
        owner.uid = "other"
        #expect(try client.metadata(of: owner, by: .soon) == nil)
        owner.uid = uid
        owner.workload.name = "web-2"
        #expect(try client.metadata(of: owner, by: .soon) == nil)
        owner.workload.name = "../../../../api/v1/secrets"
        #expect(try client.metadata(of: owner, by: .soon) == nil)
        #expect(try server.requests("/apis/apps/v1").filter { $0.path == "/apis/apps/v1" }.count == discoveries)
        owner.workload.kind = "Nothing"
        #expect(try client.metadata(of: owner, by: .soon) == nil)
        owner.version = "v0"
        #expect(try client.metadata(of: owner, by: .soon) == nil)
    }

    @Test("an owner in no namespace is found for what lies in one")
    func clusterScoped() throws {
        let uid = try server.put("v1", "Namespace", "ml", namespace: nil)
        let workload = WorkloadIdentity(group: "", kind: "Namespace", namespace: "ml", name: "ml")
        let found = try server.client().metadata(
            of: LiveObject.Owner(uid: uid, workload: workload, version: "v1"), by: .soon)
        #expect(found?.uid == uid && found?.workload.namespace == nil)
    }
}
