import ArgumentParser
import AttestCommand
import Foundation

struct VerifyBundleSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-bundle",
        abstract: "Verify a Sigstore bundle offline: whose signature it is, and that it is about this file.",
        discussion: """
            Takes the arguments of the Sigstore conformance suite's client protocol. The bundle (v0.1 to v0.3) holds a \
            signature under the file, or a statement that has the file among its subjects.

            With --certificate-identity and --certificate-oidc-issuer, both compared exactly, everything must hold by \
            the trusted root: the certificate's chain at every trusted time of signing, its certificate log (SCT), the \
            entry in the transparency log (Rekor v1 or v2) with its inclusion proof and checkpoint, compared with digest, \
            signature and certificate, and the timestamps (RFC 3161). With --key it is that key's signature, and with \
            --trusted-root the log entry must hold, too.

            Nothing is fetched, and no trusted root is built in: one that is older than the program would look current. \
            Give the trusted_root.json of the instance, as cosign, sigstore-python and Sigstore's TUF repository have it.

            EXAMPLES
              pedigree verify-bundle --bundle model.sigstore.json --certificate-identity ml@corp.example \\
                  --certificate-oidc-issuer https://accounts.corp.example --trusted-root trusted_root.json model.onnx
              pedigree verify-bundle --bundle model.sigstore.json --key model.pub model.onnx

            EXIT STATUS
              0  verified
              1  not verified; the reason is on standard error
              2  could not say: a file, key or trusted root that cannot be read, wrong usage
            """)

    @Flag(help: "The bundle is of Sigstore's staging instance; its trusted root must be given all the same.")
    var staging = false

    @Option(help: ArgumentHelp("The bundle.", valueName: "file"), completion: .file())
    var bundle: String

    @Option(help: ArgumentHelp("Who must have signed: the certificate's name, exactly.", valueName: "name"))
    var certificateIdentity: String?

    @Option(help: ArgumentHelp("Who must have vouched for the name: the issuer, exactly.", valueName: "url"))
    var certificateOidcIssuer: String?

    @Option(help: ArgumentHelp("The public key that must have signed (PEM).", valueName: "file"), completion: .file())
    var key: String?

    @Option(help: ArgumentHelp("The instance's trusted_root.json.", valueName: "file"), completion: .file())
    var trustedRoot: String?

    @Argument(help: "The file, or sha256: and its digest.", completion: .file())
    var artifact: String

    func run() throws {
        var request = VerifyBundleRequest(bundle: bundle, artifact: artifact)
        (request.identity, request.issuer) = (certificateIdentity, certificateOidcIssuer)
        (request.key, request.trustedRoot) = (key, trustedRoot)
        let outcome: VerifyBundle.Outcome
        do throws(AttestError) {
            outcome = try VerifyBundle(request).run()
        } catch {
            throw UsageError(message: error.description)
        }
        switch outcome {
        case .success(let text): Console.standardError(text + "\n")
        case .failure(let rejection):
            Console.error(rejection.reason)
            throw ExitCode(ExitStatus.denied)
        }
    }
}
