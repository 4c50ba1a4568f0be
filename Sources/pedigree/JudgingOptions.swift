import ArgumentParser
import CheckCommand
import Foundation

/// By what manifests are judged: the options of every command that judges some.
struct JudgingOptions: ParsableArguments {
    @OptionGroup var basis: PolicyAndEvidenceOptions

    @Option(
        name: [.short, .long], help: ArgumentHelp("The namespace of manifests that name none.", valueName: "namespace"))
    var namespace: String?

    var policies: [String] { basis.policies }
    func evidenceOptions() throws -> EvidenceOptions { try basis.evidenceOptions() }
}

/// Policies, and where evidence is looked for beside what they name.
struct PolicyAndEvidenceOptions: ParsableArguments {
    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("A directory of policies; may be given several times.", valueName: "dir"),
        completion: .directory)
    var policies: [String] = []

    @Option(
        name: .customLong("evidence"),
        help: ArgumentHelp(
            "A directory of evidence, beside those that the policies name; may be given several times.",
            valueName: "dir"), completion: .directory)
    var evidence: [String] = []

    @Option(
        name: .customLong("evidence-cache"),
        help: ArgumentHelp(
            "Keeps evidence of sources on the network here, so that nothing is fetched twice (default: "
                + "$XDG_CACHE_HOME/pedigree/evidence, or ~/.cache/pedigree/evidence).", valueName: "dir"),
        completion: .directory)
    var evidenceCache: String?

    @Flag(help: ArgumentHelp("Keep no evidence, and fetch all of it."))
    var noEvidenceCache = false

    @Flag(help: ArgumentHelp("Fetch nothing: what the cache of evidence does not hold cannot be read."))
    var offline = false

    /// Where evidence is looked for.
    func evidenceOptions() throws -> EvidenceOptions {
        guard !noEvidenceCache else {
            guard evidenceCache == nil, !offline else { throw UsageError(message: noCache) }
            return EvidenceOptions(directories: evidence)
        }
        let cache = evidenceCache ?? Self.usualCache
        guard cache != nil || !offline else { throw UsageError(message: nowhere) }
        return EvidenceOptions(directories: evidence, cache: cache, isOffline: offline)
    }

    /// The XDG base directory specification; nil where the environment names no home.
    private static var usualCache: String? {
        let environment = ProcessInfo.processInfo.environment
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return "\(base)/pedigree/evidence" }
        // A home that is not there is not made.
        guard let home = environment["HOME"], FileManager.default.fileExists(atPath: home) else { return nil }
        return "\(home)/.cache/pedigree/evidence"
    }
}

private let noCache = "--no-evidence-cache leaves nothing for --evidence-cache or --offline to use"
private let nowhere =
    "--offline needs --evidence-cache DIR: the environment names no XDG_CACHE_HOME, and no HOME that is there"
