import HTTPTransport
import KubernetesModel
import RemoteServices

/// A stage or alias of an MLflow model -> the version that it names now, where its artifacts lie, and what data its run
/// says that it has seen.
struct ModelRegistryResolver: Sendable {
    private let client: MLflowClient?
    private let timeout: Duration

    init(_ settings: PinSettings) {
        client = settings.mlflow.map { MLflowClient(url: $0, settings.http, settings.mlflowAuthorization) }
        timeout = settings.timeout
    }

    func resolve(_ name: String, _ selector: MLflowSelector) throws(ResolveFailure) -> Resolution {
        guard let client else { throw ResolveFailure(noServer, remedy: nameServer) }
        do throws(ServiceFailure) {
            let found = try client.resolve(name, selector, by: .after(timeout))
            let version = found.version
            var notes: [String] = []
            if !version.isReady { notes.append(notReady(version.status ?? "")) }
            // What a run says of its data is a hint: a person has to vouch for it.
            if let id = version.runID { notes += datasets(id, client) }
            return Resolution(
                .modelVersion(
                    ResolvedModelVersion(
                        name: version.name, version: version.version, source: found.artifactURI ?? version.source,
                        runID: version.runID)),
                notes: notes)
        } catch {
            throw ResolveFailure(error)
        }
    }

    /// What `inputs.dataset_inputs` of the run names (MLflow REST API 2.0, `RunInputs`).
    private func datasets(_ run: String, _ client: MLflowClient) -> [String] {
        guard let run = try? client.run(run, by: .after(timeout)),
            let inputs = run[path: "inputs", "dataset_inputs"]
        else { return [] }
        return inputs.elements.prefix(8).compactMap { input in
            guard let dataset = input["dataset"], let name = dataset["name"]?.nonEmptyString else { return nil }
            return seen(name, dataset["digest"]?.nonEmptyString)
        }
    }
}

// What a user reads.

private let noServer = "nobody says which MLflow server knows it"
private let nameServer = "name it with --mlflow URL, or set MLFLOW_TRACKING_URI"
private func notReady(_ status: String) -> String { "the registry calls this version \(printable(status, limit: 60))" }
private func seen(_ name: String, _ digest: String?) -> String {
    "its run records the dataset \(quoted(name, limit: 120))"
        + (digest.map { " with MLflow's digest \(quoted($0, limit: 80))" } ?? "")
        + ": where that is what it was trained on, name a pinned form of it in pedigree.dev/dataset"
}
