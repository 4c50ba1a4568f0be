import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import Testing

@testable import ClusterAPI

@Suite("Writes", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterClientWriteTests {
    private let server: KubernetesServer
    private let client: ClusterClient

    init() throws {
        server = try KubernetesServer()
        client = server.client()
    }

    private func text(_ name: String, replicas: Int, version: String? = nil) -> [UInt8] {
        let version = version.map { #","resourceVersion":"\#($0)""# } ?? ""
        return Array(
            (#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"\#(name)","namespace":"ml"\#(version)},"#
                + #""spec":{"replicas":\#(replicas)}}"#).utf8)
    }

    private func read(_ name: String = "web") throws(ClusterFailure) -> Node {
        try client.object(.deployments, namespace: "ml", name: name, by: .soon).root
    }

    private func state(_ name: String = "web") throws -> ObjectState { try #require(ObjectState(try read(name))) }

    @Test("an object that is created is there, and a second one of that name is a conflict")
    func create() throws {
        try client.create(.deployments, namespace: "ml", text("web", replicas: 1), by: .soon)
        #expect(try read()["spec"]?["replicas"]?.int == 1)
        let failure = failure { () throws(ClusterFailure) in
            try client.create(.deployments, namespace: "ml", text("web", replicas: 2), by: .soon)
        }
        #expect(failure?.kind == .conflict && failure?.status == 409)
        #expect(try read()["spec"]?["replicas"]?.int == 1)
        #expect(try server.requests("fieldManager=pedigree").map(\.method) == ["POST", "POST"])
    }

    @Test("an object is replaced in the state that was read, and in no other")
    func replace() throws {
        try client.create(.deployments, namespace: "ml", text("web", replicas: 1), by: .soon)
        let first = try state()
        try client.replace(
            .deployments, namespace: "ml", name: "web", text("web", replicas: 2, version: first.resourceVersion),
            by: .soon)
        #expect(try read()["spec"]?["replicas"]?.int == 2)
        let failure = failure { () throws(ClusterFailure) in
            try client.replace(
                .deployments, namespace: "ml", name: "web", text("web", replicas: 3, version: first.resourceVersion),
                by: .soon)
        }
        #expect(failure?.kind == .conflict)
        #expect(try read()["spec"]?["replicas"]?.int == 2)
    }

    @Test("an object is deleted in the state that was read, and in no other")
    func delete() throws {
        try client.create(.deployments, namespace: "ml", text("web", replicas: 1), by: .soon)
        let first = try state()
        try server.put("apps/v1", "Deployment", "web", spec: ["replicas": 5])
        for stale in [first, ObjectState(uid: "another", resourceVersion: try state().resourceVersion)] {
            let failure = failure { () throws(ClusterFailure) in
                try client.delete(.deployments, namespace: "ml", name: "web", in: stale, by: .soon)
            }
            #expect(failure?.kind == .conflict)
        }
        try client.delete(.deployments, namespace: "ml", name: "web", in: try state(), by: .soon)
        #expect(failure { () throws(ClusterFailure) in _ = try read() }?.kind == .notFound)
    }

    @Test("whoever may not write learns so")
    func forbidden() throws {
        try server.tell("token", ["token": "reader", "user": "reader", "groups": ["readers"]])
        try server.tell("forbid", ["user": "reader", "verb": "create"])
        let credentials = ClusterCredentials(.token("reader"), place: "test")
        let failure = failure { () throws(ClusterFailure) in
            try server.client(credentials).create(.deployments, namespace: "ml", text("web", replicas: 1), by: .soon)
        }
        #expect(failure?.kind == .forbidden && failure?.status == 403)
    }

    @Test("a name leads to no other place")
    func names() throws {
        for name in ["../../x", "a/b", "..", "", "a%2fb"] {
            let failure = failure { () throws(ClusterFailure) in
                try client.delete(
                    .deployments, namespace: "ml", name: name, in: ObjectState(uid: "u", resourceVersion: "1"),
                    by: .soon)
            }
            #expect(failure?.kind == .notFound, "\(name)")
        }
        let failure = failure { () throws(ClusterFailure) in
            try client.create(.namespaces, namespace: "ml", text("web", replicas: 1), by: .soon)
        }
        #expect(failure?.kind == .notFound)
        #expect(try server.requests().allSatisfy { $0.method == "GET" })
    }

    @Test("a list holds only what has all of the labels")
    func labels() throws {
        try server.put("apps/v1", "Deployment", "a", metadata: ["labels": ["by": "us", "x": "1"]])
        try server.put("apps/v1", "Deployment", "b", metadata: ["labels": ["by": "them", "x": "1"]])
        var names: [String] = []
        try client.list(.deployments, labels: ["by": "us", "x": "1"], as: .objects) { page in
            names += page.items.compactMap { $0["metadata"]?["name"]?.string }
        }
        #expect(names == ["a"])
    }
}
