import Attestation
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Reads what `--context` says that a model needs where it is served: a feature pipeline, a transformer's image, a table.
enum ContextArgument {
    /// - Parameter read: gives the bytes of a file, where a reference is the name of one.
    static func all(
        _ texts: [String], read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> [ResourceDescriptor] {
        var found: [ResourceDescriptor] = []
        for text in texts {
            let one = try parse(text, read)
            guard !found.contains(where: { $0.name == one.name }) else {
                throw AttestError(option, twice(one.name ?? ""))
            }
            found.append(one)
        }
        return found
    }

    private static func parse(
        _ text: String, _ read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> ResourceDescriptor {
        let named = NamedReference(text)
        guard let name = named.name, DataContext.isName(name), !named.reference.isEmpty else {
            throw AttestError(option, noPair(text))
        }
        // A version in its path or tag is enough for what is only compared with what is deployed.
        if DatasetReference(named.reference).pin == .mutable, DataContext.namesOneVersion(named.reference) {
            return ResourceDescriptor(name: name, uri: named.reference)
        }
        return try DatasetArgument.parse(text, option: option, read: read)
    }

    private static let option = "--context"
}

private func noPair(_ text: String) -> String {
    "\(quoted(text)) is not NAME=REFERENCE, such as features=s3://corp-data/features/v12/"
}
private func twice(_ name: String) -> String { "\(quoted(name)) is named twice; each context has one reference" }
