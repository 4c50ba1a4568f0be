import ArgumentParser
import AttestCommand
import Attestation
import Foundation
import KubernetesModel

struct KeygenSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a pair of keys for signing evidence.",
        discussion: """
            Writes PREFIX.key (PKCS#8, readable by its owner alone; encrypted with --password-env) and PREFIX.pub, and \
            prints the TrustRoot document that makes a policy believe the key. A file that is there already is never \
            overwritten without --force.

            EXAMPLES
              pedigree keygen --output eval-runner
              pedigree keygen --type ed25519 --output keys/trainer >> policies/trust-roots.yaml
              KEY_PASSWORD=… pedigree keygen --output trainer --password-env KEY_PASSWORD

            EXIT STATUS
              0  written
              2  a file is there already or cannot be written, or wrong usage
            """)

    @Option(
        help: ArgumentHelp("The kind of key: \(kinds.joined(separator: ", ")).", valueName: "type"),
        completion: .list(kinds))
    var type = PrivateKey.Kind.ecdsaP256.rawValue

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Path and name of the files, without .key and .pub.", valueName: "prefix"),
        completion: .file())
    var output: String

    @Option(
        help: ArgumentHelp("The environment variable that holds a password for the private key.", valueName: "variable")
    )
    var passwordEnv: String?

    @Flag(help: "Replace files that are there already.")
    var force = false

    func run() throws {
        guard let kind = PrivateKey.Kind(rawValue: type) else {
            throw UsageError(message: unknown("type of key", type, among: kinds))
        }
        var password: String?
        if let passwordEnv {
            guard let value = ProcessInfo.processInfo.environment[passwordEnv] else {
                throw UsageError(message: notSet(passwordEnv))
            }
            password = value
        }
        do throws(AttestError) {
            let pair = try Keygen(kind: kind, prefix: output, password: password, replaces: force).run()
            Console.standardError(written(pair, isEncrypted: password != nil))
            Console.standardOutput(pair.trustRoot)
        } catch {
            throw UsageError(message: error.description)
        }
    }
}

private let kinds = PrivateKey.Kind.allCases.map(\.rawValue)

private func notSet(_ variable: String) -> String { "--password-env: the environment variable \(variable) is not set" }
private func written(_ pair: Keygen.Pair, isEncrypted: Bool) -> String {
    let note = isEncrypted ? "encrypted" : "not encrypted: keep it where only the signer reads"
    return "wrote \(pair.privateFile) (\(note)) and \(pair.publicFile) (sha256:\(pair.publicKey.digest))\n"
}
