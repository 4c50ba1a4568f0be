/// A way to write an audit. One file and one line in `all` each.
package struct AuditFormat: Sendable {
    /// As `--format` and `--output` take it.
    package var name: String
    /// One sentence for the help.
    package var summary: String
    /// The whole text, with a newline at its end where it is not empty.
    package var write: @Sendable (Audit, AuditFormatOptions) -> String

    package init(
        name: String, summary: String, write: @escaping @Sendable (Audit, AuditFormatOptions) -> String
    ) {
        self.name = name
        self.summary = summary
        self.write = write
    }
}

/// What a format may vary by.
package struct AuditFormatOptions: Sendable, Hashable {
    package var usesColour = false
    /// The version of Pedigree, for formats that name their producer.
    package var version: String
    package var failsOn: FailOn

    package init(usesColour: Bool = false, version: String = "", failsOn: FailOn = FailOn()) {
        self.usesColour = usesColour
        self.version = version
        self.failsOn = failsOn
    }
}

/// What makes an audit end with status 1.
package struct FailOn: Sendable, Hashable {
    package var conditions: Set<Condition>

    /// What would be refused today is what a gate is for.
    package init(_ conditions: Set<Condition> = [.denied]) { self.conditions = conditions }

    package enum Condition: String, Sendable, Hashable, CaseIterable {
        case denied, warned, drift, uncovered
        /// Exceptions that end within 30 days, or have ended.
        case exceptions
    }
}
