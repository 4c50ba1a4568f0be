import Attestation
import KubernetesModel

/// What an OpenSSF model signature covers: files by name and digest, and a root over them.
package struct SignedModel: Sendable {
    package var files: Int

    /// INVARIANT: the root digest is over the files' digests and not over their names (model_signing/_signing/signing.py),
    /// so that it means something only where it is the root of the very list that was signed.
    init(_ statement: Statement) throws(MalformedPredicate) {
        let reader = try PredicateReader(statement.predicate, "predicate")
        let resources = try reader.list("resources")
        guard !resources.isEmpty else { throw MalformedPredicate("it lists no files") }
        guard statement.subjects.count == 1, let root = statement.subjects.first?.digest(.sha256) else {
            throw MalformedPredicate("it must have one subject with a sha256")
        }
        var names: Set<String> = []
        var digests: [UInt8] = []
        for (node, name) in resources {
            let resource = try PredicateReader(node, name)
            let file = try resource.neededText("name")
            guard names.insert(file).inserted else { throw MalformedPredicate("it lists \(quoted(file)) twice") }
            guard let bytes = ContentDigest.bytes(hex: try resource.neededText("digest")), !bytes.isEmpty else {
                throw MalformedPredicate("\(name).digest is no digest")
            }
            digests += bytes
        }
        guard ContentDigest.sha256(digests) == root else {
            throw MalformedPredicate("its root digest is not that of the files that it lists")
        }
        files = resources.count
    }
}
