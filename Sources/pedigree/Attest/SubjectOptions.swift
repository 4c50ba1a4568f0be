import ArgumentParser

/// What statements about models take: the model that they are about.
struct SubjectOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The model: the URI of one version, NAME@sha256:…, hf://OWNER/NAME:COMMIT, or sha256:….",
            valueName: "reference"))
    var subject: String

    @Option(
        help: ArgumentHelp("sha256:… of the model's bytes, where --subject does not hold it.", valueName: "digest"))
    var digest: String?
}
