import PolicyEngine

extension Listing {
    /// The reason codes that the rules give.
    package static let rules = Listing(
        name: "rules", title: "Rules and reason codes",
        introduction: """
            What a policy can ask for, and the codes that stand in brackets at the end of every finding. Each code \
            has a page: `pedigree list rules CODE`.
            """,
        columns: [
            Column("code", "Code"), Column("rule", "Rule"), Column("outcome", "Outcome"), Column("meaning", "Meaning"),
            Column("remedy", "Remedy", isInText: false),
        ],
        rows: ReasonCodePage.all.map { page in
            [
                .code(page.code.rawValue), .code(RuleDescription.find(page.code.rule)?.name ?? ""),
                .text(page.isUndecided ? "undecided" : "finding"), .text(page.meaning), .text(page.remedy),
            ]
        })
}

extension ReasonCodePage {
    package var json: String {
        JSONValue.object([
            .init(key: "code", value: .string(code.rawValue)),
            .init(key: "undecided", value: .bool(isUndecided)),
            .init(key: "meaning", value: .string(meaning)),
            .init(key: "example", value: .string(example)),
            .init(key: "mended", value: .optional(mended)),
            .init(key: "remedy", value: .string(remedy)),
        ]).pretty
    }

    package var text: String {
        var text = "\(code)\n\n\(meaning)\n\n  refused:  \(example)\n"
        if let mended { text += "  mended:   \(mended)\n" }
        return text + "\n\(remedy)\n"
    }
}
