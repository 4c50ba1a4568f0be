import Testing

@testable import ClusterAPI

@Suite("Paths of resources")
struct ClusterResourceTests {
    @Test("they are those of an API server")
    func paths() throws {
        #expect(try ClusterResource.pods.path() == "/api/v1/pods")
        #expect(try ClusterResource.deployments.path(namespace: "ml") == "/apis/apps/v1/namespaces/ml/deployments")
        let one = try ClusterResource.deployments.path(namespace: "ml", name: "a:b")
        #expect(one == "/apis/apps/v1/namespaces/ml/deployments/a%3Ab")
        #expect(try ClusterResource.namespaces.path(namespace: nil, name: "ml") == "/api/v1/namespaces/ml")
    }

    @Test("a name that could lead elsewhere leads nowhere", arguments: ["", ".", "..", "a/b", "a%2fb", "a\nb"])
    func escapes(name: String) {
        for namespace in ["ml", name] {
            let found = failure { () throws(ClusterFailure) in
                _ = try ClusterResource.pods.path(namespace: namespace, name: name)
            }
            #expect(found?.kind == .notFound)
        }
        let resource = ClusterResource(group: name, version: "v1", name: "x", kind: "X")
        if !name.isEmpty { #expect(failure { () throws(ClusterFailure) in _ = try resource.path() } != nil) }
    }

    @Test("a name without a namespace is none of a namespaced resource, nor the other way round")
    func scopes() {
        #expect(
            failure { () throws(ClusterFailure) in _ = try ClusterResource.pods.path(namespace: nil, name: "a") } != nil
        )
        let other = failure { () throws(ClusterFailure) in
            _ = try ClusterResource.namespaces.path(namespace: "a", name: "a")
        }
        #expect(other?.reason == "namespaces are in no namespace")
    }
}
