import ModelReferences

extension Listing {
    /// The kinds whose own fields refer to models.
    static let kinds = Listing(
        name: "kinds", title: "Kinds",
        introduction: """
            Kinds whose own fields refer to models, by group and kind. An object of one of these kinds in another \
            version of its API cannot be decided. Every other kind is read too, wherever it has a pod template: \
            Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, and custom resources that nobody has listed.
            """,
        columns: [
            Column("kind", "Kind"), Column("group", "Group"), Column("versions", "Versions"),
            Column("resource", "Resource", isInText: false), Column("scope", "Scope"), Column("consumer", "Consumer"),
            Column("references", "Where the references stand"),
        ],
        rows: WorkloadKind.all.map { kind in
            [
                .code(kind.kind), .code(kind.group), .list(kind.versions), .code(kind.resource),
                .text(kind.isNamespaced ? "namespaced" : "cluster"), .code(kind.consumer.rawValue),
                .text(kind.summary),
            ]
        })
}
