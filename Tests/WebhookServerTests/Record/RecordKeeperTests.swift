import Attestation
import DecisionLog
import EvidenceTesting
import Foundation
import Logging
import Testing

@testable import WebhookServer

@Suite("Options of the record")
struct RecordKeeperTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var log: String { "\(directory.path)/decisions.sqlite" }

    private func open(
        _ place: String? = nil, _ change: (inout RecordOptions) -> Void = { _ in }
    ) throws(ServeError) -> RecordKeeper {
        var options = RecordOptions()
        change(&options)
        return try RecordKeeper(
            options, log: place ?? log, reviewer: { nil }, policyCommit: { nil },
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The sentence with which it is refused; whatever was opened is closed.
    private func refusal(_ place: String? = nil, _ change: (inout RecordOptions) -> Void = { _ in }) -> String? {
        do throws(ServeError) {
            _ = try open(place, change).stop(by: Date() + 5)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("without a cluster a log is kept, and no rule may ask what ran")
    func logAlone() throws {
        let keeper = try open()
        #expect(keeper.desk.record == nil && keeper.watches.isEmpty)
        #expect(
            keeper.statuses.map(\.name) == ["record"] && keeper.statuses.allSatisfy { $0.isLoaded && $0.error == nil })
        // Ends at once: there is nothing to watch.
        keeper.run()
        #expect(keeper.stop(by: Date() + 5))
    }

    @Test("a key file that is not there, or is none, is named, and nothing is left behind")
    func badKey() throws {
        let missing = try #require(refusal { $0.checkpointKey = "\(directory.path)/none.pem" })
        #expect(missing.contains("--log-checkpoint-key") && missing.contains("none.pem cannot be read"))
        try directory.write("no key", to: "bad.pem")
        let bad = try #require(refusal { $0.checkpointKey = "\(directory.path)/bad.pem" })
        #expect(bad.contains("--log-checkpoint-key") && bad.contains("bad.pem"))
        #expect(!FileManager.default.fileExists(atPath: log))
        try directory.write(try PrivateKey.generate(.ecdsaP256).pem(), to: "good.pem")
        #expect(refusal { $0.checkpointKey = "\(directory.path)/good.pem" } == nil)
    }

    @Test("a log that another process holds is refused, and taken once it is let go")
    func held() throws {
        let first = try open()
        let refused = try #require(refusal())
        #expect(refused.contains(log), "\(refused)")
        #expect(first.stop(by: Date() + 5))
        #expect(refusal() == nil)
    }

    @Test("a file of SQLite is no log of several servers; one server takes it")
    func replicas() throws {
        let refused = try #require(refusal { $0.replicas = 2 })
        #expect(refused.contains("--replicas says 2") && refused.contains("postgresql://"))
        #expect(refusal { $0.replicas = 1 } == nil)
    }

    @Test(
        "a place that is none is refused in words",
        arguments: ["mysql://db/log", "", "/no/such/directory/log.sqlite", "/dev/null/log.sqlite"])
    func places(place: String) throws {
        let refused = try #require(refusal(place))
        #expect(refused.contains("decision log") && refused.count > 25, "\(refused)")
    }

    @Test("a file that is no log of ours is left as it is")
    func notOurs() throws {
        try directory.write("something else that somebody needs", to: "decisions.sqlite")
        #expect(refusal() != nil)
        #expect(try String(contentsOfFile: log, encoding: .utf8) == "something else that somebody needs")
    }

    @Test("a cluster that nobody can name is refused before anything is written to the log")
    func clusters() throws {
        let missing = try #require(
            refusal {
                $0.cluster = .kubeconfig
                $0.kubeconfig = "\(directory.path)/none"
            })
        #expect(missing.contains("--cluster kubeconfig") && missing.contains("none"))
        let outside = try #require(refusal { $0.cluster = .inCluster })
        #expect(outside.contains("--cluster in-cluster") && outside.contains("kubeconfig"))
        #expect(!FileManager.default.fileExists(atPath: log))
    }

    @Test("a context that the kubeconfig lacks is named", .enabled(if: KubernetesServer.isAvailable))
    func context() throws {
        let server = try KubernetesServer()
        let refused = try #require(
            refusal {
                $0.cluster = .kubeconfig
                $0.kubeconfig = server.greeting.kubeconfig
                $0.context = "elsewhere"
            })
        #expect(refused.contains("elsewhere"))
    }

    @Test("a cluster that does not answer keeps nobody from starting, and readiness says what is wrong")
    func clusterIsDown() async throws {
        let server = try KubernetesServer()
        try server.tell("down")
        let reviewer = try Texts.reviewer(Texts.policy())
        var options = RecordOptions()
        options.cluster = .kubeconfig
        options.kubeconfig = server.greeting.kubeconfig
        let keeper = try RecordKeeper(
            options, log: log, reviewer: { reviewer }, policyCommit: { nil },
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        Thread.detachNewThread { keeper.run() }
        try await eventually { keeper.statuses.contains { $0.name == "cluster" && $0.error != nil } }
        #expect(keeper.statuses.allSatisfy { $0.isLoaded })
        try server.tell("up")
        try await eventually { !keeper.watches.isEmpty && keeper.watches.allSatisfy(\.isSynced) }
        #expect(keeper.statuses.allSatisfy { $0.error == nil })
        #expect(keeper.stop(by: Date() + 10))
    }
}
