import ModelReferences

extension Listing {
    /// The model servers whose command lines and variables are read.
    static let servers = Listing(
        name: "servers", title: "Model servers",
        introduction: """
            Programs that load a model and serve it, with what they are recognised by in any pod: the program, the \
            Python module, or a word in the image's name. Their flags and environment variables are read for models, \
            revisions, tokenizers and adapters.
            """,
        columns: [
            Column("server", "Server"), Column("consumer", "Consumer"),
            Column("programs", "Programs and modules", isInText: false),
            Column("images", "Words in images", isInText: false),
            Column("options", "Flags and variables", isInText: false), Column("summary", "Summary"),
        ],
        rows: ModelServer.all.map { server in
            [
                .text(server.name), .code(server.consumer.rawValue),
                .list(server.recognition.programs + server.recognition.modules + server.recognition.scripts),
                .list(server.recognition.images), .list(server.options.flatMap { $0.flags + $0.environment }),
                .text(server.summary),
            ]
        })
}
