import ArgumentParser
import AttestCommand
import Foundation
import KubernetesModel
import PolicyEngine

struct VerifySubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify one envelope, bundle or model signature, and say how each step went.",
        discussion: """
            Reads a DSSE envelope, a Sigstore bundle v0.1 to v0.3 or an OpenSSF model signature (OMS), and goes \
            through the twelve steps that the gate goes through: size, strict JSON, base64, payload type, signature, \
            threshold, payload, statement type, predicate type, subject, signer, predicate. What no option asks for is \
            "not asked"; what stands behind a failure is "not reached".

            Whose signature counts is said by --key, by --certificate-roots with --identity, or by the TrustRoots of \
            --policy. A pattern of --identity is compared with whole alternative names of the certificate: * stands \
            for anything within a segment between slashes, ** for anything at all. Such certificates must be valid now (or \
            at --effective-time). Keyless signatures are believed through the sigstore of a TrustRoot, by the logs and \
            timestamps of their bundle.

            With --model the files of a directory are compared with the list that was signed: nothing may be changed, \
            missing or added, and no symbolic link may stand there unless the signature allows them.

            EXAMPLES
              pedigree verify evidence/fraud-detector/eval.dsse.json --key keys/eval-runner.pub
              pedigree verify eval.dsse.json --policy policies/ --trust-root eval-runner \\
                  --predicate-type https://pedigree.dev/attestations/model-eval/v1 \\
                  --subject s3://ml-models-prod/fraud-detector/v47/
              pedigree verify model.sig --key model.pub --model ./model/
              pedigree verify model.sig --certificate-roots root.pem --identity 'spiffe://corp/ml/*' --format json

            EXIT STATUS
              0  verified: every step passed, or was not asked
              1  not verified
              2  could not say: a file or key that cannot be read, wrong usage
            """)

    @Argument(help: "An envelope, bundle or model signature; - is standard input.", completion: .file())
    var file: String

    @Option(
        name: .customLong("key"),
        help: ArgumentHelp("A public key that counts (PEM); may be given several times.", valueName: "file"),
        completion: .file())
    var keys: [String] = []

    @Option(
        help: ArgumentHelp("Root certificates that count (PEM); may be given several times.", valueName: "file"),
        completion: .file())
    var certificateRoots: [String] = []

    @Option(
        name: .customLong("identity"),
        help: ArgumentHelp(
            "Whose certificates count: a pattern on whole alternative names, or a whole subject such as CN=signer where there is none; may be given several times.",
            valueName: "pattern"))
    var identities: [String] = []

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("A directory of policies whose TrustRoots count.", valueName: "dir"), completion: .directory)
    var policies: [String] = []

    @Option(help: ArgumentHelp("Only this TrustRoot of --policy.", valueName: "name"))
    var trustRoot: String?

    @Option(help: ArgumentHelp("The predicate type that it must have.", valueName: "uri"))
    var predicateType: String?

    @Option(
        help: ArgumentHelp("The model that it must be about: a reference, or sha256:….", valueName: "reference"))
    var subject: String?

    @Option(
        help: ArgumentHelp("The model's files, to compare with a model signature.", valueName: "dir"),
        completion: .directory)
    var model: String?

    @Option(
        name: .customLong("ignore"),
        help: ArgumentHelp(
            "A path within --model to pass over, beside those that the signature names; may be given several times.",
            valueName: "path"))
    var ignoring: [String] = []

    @Option(help: ArgumentHelp("How many different keys must have signed.", valueName: "count"))
    var threshold = 1

    @Option(
        help: ArgumentHelp("When certificates must be valid (RFC 3339); default: now.", valueName: "time"))
    var effectiveTime: String?

    @Option(
        help: ArgumentHelp("text or json.", valueName: "format"), completion: .list(VerifyFormat.names))
    var format = "text"

    func run() throws {
        guard let format = VerifyFormat(rawValue: format) else {
            throw UsageError(message: unknown("format", format, among: VerifyFormat.names))
        }
        if model == nil, !ignoring.isEmpty { throw UsageError(message: ignoreAlone) }
        var request = VerifyRequest(file: file, time: try EffectiveTime.parse(effectiveTime))
        (request.keys, request.certificateRoots, request.identities) = (keys, certificateRoots, identities)
        (request.policies, request.trustRoot) = (policies, trustRoot)
        (request.predicateType, request.subject, request.threshold) = (predicateType, subject, threshold)
        (request.model, request.ignoring) = (model, ignoring)
        let result: VerifyResult
        do throws(AttestError) {
            result = try Verify(request).run()
        } catch {
            throw UsageError(message: error.description)
        }
        Console.standardOutput(format == .json ? result.json : result.text)
        if !result.isVerified { throw ExitCode(ExitStatus.denied) }
    }
}

private enum VerifyFormat: String, CaseIterable {
    case text, json

    static let names = allCases.map(\.rawValue)
}

private let ignoreAlone = "--ignore is about the files of --model; give that, too"
