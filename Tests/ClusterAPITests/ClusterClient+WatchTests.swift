import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers
import Testing

@testable import ClusterAPI

@Suite("Watches of an API server", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterClientWatchTests {
    private let server: KubernetesServer

    init() throws { server = try KubernetesServer("--bookmark-interval", "0.2") }

    private final class Seen { var events: [WatchEvent] = [] }

    /// What a watch of one second tells from `version` on, and how it ended.
    private func watch(
        from version: String, _ resource: ClusterResource = .deployments
    ) -> (events: [WatchEvent], failure: ClusterFailure?) {
        let seen = Seen()
        let found = failure { () throws(ClusterFailure) in
            try server.client { $0.watchTime = .seconds(1) }.watch(resource, from: version, until: Cancellation()) {
                seen.events.append($0)
            }
        }
        return (seen.events, found)
    }

    private func version() throws -> String {
        let answer = try JSONSerialization.jsonObject(with: try server.tell("version")) as? [String: Any]
        return try #require(answer?["resourceVersion"] as? String)
    }

    @Test("it tells what happened behind a version, as metadata, and bookmarks where nothing did")
    func events() throws {
        try server.put("apps/v1", "Deployment", "before")
        let from = try version()
        try server.put("apps/v1", "Deployment", "a", metadata: ["annotations": ["pedigree.dev/x": "1"]])
        try server.delete("apps", "deployments", "a")
        try server.put("v1", "Pod", "other")
        let (events, found) = watch(from: from)
        #expect(found == nil)
        guard case .changed(let made) = events.first, case .deleted(let gone) = events.dropFirst().first else {
            return #expect(Bool(false), "\(events)")
        }
        #expect(made.workload.name == "a" && made.annotations == ["pedigree.dev/x": "1"] && made.generation == 1)
        #expect(gone.uid == made.uid && gone.resourceVersion != made.resourceVersion)
        #expect(events.dropFirst(2).last == .bookmark(try version()))
        let accept = try #require(try server.requests("watch=true").last?.accept)
        #expect(accept == "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
    }

    @Test("a version that is forgotten is told apart, whether by an event or by a status")
    func expired() throws {
        let from = try version()
        try server.put("apps/v1", "Deployment", "a")
        try server.tell("compact")
        #expect(watch(from: from).failure?.kind == .expired)
        try server.tell("fault", ["kind": "status", "verb": "watch", "status": 410])
        #expect(watch(from: from).failure?.kind == .expired)
    }

    @Test("it ends within about a second of being cancelled, however quiet it is")
    func cancelled() throws {
        let from = try version()
        let cancellation = Cancellation()
        let (client, ended) = (server.client(), NIOLockedValueBox<ClusterFailure?>(nil))
        let group = DispatchGroup()
        let isOpen = DispatchSemaphore(value: 0)
        DispatchQueue.global().async(group: group) {
            let found = failure { () throws(ClusterFailure) in
                try client.watch(.pods, from: from, until: cancellation, onOpen: { isOpen.signal() }, { _ in })
            }
            ended.withLockedValue { $0 = found }
        }
        isOpen.wait()
        cancellation.cancel()
        group.wait()
        #expect(ended.withLockedValue { $0 }?.kind == .cancelled)
    }

    @Test("a resource that is not there, or may not be watched, is told apart")
    func refused() throws {
        let none = ClusterResource(group: "apps", version: "v1", name: "nothings", kind: "Nothing")
        #expect(watch(from: try version(), none).failure?.status == 404)
        try server.tell("forbid", ["verb": "watch"])
        #expect(watch(from: try version()).failure?.status == 403)
    }

    @Test("no line of garbage is more than a failure")
    func mutated() throws {
        let event =
            #"{"type":"ADDED","object":{"kind":"X","metadata":{"name":"a","namespace":"b","uid":"c","resourceVersion":"1"}}}"#
        var mutator = Mutator(["\"", "{", "}", "null", "410", "ERROR", "BOOKMARK", "\\u0000"])
        var bodies: [String] = []
        for _ in 0..<60 { bodies.append(String(decoding: mutator.mutated(Array(event.utf8)), as: UTF8.self) + "\n") }
        let from = try version()
        for body in bodies {
            try server.tell("fault", ["kind": "raw", "verb": "watch", "body": body])
            let (events, found) = watch(from: from)
            #expect(events.count <= body.utf8.count && (found == nil || found?.kind != .settings))
        }
    }
}
