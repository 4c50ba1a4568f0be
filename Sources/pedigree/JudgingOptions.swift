import ArgumentParser

/// By what manifests are judged: the options of every command that judges some.
struct JudgingOptions: ParsableArguments {
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
        name: [.short, .long], help: ArgumentHelp("The namespace of manifests that name none.", valueName: "namespace"))
    var namespace: String?
}
