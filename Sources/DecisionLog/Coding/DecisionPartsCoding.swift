import KubernetesModel
import ModelReferences
import PolicyEngine

// INVARIANT: members stand in the order of their names' bytes.

extension Decision.Model {
    func write(_ json: inout JSONWriter) {
        json.filled("consumer", consumer)
        json.present("container", served.container)
        json.present("digest", served.digest?.description)
        json.filled("identity", identity)
        json.filled("path", path)
        json.member("pinning", served.pinning)
        json.present("revision", served.revision)
        json.member("role", served.role.rawValue)
        json.member("value", served.value)
    }

    init(_ node: Node, _ place: String) throws(LogFailure) {
        var reader = try BodyReader(node, place)
        guard let role = ModelReference.Role(rawValue: try reader.required("role")) else {
            throw LogFailure(.schema, unknownRole)
        }
        let served = ServedModel(
            role: role, value: try reader.required("value"), revision: try reader.optional("revision"),
            container: try reader.optional("container"), pinning: try reader.required("pinning"),
            digest: try reader.optionalDigest("digest"))
        self.init(
            served: served, identity: try reader.text("identity"), path: try reader.text("path"),
            consumer: try reader.text("consumer"))
        try reader.finish()
    }
}

extension Decision.Dataset {
    func write(_ json: inout JSONWriter) {
        json.present("digest", digest)
        json.member("name", name)
        json.member("reference", reference)
    }

    init(_ node: Node, _ place: String) throws(LogFailure) {
        var reader = try BodyReader(node, place)
        self.init(
            name: try reader.required("name"), reference: try reader.required("reference"),
            digest: try reader.optional("digest"))
        try reader.finish()
    }
}

extension Decision.Evidence {
    func write(_ json: inout JSONWriter) {
        json.member("digest", digest)
        json.list("metrics", metrics) { $1.write(&$0) }
        json.member("model", model)
        json.filled("place", place)
        json.member("rule", rule)
        json.filled("source", source)
    }

    init(_ node: Node, _ place: String) throws(LogFailure) {
        var reader = try BodyReader(node, place)
        self.init(
            rule: try reader.required("rule"), model: try reader.required("model"), source: try reader.text("source"),
            place: try reader.text("place"), digest: try reader.required("digest"),
            metrics: try reader.list("metrics", Decision.Metric.init))
        try reader.finish()
    }
}

extension Decision.Metric {
    func write(_ json: inout JSONWriter) {
        json.member("name", name)
        json.present("slice", slice)
        json.member("value", value)
    }

    init(_ node: Node, _ place: String) throws(LogFailure) {
        var reader = try BodyReader(node, place)
        self.init(
            name: try reader.required("name"), slice: try reader.optional("slice"), value: try reader.required("value"))
        try reader.finish()
    }
}

// MARK: - What the user reads

private let unknownRole = "an entry names a role of models that this version does not know; read it with a newer one"
