import Attestation
import EvidenceStores
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import Testing

/// Against what MLflow 3.17.2 answered (Tests/Fixtures/mlflow-3.17.2).
@Suite("Records of an MLflow tracking server", .enabled(if: MisbehavingServer.isAvailable))
struct MLflowStoreTests {
    private let server: MisbehavingServer
    private let base = "/\(UUID().uuidString)"
    private var path: String { "\(base)/api/2.0/mlflow/" }

    init() throws {
        server = try MisbehavingServer.shared()
        for (path, file) in [
            ("model-versions/search", "model-versions_search"), ("model-versions/get", "model-versions_get"),
            ("model-versions/get-download-uri", "model-versions_get-download-uri"), ("runs/get", "runs_get"),
        ] { try answer(path, try Fixture.bytes("mlflow-3.17.2/\(file).json")) }
    }

    private func answer(_ path: String, status: Int = 200, _ bytes: [UInt8]) throws {
        try server.answer("GET", self.path + path, status: status, bytes)
    }

    private func store(_ models: String...) -> MLflowStore {
        var access = RemoteAccess()
        access.caFile = server.caFile
        access.networks = TestSite.loopback
        return MLflowStore(name: "mlflow", url: server.origin + base, models: models.map(Glob.init), access: access)
    }

    private func list(_ store: MLflowStore) throws -> StoreListing { try store.list(by: .after(.seconds(60))) }

    @Test("a version is a record that leads from its names to source and training data")
    func record() throws {
        let outcome = EvidenceIndexer().look(at: [store()], trustRoots: [])
        #expect(outcome.problems.isEmpty)
        let record = try #require(outcome.index.records.first)
        #expect(record.format == .mlflowRun && record.place == "models/iris-clf/1/run.json")
        #expect(
            record.subjects.map(\.uri) == [
                "models:/m-0c4ea5eaafbb4265ac8d1d8aa0f5c068", "models:/iris-clf/1",
                "mlflow-artifacts:/1/models/m-0c4ea5eaafbb4265ac8d1d8aa0f5c068/artifacts",
                "mlflow-artifacts:/1/models/m-0c4ea5eaafbb4265ac8d1d8aa0f5c068/artifacts/",
            ])
        #expect(record.dependencies.map(\.name) == ["source", "dataset:iris-train"])
        #expect(record.dependencies.first?.digests == ["gitCommit": "3f786850e387550fdab836ed7e6dc881de23001b"])
        #expect(record.fields == ["parameters"])
    }

    @Test("what it holds is never evidence that somebody signed, even where a run carries a signed envelope")
    func neverProof() throws {
        let signer = try TestSigner()
        let envelope = String(decoding: try signer.envelope("models:/iris-clf/1"), as: UTF8.self)
        var writer = JSONWriter()
        writer.value(envelope)
        let tag = #"{"key": "payload", "value": \#(writer.text)}"#
        // In a tag, beside the run, and in place of it.
        let run = #"{"run": {"info": {"run_id": "r1"}, "data": {"tags": [\#(tag)]}, "payload": 1}, "payload": "e30="}"#
        for text in [run, envelope] {
            try answer("runs/get", Array(text.utf8))
            let outcome = EvidenceIndexer().look(at: [store()], trustRoots: [signer.root])
            #expect(outcome.index.items.isEmpty)
            let source = try #require(outcome.summary.sources.first)
            #expect(source.verified == 0 && source.untrusted == 0 && source.invalid == 0)
        }
    }

    @Test("a metric that is changed after the run's end shows, and what was listed before is not read any more")
    func postHoc() throws {
        let store = store()
        let before = try list(store)
        let entry = try #require(before.entries.first)
        _ = try store.read(entry, by: .after(.seconds(60)))
        try answer("runs/get", try Fixture.bytes("mlflow-3.17.2/runs_get_after_posthoc_metric.json"))
        let failure = #expect(throws: ReadFailure.self) { try store.read(entry, by: .after(.seconds(60))) }
        #expect(failure?.isChanged == true)
        #expect(try list(store) != before)
    }

    @Test("rows that come in another order are the same record")
    func order() throws {
        let head = #"{"run": {"info": {"run_id": "r"}, "data": {"params": ["#
        let (a, b) = (#"{"key": "a", "value": "1"}"#, #"{"key": "b", "value": "2"}"#)
        try answer("runs/get", Array("\(head)\(a), \(b)]}}}".utf8))
        let before = try list(store())
        try answer("runs/get", Array("\(head)\(b),\(a)]}}}".utf8))
        #expect(try list(store()) == before)
    }

    @Test("a run that is gone is its version's problem")
    func runGone() throws {
        try answer("runs/get", status: 404, Array(#"{"error_code": "RESOURCE_DOES_NOT_EXIST"}"#.utf8))
        let listing = try list(store())
        #expect(listing.entries.isEmpty)
        #expect(listing.problems.map(\.place) == ["models/iris-clf/1/run.json"])
    }

    @Test("a version that is gone, or has lost its run, was changed")
    func versionGone() throws {
        let entry = try #require(try list(store()).entries.first)
        let error = Array(#"{"error_code": "RESOURCE_DOES_NOT_EXIST"}"#.utf8)
        for (status, body) in [
            (404, error), (200, Array(#"{"model_version": {"name": "iris-clf", "version": "1"}}"#.utf8)),
        ] {
            try answer("model-versions/get", status: status, body)
            let failure = #expect(throws: ReadFailure.self) { try store().read(entry, by: .after(.seconds(60))) }
            #expect(failure?.isChanged == true)
        }
    }

    @Test(
        "only ready versions with a run are read, of models that are named",
        arguments: [
            (#"{"name": "fraud", "version": "1", "run_id": "r", "status": "READY"}"#, true),
            (#"{"name": "fraud", "version": 1, "run_id": "r"}"#, true),
            (#"{"name": "fraud", "version": "1", "run_id": "r", "status": "PENDING_REGISTRATION"}"#, false),
            (#"{"name": "fraud", "version": "1", "run_id": "", "status": "READY"}"#, false),
            (#"{"name": "other", "version": "1", "run_id": "r", "status": "READY"}"#, false),
            (#"{"name": "fraud/x", "version": "1", "run_id": "r", "status": "READY"}"#, false),
        ])
    func filters(version: String, isRead: Bool) throws {
        try answer("model-versions/search", Array(#"{"model_versions": [\#(version)]}"#.utf8))
        #expect(try list(store("fraud*")).entries.count == (isRead ? 1 : 0))
    }

    @Test("models that are named one by one are asked for one by one, and a quotation mark is no part of a filter")
    func filtersOfTheServer() throws {
        _ = try list(store("b", "a"))
        _ = try list(store("a' OR name LIKE '%"))
        _ = try list(store("a", "b*"))
        let asked = try server.requests(path + "model-versions/search").map {
            $0.path.split(separator: "&").dropFirst()
        }
        #expect(asked == [["filter=name%3D%27a%27"], ["filter=name%3D%27b%27"], [], []])
    }

    @Test("versions of one run ask for it once")
    func sharedRun() throws {
        let versions = (1...40).map { #"{"name": "m", "version": "\#($0)", "run_id": "r", "status": "READY"}"# }
        try answer("model-versions/search", Array(#"{"model_versions": [\#(versions.joined(separator: ","))]}"#.utf8))
        #expect(try list(store()).entries.count == 40)
        #expect(try server.requests(path + "runs/get").count == 1)
    }
}
