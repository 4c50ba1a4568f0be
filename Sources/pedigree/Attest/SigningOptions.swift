import ArgumentParser
import AttestCommand
import Attestation
import Foundation
import KubernetesModel
import PolicyEngine

/// What every `attest` command takes: whom it signs for and where it writes.
struct SigningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The private key: a file of PEM, or a key of a transit engine (openbao://MOUNT/KEY, hashivault://KEY).",
            valueName: "key"), completion: .file())
    var key: String?

    @Option(
        help: ArgumentHelp("An environment variable that holds the private key (PEM), for CI.", valueName: "variable"))
    var keyEnv: String?

    @Option(
        help: ArgumentHelp("An environment variable that holds the password of the key.", valueName: "variable"))
    var keyPasswordEnv: String?

    @Option(
        help: ArgumentHelp(
            "The directory to write to, as an EvidenceSource names it. Default: evidence, or none with --push.",
            valueName: "dir"), completion: .directory)
    var output: String?

    @OptionGroup var push: PushOptions

    @Flag(help: "Print the statement, and sign and write nothing.")
    var dryRun = false

    /// Signs and writes the statement, and says what to do next; or only prints it.
    func finish(
        _ kind: String, about subjects: [ResourceDescriptor], statement: (_ pretty: Bool) -> [UInt8],
        notes: [String] = [],
        next: (_ path: String, _ directory: String) -> String = { forTheGate($1) }
    ) throws {
        for note in notes { Console.standardError("note: \(printable(note, limit: 1000))\n") }
        guard !dryRun else {
            Console.standardOutput(String(decoding: statement(true), as: UTF8.self) + "\n")
            return
        }
        // What is wrong with a destination is said before anything is written.
        let pushes = try push.pushes()
        let signed = try SigningKey(file: key, variable: keyEnv, passwordVariable: keyPasswordEnv).sign(
            statement(false), environment: { ProcessInfo.processInfo.environment[$0] }, read: InputBytes.read)
        let name = EnvelopeFile.name(of: kind, subject: subjects.first, envelope: signed.envelope)
        var path: String?
        if let directory {
            let written = try EnvelopeFile.write(signed.envelope, named: name, to: directory)
            Console.standardOutput("wrote \(written)\n")
            path = written
        }
        try pushing(signed.envelope, named: name, about: subjects, to: pushes)
        Console.standardOutput("signed by the key sha256:\(signed.keyDigest)\n")
        if let path, let directory { Console.standardOutput(next(path, directory)) }
    }

    /// Where the envelope's file goes; nil where none is written.
    var directory: String? { output ?? (push.isAsked ? nil : "evidence") }
}

/// Reads what the command line names.
enum InputBytes {
    static let largest = 256 << 20

    static func read(_ path: String) throws(AttestError) -> [UInt8] {
        do {
            let handle =
                path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            var bytes: [UInt8] = []
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
                bytes.append(contentsOf: piece)
                guard bytes.count <= largest else { throw AttestError(path, tooLarge) }
            }
            return bytes
        } catch let error as AttestError {
            throw error
        } catch {
            let reason = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)?.localizedDescription
            throw AttestError(path, "cannot be read: \(reason ?? error.localizedDescription)")
        }
    }
}

/// Runs what may fail with a place, and ends the program with 2 where it does.
func attesting(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as AttestError {
        throw UsageError(message: error.description)
    }
}

private let tooLarge = "it is larger than 256 MiB; name it by URI and digest (NAME=URI@sha256:…)"

private func forTheGate(_ directory: String) -> String {
    """
    next: commit it to the repository that your EvidenceSource reads, or see first what the gate makes of it:
        pedigree check --evidence \(directory) MANIFEST

    """
}
