import Foundation
import PolicyEngine
import PolicyFiles
import Testing

@Suite("PolicyWatcher")
struct PolicyWatcherTests {
    private let time = Date(timeIntervalSince1970: 1_800_000_000)

    @Test("a changed file is taken over once, as one set")
    func reload() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        let watcher = PolicyWatcher([directory.path])
        #expect(watcher.current == nil)
        #expect(!watcher.status.isLoaded)
        #expect(watcher.poll(at: time))
        #expect(!watcher.poll(at: time))
        try directory.write(policy("b"), to: "b.yaml")
        #expect(watcher.poll(at: time + 1))
        #expect(watcher.current?.policies.map(\.name) == ["a", "b"])
        #expect(watcher.status.generation == 2)
        #expect(watcher.status.loadedAt == time + 1)
        #expect(watcher.status.digest == watcher.current?.digest)
        try directory.remove("b.yaml")
        #expect(watcher.poll(at: time + 2))
        #expect(watcher.current?.policies.map(\.name) == ["a"])
    }

    @Test("a bad set never replaces a good one, and its errors can be seen until it is mended")
    func bad() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        let watcher = PolicyWatcher([directory.path])
        watcher.poll(at: time)
        try directory.write(policy("b", allow: "[pined]"), to: "b.yaml")
        #expect(!watcher.poll(at: time + 1))
        #expect(watcher.current?.policies.map(\.name) == ["a"])
        #expect(watcher.status.lastError?.contains("did you mean pinned?") == true)
        #expect(watcher.status.loadedAt == time)
        #expect(!watcher.poll(at: time + 1.5))
        #expect(watcher.status.attemptedAt == time + 1, "the same error is told once")
        try directory.remove("a.yaml")
        try directory.remove("b.yaml")
        #expect(!watcher.poll(at: time + 2))
        #expect(watcher.current?.policies.map(\.name) == ["a"])
        #expect(watcher.status.lastError?.contains("the policy set is empty") == true)
        try directory.write(policy("a"), to: "a.yaml")
        #expect(!watcher.poll(at: time + 3), "the same set again is no new one")
        #expect(watcher.status.lastError == nil)
        #expect(watcher.status.generation == 1)
    }

    @Test("a file that was emptied, as who writes it in place does first, takes no policy out of force")
    func emptied() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        try directory.write(policy("b"), to: "b.yaml")
        let watcher = PolicyWatcher([directory.path])
        watcher.poll(at: time)
        try directory.write("", to: "a.yaml")
        #expect(!watcher.poll(at: time + 1))
        #expect(watcher.current?.policies.map(\.name) == ["a", "b"])
        let error = try #require(watcher.status.lastError)
        #expect(error.contains("a.yaml") && error.contains("it is empty"))
        // Whoever wants it gone says so.
        try directory.remove("a.yaml")
        #expect(watcher.poll(at: time + 2))
        #expect(watcher.current?.policies.map(\.name) == ["b"])
        #expect(watcher.status.lastError == nil)
    }

    @Test("a ConfigMap's files are swapped all at once, as Kubernetes does it")
    func configMap() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "..1/policy.yaml")
        try directory.write(policy("b"), to: "..2/policy.yaml")
        try directory.link("..data", to: "..1")
        try directory.link("policy.yaml", to: "..data/policy.yaml")
        let watcher = PolicyWatcher([directory.path])
        watcher.poll(at: time)
        #expect(watcher.current?.policies.map(\.name) == ["a"])
        try directory.swap("..data", to: "..2")
        #expect(watcher.poll(at: time))
        #expect(watcher.current?.policies.map(\.name) == ["b"])
    }

    @Test("a directory that is itself a link, as git-sync makes it, may be swapped")
    func linkedDirectory() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "rev1/policies/policy.yaml")
        try directory.write(policy("b"), to: "rev2/policies/policy.yaml")
        try directory.link("current", to: "rev1")
        let watcher = PolicyWatcher(["\(directory.path)/current/policies"])
        watcher.poll(at: time)
        try directory.swap("current", to: "rev2")
        #expect(watcher.poll(at: time))
        #expect(watcher.current?.policies.map(\.name) == ["b"])
        try directory.remove("current")
        #expect(!watcher.poll(at: time))
        #expect(watcher.current?.policies.map(\.name) == ["b"])
    }

    @Test("a running watcher takes over changes and stops when it is told to")
    func running() async throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        let watcher = PolicyWatcher([directory.path])
        let (changes, reported) = AsyncStream.makeStream(of: PolicyWatcher.Status.self)
        let task = Task { await watcher.run(every: .milliseconds(5)) { reported.yield($0) } }
        var heard = changes.makeAsyncIterator()
        #expect(await heard.next()?.generation == 1)
        try directory.write(policy("b"), to: "b.yaml")
        #expect(await heard.next()?.generation == 2)
        task.cancel()
        await task.value
    }

    @Test("readers see whole sets while files change")
    func concurrent() async throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "..1/a.yaml")
        try directory.write(policy("x"), to: "..1/b.yaml")
        try directory.write(policy("a", allow: "[pinned, versioned]"), to: "..2/a.yaml")
        try directory.write(policy("y"), to: "..2/b.yaml")
        try directory.link("..data", to: "..1")
        for name in ["a.yaml", "b.yaml"] { try directory.link(name, to: "..data/\(name)") }
        let watcher = PolicyWatcher([directory.path])
        watcher.poll(at: time)
        let path = directory.path
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 0..<200 {
                    _ = symlink("..\(round % 2 + 1)", "\(path)/..data_tmp")
                    _ = rename("\(path)/..data_tmp", "\(path)/..data")
                    usleep(500)
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<200 {
                        watcher.poll(at: Date(timeIntervalSince1970: 0))
                        guard let set = watcher.current else { continue }
                        let versioned = set.policies.first { $0.name == "a" }?.pinnedModel?.allowsVersioned
                        #expect((versioned == true) == set.policies.contains { $0.name == "y" })
                    }
                }
            }
        }
        withExtendedLifetime(directory) {}
    }
}
