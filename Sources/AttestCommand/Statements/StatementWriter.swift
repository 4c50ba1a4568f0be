import Attestation
import KubernetesModel

/// Writes the JSON of a statement: the parts that every predicate shares.
enum StatementWriter {
    /// - Parameter predicate: writes the members of the predicate.
    static func statement(
        about subjects: [ResourceDescriptor], predicateType: String, pretty: Bool,
        predicate: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty, capacity: 4096)
        writer.object { writer in
            writer.member("_type", Statement.Version.v1.rawValue)
            write("subject", subjects, to: &writer)
            writer.member("predicateType", predicateType)
            writer.key("predicate")
            writer.object(predicate)
        }
        return writer.bytes
    }

    /// A ResourceDescriptor, its members in the order of the specification.
    static func write(_ descriptor: ResourceDescriptor, to writer: inout JSONWriter) {
        writer.object { writer in
            if let name = descriptor.name { writer.member("name", name) }
            if let uri = descriptor.uri { writer.member("uri", uri) }
            write("digest", descriptor.digests, to: &writer)
            write("annotations", descriptor.annotations, to: &writer)
        }
    }

    /// Texts by name, in the order of their names; nothing where there are none.
    static func write(_ key: String, _ values: [String: String], to writer: inout JSONWriter) {
        guard !values.isEmpty else { return }
        writer.key(key)
        writer.object { writer in
            for (name, value) in values.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
        }
    }

    static func write(_ key: String, _ descriptors: [ResourceDescriptor], to writer: inout JSONWriter) {
        writer.key(key)
        writer.array { writer in
            for descriptor in descriptors { write(descriptor, to: &writer) }
        }
    }
}
