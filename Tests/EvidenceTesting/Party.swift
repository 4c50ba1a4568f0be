import Attestation
import KubernetesModel

/// Somebody who signs evidence in tests.
package struct Party: Sendable {
    package let name: String
    package let key: PrivateKey

    package init(_ name: String, _ kind: PrivateKey.Kind = .ed25519) throws {
        self.name = name
        key = try PrivateKey.generate(kind)
    }

    package init(_ name: String, key: PrivateKey) {
        self.name = name
        self.key = key
    }

    /// The document that believes this party, with further fields of `spec` such as `predicateTypes: [a]`.
    package func trustRoot(_ fields: String = "", labels: String = "{}") -> String {
        let pem = key.publicKey.pem.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n")
        return """
            apiVersion: pedigree.dev/v1alpha1
            kind: TrustRoot
            metadata: {name: \(name), labels: \(labels)}
            spec:
              keys:
                - publicKey: |
            \(pem)
              \(fields)
            ---

            """
    }
}
