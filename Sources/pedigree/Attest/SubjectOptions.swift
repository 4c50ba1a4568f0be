import ArgumentParser

/// What every `attest` command takes: the model that it is about.
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
