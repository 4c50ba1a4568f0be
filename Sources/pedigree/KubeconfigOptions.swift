import ArgumentParser

/// Where `--cluster kubeconfig` finds its cluster.
struct KubeconfigOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The kubeconfig of --cluster kubeconfig (default: as kubectl does).", valueName: "file"),
        completion: .file())
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig.", valueName: "name"))
    var context: String?

    /// Whether any of it was named.
    var isNamed: Bool { kubeconfig != nil || context != nil }

    /// Refuses to pass over what was named for nothing.
    func check(isUsed: Bool) throws {
        guard isUsed || !isNamed else { throw UsageError(message: noKubeconfig) }
    }
}

private let noKubeconfig = "--kubeconfig and --context are about --cluster kubeconfig"
