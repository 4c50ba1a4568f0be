/// A way to write a report. One file and one line in `all` each.
package struct ReportFormat: Sendable {
    /// As `--format` and `--output` take it.
    package var name: String
    /// One sentence for the help.
    package var summary: String
    /// The whole text, with a newline at its end where it is not empty.
    package var write: @Sendable (CheckReport, ReportOptions) -> String

    package static let all = [text, json, sarif, junit, github]

    package static func named(_ name: String) -> ReportFormat? { all.first { $0.name == name } }
}

/// What a format may vary by.
package struct ReportOptions: Sendable, Hashable {
    package var showsReferences: Bool
    package var usesColour: Bool
    package var strictness: Strictness
    /// The version of Pedigree, for formats that name their producer.
    package var version: String

    package init(
        showsReferences: Bool = false, usesColour: Bool = false, strictness: Strictness = Strictness(),
        version: String = ""
    ) {
        self.showsReferences = showsReferences
        self.usesColour = usesColour
        self.strictness = strictness
        self.version = version
    }
}
