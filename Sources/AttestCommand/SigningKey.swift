import Attestation
import EvidenceStores
import KubernetesModel
import RemoteServices

/// The key that a statement is signed with, as `--key` and its sisters name it.
package struct SigningKey: Sendable {
    /// A file of PEM, or a key of a transit engine: `openbao://MOUNT/KEY`, `hashivault://KEY`.
    package var file: String?
    /// An environment variable that holds PEM, as CI systems give secrets.
    package var variable: String?
    /// An environment variable that holds the password of an encrypted key.
    package var passwordVariable: String?

    package init(file: String? = nil, variable: String? = nil, passwordVariable: String? = nil) {
        self.file = file
        self.variable = variable
        self.passwordVariable = passwordVariable
    }

    /// Signs `statement` with the key, wherever it is.
    ///
    /// - Parameters:
    ///   - environment: the value of a variable; nil where it is not set.
    ///   - read: gives the bytes of a file.
    package func sign(
        _ statement: [UInt8], environment: (String) -> String?, read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> SignedStatement {
        if let file, variable == nil, let signed = try Self.remotely(statement, file, environment) { return signed }
        return try SignedStatement(statement, by: load(environment: environment, read: read))
    }

    /// nil where `key` is no key of a transit engine.
    private static func remotely(
        _ statement: [UInt8], _ key: String, _ environment: (String) -> String?
    ) throws(AttestError) -> SignedStatement? {
        do throws(ServiceFailure) {
            let set = { (name: String) in environment(name).flatMap { $0.isEmpty ? nil : $0 } }
            guard let signer = try TransitSigner(key, environment: set) else { return nil }
            let (envelope, digest) = try signer.envelope(of: statement)
            return SignedStatement(envelope: envelope, keyDigest: digest)
        } catch {
            throw AttestError("--key \(printable(key))", error.reason)
        }
    }

    /// - Parameters:
    ///   - environment: the value of a variable; nil where it is not set.
    ///   - read: gives the bytes of a file.
    package func load(
        environment: (String) -> String?, read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> PrivateKey {
        let (place, pem) = try source(environment, read)
        var password: String?
        if let passwordVariable {
            guard let value = environment(passwordVariable) else {
                throw AttestError("--key-password-env", notSet(passwordVariable))
            }
            password = value
        }
        do throws(KeyError) {
            return try PrivateKey.parse(pem: pem, password: password)
        } catch {
            throw AttestError(place, error.reason)
        }
    }

    private func source(
        _ environment: (String) -> String?, _ read: (String) throws(AttestError) -> [UInt8]
    ) throws(AttestError) -> (place: String, pem: [UInt8]) {
        switch (file, variable) {
        case (let file?, nil): return (file, try read(file))
        case (nil, let variable?):
            guard let pem = environment(variable), !pem.isEmpty else {
                throw AttestError("--key-env", notSet(variable))
            }
            return ("$\(variable)", Array(pem.utf8))
        case (nil, nil): throw AttestError("--key", noKey)
        case (_?, _?): throw AttestError("--key", twoKeys)
        }
    }
}

/// A statement, signed.
package struct SignedStatement: Sendable {
    package var envelope: [UInt8]
    /// `sha256` of the public key, in hex.
    package var keyDigest: String

    init(envelope: [UInt8], keyDigest: String) {
        self.envelope = envelope
        self.keyDigest = keyDigest
    }

    package init(_ statement: [UInt8], by key: PrivateKey) throws(AttestError) {
        do throws(KeyError) {
            envelope = try Envelope.sign(payload: statement, with: key)
        } catch {
            throw AttestError("--key", error.reason)
        }
        keyDigest = key.publicKey.digest
    }
}

private let noKey =
    "a statement must be signed: --key FILE, --key openbao://MOUNT/KEY or --key-env VARIABLE; `pedigree keygen` makes a "
    + "key, and --dry-run only "
    + "prints the statement"
private let twoKeys = "the key is given twice, by --key and by --key-env; keep one"
private func notSet(_ variable: String) -> String { "the environment variable \(variable) is not set" }
