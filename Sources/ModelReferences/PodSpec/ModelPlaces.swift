/// Where a server that the object does not name is told to find its model.
enum ModelPlaces {
    /// Whatever server KServe chooses, these are the flags by which its runtimes are told where the model is
    /// (config/runtimes of kserve/kserve); the arguments of the object come last, and so they win.
    static func read(_ line: CommandLine) -> [FoundReference] {
        line.values(of: flags).compactMap { word in
            if LocalPath.isLocal(word.text) || ModelURI.hasScheme(word.text) {
                return FoundReference(word, consumer: .any)
            }
            return ModelURI.isRepository(word.text) ? FoundReference(word, consumer: .hfHub) : nil
        }
    }

    private static let flags = [
        "--model-dir", "--model-path", "--model-base-path", "--model-store", "--model-repository", "--model-repo",
        "--model", "--model-id", "--model-name-or-path", "--model-location",
    ]
}
