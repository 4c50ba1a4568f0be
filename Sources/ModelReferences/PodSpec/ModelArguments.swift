/// URIs among the arguments of a program that can be nothing but models, whatever its flags are called.
///
/// `hf://` and `models:/` count anywhere; the file of a model on the web, too. A bucket counts where the flag says that
/// something is taken from it and the URI speaks of models, and so does a hub's page.
enum ModelArguments {
    static func read(_ line: CommandLine) -> [FoundReference] {
        guard line.words.dropFirst().contains(where: { ModelURI.mentionsScheme($0.text) }),
            // What a known downloader fetches is read there, and a program that prints or writes manifests loads nothing.
            Downloader.running(line) == nil, !bystanders.contains(line.program), !sending.contains(line.program),
            !ModelClient.isNamed(line)
        else { return [] }
        let settings = line.settings
        if let first = settings.first, first.flag == nil, sending.contains(first.value.text) { return [] }
        let isAlone = !LocalModelFile.isMaker(line.runName) && settings.count { isBare($0.flag, $0.value.text) } == 1
        return settings.compactMap { flag, value in
            guard isModel(flag, value.text, isAlone: isAlone) else { return nil }
            return FoundReference(value, consumer: ModelURI.web(value.text) == nil ? .any : .http)
        }
    }

    /// A URI without a flag.
    private static func isBare(_ flag: Substring?, _ uri: String) -> Bool {
        flag == nil && (ModelURI.hasScheme(uri) || ModelURI.web(uri) != nil)
    }

    /// - Parameter isAlone: whether one URI alone stands without a flag, so that it is no pair of source and target.
    private static func isModel(_ flag: Substring?, _ uri: String, isAlone: Bool) -> Bool {
        guard !others.begins(uri) else { return false }
        let name = flag.map { GenericNames.normalised(String($0)) }
        if let name, GenericNames.isOutput(name) { return false }
        // `docker run -v models:/models`: a volume of that name.
        if uri.hasPrefix("models:/"), let flag, volumes.contains(flag) { return false }
        if ModelURI.hasModelScheme(uri) { return true }
        switch ModelURI.web(uri) {
        case .fileOnHub, .file: return name != nil || isAlone
        case .page: return name.map(GenericNames.isRepository) ?? false
        case nil: break
        }
        guard ModelURI.hasScheme(uri) else { return false }
        guard let name else { return isAlone && speaksOfModels(uri) }
        guard GenericNames.isSource(name), !GenericNames.isAboutOther(name, uri) else { return false }
        return speaksOfModels(uri) || GenericNames.isParameters(name)
    }

    private static func speaksOfModels(_ uri: String) -> Bool {
        GenericNames.mentionsModels(uri) && ModelLook.isModel(uri)
    }

    private static let bystanders: Set<String> = [
        "echo", "printf", "test", "[", "kubectl", "oc", "helm", "yq", "jq", "sed", "grep", "awk", "git", "tensorboard",
        "velero", "restic",
    ]
    /// Subcommands that take a model to where it is kept.
    private static let sending: Set<String> = ["push", "upload", "publish", "backup", "rm", "ls", "mb"]
    private static let volumes: Set<Substring> = ["-v", "--volume", "--mount", "-B", "--bind"]
    private static let others = PatternSet(["hf://datasets/", "hf://spaces/", "hf://buckets/"])
}

extension PatternSet {
    fileprivate func begins(_ text: String) -> Bool { text.withBytes { begins($0) } }
}
