import EvidenceTesting
import Foundation
import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@testable import ClusterAPI

/// What a watcher tells, as lines, and the cluster that follows from it.
final class Notes: Sendable {
    private let state = NIOLockedValueBox<(lines: [String], there: [String: String])>(([], [:]))

    func take(_ notice: WatchNotice) {
        state.withLockedValue { state in
            let resource = notice.resource.description
            switch notice {
            case .listed(_, let objects, _):
                for object in objects { state.there[object.uid] = "\(resource)/\(object.workload.name)" }
                state.lines.append("\(resource) listed \(objects.count)")
            case .changed(_, let object):
                state.there[object.uid] = "\(resource)/\(object.workload.name)"
                state.lines.append("\(resource) changed \(object.workload.name) \(object.generation ?? 0)")
            case .deleted(_, let object):
                state.there[object.uid] = nil
                state.lines.append("\(resource) deleted \(object.workload.name)")
            case .synced: state.lines.append("\(resource) synced")
            case .failing(_, let failure, _): state.lines.append("\(resource) failing \(failure.status ?? 0)")
            }
        }
    }

    var lines: [String] { state.withLockedValue { $0.lines } }
    var there: [String] { state.withLockedValue { $0.there.values.sorted() } }

    /// Waits until what was told is so, and says whether it came to be.
    func wait(_ isSo: (Notes) -> Bool) -> Bool {
        let deadline = Deadline.after(.seconds(60))
        while !isSo(self) {
            guard !deadline.hasPassed else { return false }
            usleep(20_000)
        }
        return true
    }

    func wait(for line: String) -> Bool { wait { $0.lines.contains(line) } }
}

@Suite("Following a cluster", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterWatcherTests {
    private let server: KubernetesServer
    private let notes = Notes()

    init() throws { server = try KubernetesServer("--bookmark-interval", "0.2") }

    private func watcher(
        _ resources: [ClusterResource] = [.deployments], _ change: (inout ClusterLimits) -> Void = { _ in }
    ) -> ClusterWatcher {
        let backoff = WatchBackoff(first: .milliseconds(50), most: .milliseconds(400))
        let watcher = ClusterWatcher(server.client(nil, change), backoff: backoff) { [notes] in notes.take($0) }
        watcher.watch(resources)
        return watcher
    }

    @Test("what is there is listed, then each change is told as it happens, in its order")
    func follows() throws {
        try server.put("apps/v1", "Deployment", "a", spec: ["replicas": 1])
        let watcher = watcher()
        defer { watcher.stop() }
        #expect(notes.wait(for: "deployments.apps synced"))
        try server.put("apps/v1", "Deployment", "b")
        try server.put("apps/v1", "Deployment", "a", spec: ["replicas": 2])
        try server.put("apps/v1", "Deployment", "a", spec: ["replicas": 2], metadata: ["labels": ["x": "y"]])
        try server.delete("apps", "deployments", "b")
        #expect(notes.wait(for: "deployments.apps deleted b"))
        #expect(
            notes.lines == [
                "deployments.apps listed 1", "deployments.apps synced", "deployments.apps changed b 1",
                "deployments.apps changed a 2", "deployments.apps changed a 2", "deployments.apps deleted b",
            ])
        let status = try #require(watcher.status.first)
        #expect(status.isSynced && status.objects == 1 && status.failure == nil && status.lastNews != nil)
        #expect(watcher.isSynced)
    }

    @Test("a watch that is cut goes on where it was, without a list and without a loss")
    func cut() throws {
        let watcher = watcher()
        defer { watcher.stop() }
        #expect(notes.wait(for: "deployments.apps synced"))
        for number in 0..<60 {
            if number % 6 == 5 { try server.tell("cut") }
            try server.put("apps/v1", "Deployment", "d\(number)")
        }
        #expect(notes.wait { $0.there.count == 60 })
        let changed = notes.lines.filter { $0.contains(" changed ") }
        #expect(changed == (0..<60).map { "deployments.apps changed d\($0) 1" })
        #expect(notes.lines.filter { $0.contains(" listed ") }.count == 1)
    }

    @Test("one that is cut within an event tells the event once it comes whole")
    func torn() throws {
        try server.tell("fault", ["kind": "cut", "verb": "watch", "after": 1])
        let watcher = watcher()
        defer { watcher.stop() }
        #expect(notes.wait(for: "deployments.apps synced"))
        for name in ["a", "b", "c"] { try server.put("apps/v1", "Deployment", name) }
        #expect(notes.wait(for: "deployments.apps changed c 1"))
        #expect(notes.lines.filter { $0.contains(" changed ") }.count == 3)
    }

    @Test("what was deleted, and made, while the server was away is told after it, even where the past is forgotten")
    func outage() throws {
        for name in ["a", "b", "c"] { try server.put("apps/v1", "Deployment", name) }
        let watcher = watcher()
        defer { watcher.stop() }
        #expect(notes.wait(for: "deployments.apps synced"))
        try server.tell("down")
        try server.delete("apps", "deployments", "a")
        // Another one under the same name: the first must be told as gone.
        try server.delete("apps", "deployments", "b")
        let uid = try server.put("apps/v1", "Deployment", "b")
        try server.put("apps/v1", "Deployment", "d")
        try server.tell("compact")
        #expect(notes.wait { $0.lines.contains { $0.hasPrefix("deployments.apps failing") } })
        #expect(watcher.status.first?.failure?.kind == .unreachable && watcher.status.first?.failingSince != nil)
        #expect(watcher.status.first?.isSynced == true)
        try server.tell("up")
        #expect(notes.wait { $0.lines.filter { $0 == "deployments.apps synced" }.count == 2 })
        #expect(notes.there == ["b", "c", "d"].map { "deployments.apps/\($0)" } && !uid.isEmpty)
        #expect(
            notes.lines.filter { $0.contains(" deleted ") }.sorted()
                == ["a", "b"].map { "deployments.apps deleted \($0)" })
        #expect(notes.wait { _ in watcher.status.first?.failure == nil })
    }

    @Test("a kind that may not be read does not hold up the others, and is told; once it may be it comes")
    func forbidden() throws {
        try server.tell("forbid", ["resource": "deployments"])
        try server.put("apps/v1", "Deployment", "a")
        try server.put("v1", "Pod", "p")
        let watcher = watcher([.deployments, .pods, .services])
        defer { watcher.stop() }
        #expect(notes.wait(for: "pods synced") && notes.wait(for: "inferenceservices.serving.kserve.io synced"))
        #expect(notes.wait(for: "deployments.apps failing 403"))
        #expect(!watcher.isSynced && watcher.status.filter(\.isSynced).count == 2)
        #expect(watcher.status.first?.failure?.kind == .forbidden)
        try server.tell("allow")
        #expect(notes.wait(for: "deployments.apps synced") && watcher.isSynced)
    }

    @Test(
        "events that are none, endless ones and errors end the watch and not the watcher",
        arguments: [
            ["kind": "raw", "body": "no JSON\n"], ["kind": "raw", "body": "{\"type\":\"ADDED\",\"object\":{}}\n"],
            ["kind": "raw", "body": "[]\n{}\n"], ["kind": "huge"], ["kind": "close"],
            ["kind": "raw", "body": "{\"type\":\"ERROR\",\"object\":{\"code\":500,\"message\":\"x\"}}\n"],
            ["kind": "raw", "body": "{\"type\":\"ERROR\",\"object\":{\"code\":410}}\n"],
            ["kind": "raw", "body": "{\"type\":\"ADDED\",\"type\":\"ADDED\",\"object\":{}}\n"],
        ])
    func hostile(fault: [String: String]) throws {
        try server.put("apps/v1", "Deployment", "a")
        let rest: [String: Any] = ["verb": "watch", "after": 0, "count": 2]
        try server.tell("fault", rest.merging(fault) { $1 })
        let watcher = watcher { $0.eventBytes = 1 << 20 }
        defer { watcher.stop() }
        #expect(notes.wait(for: "deployments.apps synced"))
        try server.put("apps/v1", "Deployment", "b")
        #expect(notes.wait { $0.there.count == 2 })
        #expect(notes.wait { _ in watcher.status.first?.failure == nil })
    }

    @Test("a server that forgets everything at once is listed again and again, but not in a circle")
    func alwaysExpired() throws {
        let error = "{\"type\":\"ERROR\",\"object\":{\"code\":410}}\n"
        try server.tell("fault", ["kind": "raw", "verb": "watch", "after": 0, "count": 1_000_000, "body": error])
        let watcher = watcher()
        defer { watcher.stop() }
        #expect(notes.wait { $0.lines.contains("deployments.apps failing 410") })
        let before = try server.requests("/deployments").count
        usleep(2_000_000)
        // Each time takes a list and a watch, and at least half of the longest pause.
        #expect(try server.requests("/deployments").count - before <= 2 * 12)
    }

    @Test("an event that came before a bookmark is not told again after the connection was cut")
    func bookmarks() throws {
        let watcher = watcher()
        defer { watcher.stop() }
        #expect(notes.wait(for: "deployments.apps synced"))
        // What happens to others moves the bookmark on; the watch survives that its beginning is forgotten.
        try server.tell("fill", ["resource": "pods", "count": 50])
        let latest = try #require(
            (try JSONSerialization.jsonObject(with: try server.tell("version")) as? [String: Any])?["resourceVersion"]
                as? String)
        usleep(800_000)
        try server.tell("compact")
        try server.tell("cut")
        try server.put("apps/v1", "Deployment", "a")
        #expect(notes.wait(for: "deployments.apps changed a 1"))
        #expect(notes.lines.filter { $0.contains(" listed ") }.count == 1)
        #expect(try server.requests("resourceVersion=\(latest)").isEmpty == false)
    }

    @Test("a watch that its server ends in time is begun again where it was")
    func timeouts() throws {
        let watcher = watcher { $0.watchTime = .seconds(1) }
        defer { watcher.stop() }
        #expect(notes.wait(for: "deployments.apps synced"))
        for number in 0..<4 {
            usleep(700_000)
            try server.put("apps/v1", "Deployment", "d\(number)")
        }
        #expect(notes.wait(for: "deployments.apps changed d3 1"))
        #expect(notes.lines.filter { $0.contains(" changed ") }.count == 4)
        #expect(notes.lines.filter { $0.contains(" listed ") }.count == 1)
        #expect(!notes.lines.contains { $0.contains("failing") })
    }

    @Test("after stop nothing is told, and nothing is asked")
    func stops() throws {
        let watcher = watcher([.deployments, .pods])
        #expect(notes.wait { $0.lines.filter { $0.hasSuffix("synced") }.count == 2 })
        watcher.stop(within: .seconds(30))
        let (told, asked) = (notes.lines, try server.requests("watch=true").count)
        try server.put("apps/v1", "Deployment", "late")
        watcher.watch([.services])
        usleep(500_000)
        #expect(notes.lines == told)
        #expect(try server.requests("watch=true").count == asked)
    }

    @Test("resources are followed once, however often they are named, and others can join")
    func joins() throws {
        let watcher = watcher([.deployments, .deployments])
        defer { watcher.stop() }
        #expect(notes.wait(for: "deployments.apps synced"))
        watcher.watch([.deployments, .pods])
        #expect(notes.wait(for: "pods synced"))
        #expect(watcher.status.map(\.resource) == [.deployments, .pods])
        #expect(notes.lines.filter { $0 == "deployments.apps synced" }.count == 1)
    }

    @Test("twenty thousand objects are listed, followed and forgotten")
    func many() throws {
        try server.tell("fill", ["resource": "pods", "namespace": "ml", "prefix": "p", "count": 20_000])
        let watcher = watcher([.pods])
        defer { watcher.stop() }
        #expect(notes.wait(for: "pods synced") && notes.there.count == 20_000)
        #expect(watcher.status.first?.objects == 20_000)
        try server.delete("", "pods", "p-000007")
        #expect(notes.wait(for: "pods deleted p-000007") && watcher.status.first?.objects == 19_999)
    }
}
