import ArgumentParser
import Foundation
import KubernetesModel
import PolicyEngine
import PolicyFiles

struct PolicySubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check, start and describe policy directories.",
        discussion: """
            EXAMPLES
              pedigree policy init policies/         write a starting set
              pedigree policy lint policies/         find what is wrong, with file, line and column
              pedigree policy schema > policy.json   the JSON Schema of the documents, for editors
              pedigree policy digest policies/       the digest that names the set in every answer
            """,
        subcommands: [
            PolicyLintCommand.self, PolicyInitCommand.self, PolicySchemaCommand.self, PolicyDigestCommand.self,
        ])
}

struct PolicyLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find everything that is wrong with policy directories.",
        discussion: """
            EXAMPLES
              pedigree policy lint
              pedigree policy lint policies/ --fail-on-warn

            EXIT STATUS
              0  a set that can be served; warnings leave it at 0, unless --fail-on-warn
              1  warnings, with --fail-on-warn
              2  errors, or wrong usage
            """)

    @Argument(help: "Directories or files. Default: policies.", completion: .directory)
    var paths: [String] = []

    @Flag(name: .long, help: "Exit 1 on warnings, too.")
    var failOnWarn = false

    func run() throws {
        let lint = PolicyDirectory.lint(paths.isEmpty ? ["policies"] : paths)
        for problem in lint.problems { Console.standardOutput(printable(problem.description, limit: 4096) + "\n") }
        if let set = lint.set {
            Console.standardOutput(summary(set))
        }
        guard lint.errors.isEmpty else { throw ExitCode(ExitStatus.undecided) }
        if failOnWarn, !lint.warnings.isEmpty { throw ExitCode(ExitStatus.denied) }
    }
}

struct PolicyInitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a starting set of policies.",
        discussion: """
            Writes the policies that Pedigree ships, each with comments that say what it asks for. A file that is \
            there already is never overwritten.

            EXAMPLES
              pedigree policy init
              pedigree policy init deploy/policies
              pedigree policy init --evidence        also policies that ask for evaluations and lineage

            EXIT STATUS
              0  written
              2  a file is there already or cannot be written, or wrong usage
            """)

    @Argument(help: "The directory to write to; it is made where it is missing.", completion: .directory)
    var directory = "policies"

    @Flag(
        name: .long,
        help: ArgumentHelp(
            "Also write policies that ask for signed evaluations and lineage, with trust roots for a demo: put your own in "
                + "their place, or pedigree serve refuses them."))
    var evidence = false

    func run() throws {
        let base = URL(fileURLWithPath: directory)
        let set = InitialSet.files + (evidence ? InitialSet.evidenceFiles : [])
        let files = set.map { (name: $0.name, text: $0.text, url: base.appendingPathComponent($0.name)) }
        // Look before the first byte is written: half a set would be served as if it were one.
        for file in files where FileManager.default.fileExists(atPath: file.url.path) {
            throw UsageError(message: exists(file.url.relativePath))
        }
        do {
            for file in files {
                try FileManager.default.createDirectory(
                    at: file.url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: file.url, options: .withoutOverwriting)
                Console.standardOutput("wrote \(directory.hasSuffix("/") ? directory : directory + "/")\(file.name)\n")
            }
        } catch {
            throw UsageError(message: cannotWrite(directory, error))
        }
    }
}

struct PolicySchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of the policy documents.",
        discussion: """
            EXAMPLES
              pedigree policy schema > policy.schema.json
              # yaml-language-server: $schema=./policy.schema.json     as the first line of a policy, for editors
            """)

    func run() throws { Console.standardOutput(JSONSchema.text) }
}

struct PolicyDigestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest",
        abstract: "Print the digest of a policy set.",
        discussion: """
            The digest is the same wherever the same documents are loaded, in whatever files and order; the webhook \
            gives it in the annotation of every answer.

            EXAMPLES
              pedigree policy digest policies/
            """)

    @Argument(help: "Directories or files. Default: policies.", completion: .directory)
    var paths: [String] = []

    func run() throws {
        do {
            Console.standardOutput(try PolicyDirectory.load(paths.isEmpty ? ["policies"] : paths).digest + "\n")
        } catch {
            for problem in error.problems {
                Console.standardError(printable(problem.description, limit: 4096) + "\n")
            }
            throw ExitCode(ExitStatus.undecided)
        }
    }
}

private func summary(_ set: PolicySet) -> String {
    let policies = set.policies.count == 1 ? "1 policy" : "\(set.policies.count) policies"
    let exceptions = set.exceptions.count == 1 ? "1 exception" : "\(set.exceptions.count) exceptions"
    return "\(policies), \(exceptions), \(set.digest)\n"
}
private func exists(_ file: String) -> String { "\(quoted(file)) is there already; nothing was written" }
private func cannotWrite(_ directory: String, _ error: any Error) -> String {
    "cannot write to \(quoted(directory)): \(error.localizedDescription)"
}
