import ModelReferences

extension Listing {
    /// The ways to name a model.
    static let schemes = Listing(
        name: "schemes", title: "Ways to name a model",
        introduction: """
            The forms that a model reference can have, and the best pinning that each can reach. What a reference \
            really means is decided by the tool that reads it: `pedigree explain REFERENCE --consumer TOOL`.
            """,
        columns: [
            Column("scheme", "Scheme"), Column("forms", "Forms"), Column("best", "At best"),
            Column("summary", "What pins it"),
        ],
        rows: Scheme.all.map { scheme in
            [.code(scheme.name), .list(scheme.forms), .text(scheme.best), .text(scheme.summary)]
        })
}
