import Attestation
import Glibc
import KubernetesModel

/// Makes a pair of keys and writes it into two files: `PREFIX.key`, which its owner alone can read, and `PREFIX.pub`.
package struct Keygen: Sendable {
    package var kind: PrivateKey.Kind
    package var prefix: String
    /// Encrypts the private key; nil: it is written as it is.
    package var password: String?
    /// Whether files that are there already are replaced.
    package var replaces: Bool

    package init(kind: PrivateKey.Kind = .ecdsaP256, prefix: String, password: String? = nil, replaces: Bool = false) {
        self.kind = kind
        self.prefix = prefix
        self.password = password
        self.replaces = replaces
    }

    package struct Pair: Sendable {
        package var privateFile: String
        package var publicFile: String
        package var publicKey: PublicKey
        /// The `TrustRoot` document that believes it.
        package var trustRoot: String
    }

    package func run() throws(AttestError) -> Pair {
        guard let last = prefix.split(separator: "/").last, !prefix.hasSuffix("/"), !prefix.utf8.contains(0) else {
            throw AttestError("--output", noPrefix)
        }
        if password?.isEmpty == true { throw AttestError("--password-env", emptyPassword) }
        let key: PrivateKey
        let pem: [UInt8]
        do throws(KeyError) {
            key = try PrivateKey.generate(kind)
            pem = try key.pem(password: password)
        } catch {
            throw AttestError("", error.reason)
        }
        let files = [
            KeyFile(path: "\(prefix).key", bytes: pem, mode: 0o600),
            KeyFile(path: "\(prefix).pub", bytes: Array(key.publicKey.pem.utf8), mode: 0o644),
        ]
        try KeyFile.write(files, replacing: replaces)
        return Pair(
            privateFile: files[0].path, publicFile: files[1].path, publicKey: key.publicKey,
            trustRoot: TrustRootText.document(name: String(last), key: key.publicKey))
    }
}

/// The policy document that a key's owner hands to whoever keeps the policies.
enum TrustRootText {
    static func document(name: String, key: PublicKey) -> String {
        let pem = key.pem.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n")
        return """
            ---
            apiVersion: pedigree.dev/v1alpha1
            kind: TrustRoot
            metadata:
              name: \(label(name))
            spec:
              keys:
                - publicKey: |
            \(pem)

            """
    }

    /// What is left of a file's name as a Kubernetes name (RFC 1123).
    static func label(_ name: String) -> String {
        let plain = name.lowercased().utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: "-")
            }
        }
        let parts = plain.split(separator: UInt8(ascii: "-")).joined(separator: [UInt8(ascii: "-")])
        let label = String(decoding: Array(parts.prefix(63)), as: UTF8.self)
        let trimmed = label.hasSuffix("-") ? String(label.dropLast()) : label
        return trimmed.isEmpty ? "signer" : trimmed
    }
}

// MARK: - What the user reads

private let noPrefix =
    "it must end in a name, such as keys/eval-runner for keys/eval-runner.key and keys/eval-runner.pub"
private let emptyPassword = "the variable is empty; an empty password protects nothing"
