import ArgumentParser
import CheckCommand
import Foundation
import PolicyEngine

struct DoctorSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Name what will bite: exceptions, certificates and evidence near their end, and what does nothing.",
        discussion: """
            Each line is one concern: `now` bites already, `soon` will within 30 days, `idle` does nothing though \
            somebody may think that it does. With PATHs, policies that match none of their objects and exceptions \
            that waive nothing there are named too. Where policies ask for evidence, it is read: what will soon be too \
            old, whose certificate ends, files that cannot be used, sources that hold nothing.

            EXAMPLES
              pedigree doctor --policy policies/
              pedigree doctor --policy policies/ manifests/
              pedigree doctor --policy policies/ --tls-cert tls.crt

            EXIT STATUS
              0  nothing bites yet
              1  something bites already
              2  something cannot be read, or wrong usage
            """)

    @Argument(help: "Manifests that the policies are to judge.", completion: .file())
    var paths: [String] = []

    @OptionGroup var judging: JudgingOptions

    @Option(
        name: .customLong("tls-cert"),
        help: ArgumentHelp("A certificate to look at (PEM); may be given several times.", valueName: "file"),
        completion: .file())
    var certificates: [String] = []

    @Option(name: .long, help: ArgumentHelp("Look as of this time (RFC 3339); default: now.", valueName: "time"))
    var effectiveTime: String?

    @Option(name: .long, help: ArgumentHelp("text or json.", valueName: "format"), completion: .list(names))
    var format = "text"

    func run() throws {
        guard names.contains(format) else { throw UsageError(message: unknown("format", format, among: names)) }
        var certificates: [Doctor.Certificate] = []
        for file in self.certificates { certificates += try CertificateFile.read(file) }
        let result = Examination(
            policyDirectories: judging.policies, paths: paths, certificates: certificates,
            evidence: try judging.evidenceOptions(), namespace: judging.namespace,
            time: try EffectiveTime.parse(effectiveTime)
        ).run()
        Console.standardOutput(format == "json" ? result.json : result.text)
        guard result.problems.isEmpty else { throw ExitCode(ExitStatus.undecided) }
        if result.concerns.contains(where: { $0.urgency == .now }) { throw ExitCode(ExitStatus.denied) }
    }
}

private let names = ["text", "json"]
