import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import RemoteServices
import Testing

/// Against what MLflow 3.17.2 answered (Tests/Fixtures/mlflow-3.17.2), and against answers of other kinds.
@Suite("A client of MLflow", .enabled(if: MisbehavingServer.isAvailable))
struct MLflowClientTests {
    private let server: MisbehavingServer
    private let base = "/\(UUID().uuidString)"
    private let client: MLflowClient
    private var soon: Deadline { .after(.seconds(120)) }

    init() throws {
        server = try MisbehavingServer.shared()
        let settings = HTTPSettings(
            caFile: server.caFile, networks: [try #require(NetworkPrefix("127.0.0.1/32"))], requestTime: .seconds(60))
        client = MLflowClient(url: server.origin + base + "/", settings, .none)
    }

    private func recorded(_ path: String, _ file: String, method: String = "GET", status: Int = 200) throws {
        try server.answer(
            method, "\(base)/api/2.0/mlflow/\(path)", status: status, headers: ["Content-Type": "application/json"],
            try Fixture.bytes("mlflow-3.17.2/\(file)"))
    }

    private func answer(_ path: String, _ json: String, method: String = "GET", status: Int = 200) throws {
        try server.answer(method, "\(base)/api/2.0/mlflow/\(path)", status: status, Array(json.utf8))
    }

    private func failure(_ selector: MLflowSelector) -> ServiceFailure? {
        #expect(throws: ServiceFailure.self) { try client.resolve("iris-clf", selector, by: soon) }
    }

    @Test("an alias stands for a version, its source and the place of its files, and for others when it has moved")
    func alias() throws {
        try recorded("registered-models/alias?name=iris-clf&alias=champion", "registered-models_alias.json")
        try recorded("model-versions/get-download-uri", "model-versions_get-download-uri.json")
        let first = try client.resolve("iris-clf", .alias("champion"), by: soon)
        #expect(first.version.uri == "models:/iris-clf/1")
        #expect(first.version.source == "models:/m-0c4ea5eaafbb4265ac8d1d8aa0f5c068")
        #expect(first.version.runID == "318124e3abf44e959d09dd50c696a07e")
        #expect(first.version.status == "READY" && first.version.stage == "Production")
        #expect(first.artifactURI == "mlflow-artifacts:/1/models/m-0c4ea5eaafbb4265ac8d1d8aa0f5c068/artifacts")
        try recorded("registered-models/alias?name=iris-clf&alias=champion", "registered-models_alias_after_move.json")
        #expect(try client.resolve("iris-clf", .alias("champion"), by: soon).version.version == "2")
    }

    @Test("an alias or a version that is not there is named, whatever status MLflow gives it")
    func missing() throws {
        try recorded("registered-models/alias", "registered-models_alias_missing.400.json", status: 400)
        var failure = failure(.alias("nope"))
        #expect(failure?.kind == .notFound)
        #expect(failure?.reason.contains(#"there is no alias "nope" of a model "iris-clf""#) == true)
        try recorded("model-versions/get", "model-versions_get_missing.404.json", status: 404)
        failure = self.failure(.version("99"))
        #expect(failure?.kind == .notFound)
        #expect(failure?.reason.contains(#"version "99""#) == true)
        try answer("model-versions/get", #"{"error_code": "RESOURCE_DOES_NOT_EXIST"}"#, status: 400)
        #expect(self.failure(.version("99"))?.kind == .notFound)
        try answer("model-versions/get", #"{"error_code": "INVALID_PARAMETER_VALUE"}"#, status: 400)
        #expect(self.failure(.version("99"))?.kind == .status(400))
    }

    @Test("a stage stands for its highest version, by number and not by text")
    func stage() throws {
        try answer(
            "registered-models/get-latest-versions",
            #"{"model_versions": [{"name": "iris-clf", "version": "9"}, {"name": "iris-clf", "version": "10"}]}"#,
            method: "POST")
        try recorded("model-versions/get-download-uri", "model-versions_get_missing.404.json", status: 404)
        let found = try client.resolve("iris-clf", .stage("Production"), by: soon)
        #expect(found.version.version == "10")
        #expect(found.artifactURI == nil)
        let request = try #require(try server.requests("\(base)/api/2.0/mlflow/registered-models").first)
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"name":"iris-clf","stages":["Production"]}"#)
        _ = try client.resolve("iris-clf", .latest, by: soon)
        let last = try #require(try server.requests("\(base)/api/2.0/mlflow/registered-models").last)
        #expect(String(decoding: last.body, as: UTF8.self) == #"{"name":"iris-clf"}"#)
    }

    @Test("a stage that no version is in is not there")
    func emptyStage() throws {
        try answer("registered-models/get-latest-versions", "{}", method: "POST")
        let failure = failure(.stage("Staging"))
        #expect(failure?.kind == .notFound)
        #expect(failure?.reason.contains(#"with a stage "Staging""#) == true)
    }

    @Test("names are escaped in every request")
    func escapes() throws {
        try answer("model-versions/get", #"{"model_version": {"name": "a b&c=d", "version": "1"}}"#)
        _ = try client.version("1", of: "a b&c=d", by: soon)
        #expect(
            try server.requests(base).map(\.path) == [
                "\(base)/api/2.0/mlflow/model-versions/get?name=a%20b%26c%3Dd&version=1"
            ])
    }

    @Test("pages are read by their tokens")
    func pages() throws {
        try recorded(
            "model-versions/search?max_results=1000&filter=name%3D%27iris-clf%27", "model-versions_search.json")
        let page = try client.versions(of: "iris-clf", after: nil, by: soon)
        #expect(page.versions.map(\.uri) == ["models:/iris-clf/1"] && page.nextToken == nil)
        try answer("model-versions/search?max_results=1000&page_token=a%2Fb", #"{"next_page_token": "c"}"#)
        #expect(try client.versions(of: nil, after: "a/b", by: soon).nextToken == "c")
    }

    @Test(
        "an answer that is not MLflow's is refused",
        arguments: [
            "[]", "{}", "null", "{", #"{"run": 7}"#, #"{"run": {"info": {}}}"#, #"{"model_version": {"name": "x"}}"#,
            #"{"model_version": {"name": "x", "version": "-1"}}"#, #"{"model_version": {"name": "x", "version": ""}}"#,
            #"{"model_version": {"name": "x", "version": "٣"}}"#, #"{"model_versions": {"a": 1}}"#,
        ])
    func malformed(json: String) throws {
        for path in ["model-versions/get", "runs/get"] { try answer(path, json) }
        #expect(failure(.version("1"))?.kind == .malformed)
        let failure = #expect(throws: ServiceFailure.self) { try client.run("r", by: soon) }
        #expect(failure?.kind == .malformed)
    }

    @Test("a server that is not MLflow says so")
    func otherServer() {
        #expect(failure(.version("1"))?.reason.contains("no REST API of MLflow") == true)
    }
}
