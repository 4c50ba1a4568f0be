import Attestation
import KubernetesModel
import RemoteServices

/// A registered version and its run, as one record: the same bytes whenever MLflow says the same.
///
/// MLflow gives no sign that a run has changed (its metrics, parameters and tags can be set after its end), so that what it
/// says is the only version that there is.
struct MLflowRecord {
    let version: MLflowModelVersion
    let run: Node

    /// Of everything that MLflow can change.
    var digest: Digest { ContentDigest.sha256(bytes()) }

    /// JSON that `MLflowRun` reads.
    func bytes(artifactURI: String? = nil) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.object { record in
            record.key("model_version")
            record.object { writer in
                writer.member("name", version.name)
                writer.member("version", version.version)
                if let source = version.source { writer.member("source", source) }
                if let runID = version.runID { writer.member("run_id", runID) }
            }
            if let artifactURI { record.member("artifact_uri", artifactURI) }
            record.key("run")
            record.object { writeRun(&$0) }
        }
        return writer.bytes
    }

    private func writeRun(_ writer: inout JSONWriter) {
        writer.key("info")
        writer.object { info in
            for key in ["run_id", "run_uuid", "status", "lifecycle_stage", "start_time", "end_time", "artifact_uri"] {
                guard let value = run["info"]?[key] else { continue }
                info.key(key)
                info.value(value)
            }
        }
        for (part, lists) in [
            ("data", ["metrics", "params", "tags"]), ("inputs", ["dataset_inputs"]), ("outputs", ["model_outputs"]),
        ] {
            guard let node = run[part] else { continue }
            writer.key(part)
            writer.object { writer in
                for list in lists {
                    guard let values = node[list] else { continue }
                    writer.key(list)
                    writer.array { array in
                        for element in Self.sorted(values) { array.value(element) }
                    }
                }
            }
        }
    }

    /// MLflow keeps these as rows of tables, which come in any order.
    private static func sorted(_ list: Node) -> [Node] {
        list.elements.map { element in
            var writer = JSONWriter()
            writer.value(element)
            return (writer.bytes, element)
        }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    }
}
