import HTTPTransport
import KubernetesModel

/// Asks an MLflow tracking server, or one that speaks its REST API 2.0, for registered models and runs.
///
/// MLflow knows no digest of a model and lets anybody change what it recorded: what it says is a hint.
package struct MLflowClient: Sendable {
    private let endpoint: ServiceEndpoint
    /// Bytes of one answer.
    private let maxBytes: Int

    package init(
        url: String, _ settings: HTTPSettings, _ authorization: HTTPAuthorization, maxBytes: Int = 16 << 20
    ) {
        let base = url.withoutFinalSlash
        endpoint = ServiceEndpoint("\(base)/api/2.0/mlflow/", settings, authorization)
        self.maxBytes = maxBytes
    }

    package var host: String { endpoint.host }

    /// One page of model versions.
    package struct Page: Sendable {
        package var versions: [MLflowModelVersion] = []
        /// Elements that are no model versions.
        package var malformed = 0
        package var nextToken: String?
    }

    /// - Parameter name: of the registered model; nil: of all.
    package func versions(of name: String?, after token: String?, by deadline: Deadline) throws(ServiceFailure) -> Page
    {
        var parameters = [(name: "max_results", value: "\(Self.pageSize)")]
        if let name { parameters.append(("filter", "name='\(name)'")) }
        if let token { parameters.append(("page_token", token)) }
        let root = try get("model-versions/search", parameters, of: "registered model", by: deadline)
        guard root.isObject, root["model_versions"]?.isArray ?? true else { throw malformed }
        var page = Page(nextToken: root["next_page_token"]?.nonEmptyString)
        for element in root["model_versions"]?.elements.map({ $0 }) ?? [] {
            if let version = MLflowModelVersion(element) {
                page.versions.append(version)
            } else {
                page.malformed += 1
            }
        }
        return page
    }

    package func version(
        _ version: String, of name: String, by deadline: Deadline
    ) throws(ServiceFailure) -> MLflowModelVersion {
        let root = try get(
            "model-versions/get", [("name", name), ("version", version)],
            of: "version \(quoted(version, limit: 40)) of a model \(quoted(name, limit: 80))", by: deadline)
        return try only(root)
    }

    /// The version that an alias or a stage stands for now, and where its files lie.
    package func resolve(
        _ name: String, _ selector: MLflowSelector, by deadline: Deadline
    ) throws(ServiceFailure) -> MLflowResolution {
        let found =
            switch selector {
            case .version(let number): try version(number, of: name, by: deadline)
            case .alias(let alias): try version(named: alias, of: name, by: deadline)
            case .stage(let stage): try newest(of: name, in: stage, by: deadline)
            case .latest: try newest(of: name, in: nil, by: deadline)
            }
        return MLflowResolution(version: found, artifactURI: try artifactURI(of: found, by: deadline))
    }

    private func version(
        named alias: String, of name: String, by deadline: Deadline
    ) throws(ServiceFailure) -> MLflowModelVersion {
        // An alias that is not there is an INVALID_PARAMETER_VALUE to MLflow 3.17, with status 400.
        let root = try get(
            "registered-models/alias", [("name", name), ("alias", alias)],
            of: "alias \(quoted(alias, limit: 60)) of a model \(quoted(name, limit: 80))",
            missing: ["RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"], by: deadline)
        return try only(root)
    }

    /// The highest number is what MLflow's client takes, too (mlflow/store/artifact/utils/models.py).
    private func newest(
        of name: String, in stage: String?, by deadline: Deadline
    ) throws(ServiceFailure) -> MLflowModelVersion {
        var body = JSONWriter()
        body.object { body in
            body.member("name", name)
            if let stage { body.member("stages", [stage]) }
        }
        let what = "model \(quoted(name, limit: 80))" + (stage.map { " with a stage \(quoted($0, limit: 60))" } ?? "")
        let response = try endpoint.send(
            .post, "registered-models/get-latest-versions",
            headers: [HTTPHeader("Content-Type", "application/json")], body: body.bytes, maxBytes: maxBytes,
            by: deadline)
        let root = try json(response, of: what, missing: ["RESOURCE_DOES_NOT_EXIST"])
        let versions = root["model_versions"]?.elements.compactMap { MLflowModelVersion($0) } ?? []
        let newest = versions.max { Int($0.version) ?? 0 < Int($1.version) ?? 0 }
        guard let newest else { throw ServiceFailure(.notFound, noSuch(host, what)) }
        return newest
    }

    /// Where the files of a version lie; nil where MLflow does not know it.
    package func artifactURI(
        of version: MLflowModelVersion, by deadline: Deadline
    ) throws(ServiceFailure) -> String? {
        do throws(ServiceFailure) {
            let root = try get(
                "model-versions/get-download-uri", [("name", version.name), ("version", version.version)],
                of: "place of \(quoted(version.uri, limit: 100))", by: deadline)
            return root["artifact_uri"]?.nonEmptyString
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    /// A run, as `{"info": …, "data": …}`.
    package func run(_ id: String, by deadline: Deadline) throws(ServiceFailure) -> Node {
        let root = try get("runs/get", [("run_id", id)], of: "run \(quoted(id, limit: 60))", by: deadline)
        guard let run = root["run"], run["info"]?.isObject == true, run["data"]?.isObject == true else {
            throw malformed
        }
        return run
    }

    private func get(
        _ path: String, _ parameters: [(name: String, value: String)], of what: String,
        missing codes: Set<String> = ["RESOURCE_DOES_NOT_EXIST"], by deadline: Deadline
    ) throws(ServiceFailure) -> Node {
        let response = try endpoint.send(
            .get, path + PercentEncoding.query(parameters), maxBytes: maxBytes, by: deadline)
        return try json(response, of: what, missing: codes)
    }

    /// - Parameter codes: what MLflow calls it where the thing is not there, with whatever status.
    private func json(
        _ response: HTTPResponse, of what: String, missing codes: Set<String>
    ) throws(ServiceFailure) -> Node {
        guard response.status != 200 else { return try endpoint.json(endpoint.whole(response), limits: limits) }
        let root = try? JSONParser.parse(response.body, limits: ParseLimits(bytes: 64 << 10, depth: 16)).root
        let code = root?["error_code"]?.string
        if response.status == 400 || response.status == 404, let code, codes.contains(code) {
            throw ServiceFailure(.notFound, noSuch(host, what, response.status))
        }
        if response.status == 404, code == nil { throw ServiceFailure(.notFound, noAPI(host)) }
        throw ServiceFailure(response, from: host)
    }

    private func only(_ root: Node) throws(ServiceFailure) -> MLflowModelVersion {
        guard let version = root["model_version"].flatMap(MLflowModelVersion.init) else { throw malformed }
        return version
    }

    private var limits: ParseLimits { ParseLimits(bytes: maxBytes, depth: 64, nodes: 2_000_000) }
    private var malformed: ServiceFailure { ServiceFailure(.malformed, notMLflow(host)) }

    /// What Databricks takes at most is 10,000; MLflow itself takes more.
    package static let pageSize = 1000
}

// What an operator reads.

private func noSuch(_ host: String, _ what: String) -> String { "\(host) knows no \(what)" }
private func noSuch(_ host: String, _ what: String, _ status: Int) -> String {
    "\(host) answered \(status): there is no \(what)"
}
private func noAPI(_ host: String) -> String {
    "\(host) answered 404: there is no REST API of MLflow below this URL"
}
private func notMLflow(_ host: String) -> String { "\(host) answered with JSON that is not MLflow's" }
