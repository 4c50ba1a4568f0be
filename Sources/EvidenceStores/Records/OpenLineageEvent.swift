import Attestation
import KubernetesModel
import PolicyEngine

/// A RunEvent of OpenLineage (spec/OpenLineage.json): what a job read and wrote.
struct OpenLineageEvent: Sendable {
    private let root: Node

    /// nil where this is something else.
    static func parse(_ root: Node) -> OpenLineageEvent? {
        guard root["eventType"]?.nonEmptyString != nil, root["run"]?["runId"]?.nonEmptyString != nil,
            root["job"]?["name"]?.nonEmptyString != nil
        else { return nil }
        return OpenLineageEvent(root: root)
    }

    /// Whether the run came to its good end: until then nothing is known to have been made.
    var isComplete: Bool { root["eventType"]?.isString("COMPLETE") ?? false }

    /// What the event says of where its outputs come from: recorded by a tool, signed by nobody.
    func record(source: String, place: String) -> UnsignedRecord {
        UnsignedRecord(
            source: source, place: place, format: .openLineage,
            subjects: datasets("outputs").flatMap(Self.spellings), dependencies: code + inputs, fields: fields)
    }

    private var inputs: [ResourceDescriptor] {
        datasets("inputs").map { node in
            var annotations = ["kind": "openlineage"]
            // A free text (facets/DatasetVersionDatasetFacet.json): whether it pins anything is for the rules to say.
            annotations["version"] = node["facets"]?["version"]?["datasetVersion"]?.nonEmptyString
            return ResourceDescriptor(
                name: "dataset:\(node["name"]?.string ?? "")", uri: Self.uri(node), annotations: annotations)
        }
    }

    /// facets/SourceCodeLocationJobFacet.json.
    private var code: [ResourceDescriptor] {
        guard let location = root["job"]?["facets"]?["sourceCodeLocation"] else { return [] }
        var digests: [String: String] = [:]
        if location["type"]?.isString("git") ?? false { digests["gitCommit"] = location["version"]?.nonEmptyString }
        let uri = location["repoUrl"]?.nonEmptyString ?? location["url"]?.nonEmptyString
        guard uri != nil || !digests.isEmpty else { return [] }
        return [ResourceDescriptor(name: "source", uri: uri, digests: digests)]
    }

    private var fields: Set<String> {
        let facets = root["run"]?["facets"]
        var fields: Set<String> = []
        if facets?["environmentVariables"] != nil || facets?["processing_engine"] != nil {
            fields.insert("environment")
        }
        return fields
    }

    private func datasets(_ key: String) -> [Node] {
        root[key]?.elements.prefix(10_000).filter { $0["name"]?.nonEmptyString != nil } ?? []
    }

    /// OpenLineage names a dataset by a namespace and a name within it (spec/Naming.md): `s3://bucket` and `path`.
    private static func uri(_ node: Node) -> String? {
        guard let name = node["name"]?.nonEmptyString, let namespace = node["namespace"]?.nonEmptyString else {
            return nil
        }
        guard !namespace.hasSuffix("/") else {
            return namespace + (name.hasPrefix("/") ? String(name.dropFirst()) : name)
        }
        return name.hasPrefix("/") ? namespace + name : "\(namespace)/\(name)"
    }

    /// A model's directory with and without the `/` at its end: OpenLineage's names have none.
    private static func spellings(_ node: Node) -> [ResourceDescriptor] {
        guard let uri = uri(node) else { return [] }
        let name = node["name"]?.string
        let other = uri.hasSuffix("/") ? String(uri.dropLast()) : "\(uri)/"
        return [ResourceDescriptor(name: name, uri: uri), ResourceDescriptor(name: name, uri: other)]
    }
}
