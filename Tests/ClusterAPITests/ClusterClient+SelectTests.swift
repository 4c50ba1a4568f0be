import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import Testing

@testable import ClusterAPI

@Suite("Objects by their labels", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterClientSelectTests {
    private let server: KubernetesServer

    init() throws {
        server = try KubernetesServer()
        for (prefix, version, count) in [("a", "v1", 700), ("b", "v2", 3)] {
            try server.tell(
                "fill",
                [
                    "resource": "pods", "namespace": "ml", "prefix": prefix, "count": count,
                    "metadata": ["labels": ["app": "fraud", "version": version]],
                ])
        }
        try server.tell("fill", ["resource": "pods", "namespace": "other", "prefix": "c", "count": 2])
    }

    private func select(_ labels: [String: String], most: Int = 1_000) throws(ClusterFailure) -> [ObjectMetadata] {
        try server.client().metadata(.pods, namespace: "ml", labels: labels, most: most, by: .after(.seconds(60)))
    }

    @Test("those that have all of the labels come, from every page, and without their specs")
    func all() throws {
        #expect(try select(["app": "fraud"]).count == 703)
        let second = try select(["app": "fraud", "version": "v2"])
        #expect(second.map(\.workload.name).sorted() == ["b-000000", "b-000001", "b-000002"])
        #expect(try select(["app": "none"]).isEmpty)
        let accept = try #require(try server.requests("labelSelector").last?.accept)
        #expect(accept.contains("PartialObjectMetadataList"))
    }

    @Test("more than are looked at are a failure, and as many are not")
    func bounded() throws {
        #expect(try select(["app": "fraud"], most: 703).count == 703)
        let failure = failure { () throws(ClusterFailure) in _ = try select(["app": "fraud"], most: 702) }
        #expect(failure?.kind == .unreachable && failure?.reason.contains("702") == true)
    }

    @Test("objects of one namespace come whole")
    func objects() throws {
        try server.put("apps/v1", "Deployment", "a", namespace: "x", spec: ["replicas": 3])
        try server.put("apps/v1", "Deployment", "b", namespace: "y")
        let found = try server.client().objects(.deployments, namespace: "x", most: 9, by: .after(.seconds(60)))
        #expect(found.map { $0["spec"]?["replicas"]?.int } == [3])
    }
}
