import ArgumentParser
import CheckCommand
import PolicyEngine

struct ListSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print what is supported: kinds, servers, schemes or rules.",
        discussion: """
            The tables are made from the values that the engine itself uses, so that they cannot be out of date.

            EXAMPLES
              pedigree list kinds
              pedigree list servers --format markdown
              pedigree list rules pinnedModel.mutable            the page of one reason code
              pedigree list kinds --format json | jq '.kinds[].group'
            """)

    @Argument(help: "\(listingNames).", completion: .list(Listing.all.map(\.name)))
    var what: String

    @Argument(help: "With rules: the reason code whose page to print.")
    var code: String?

    @Option(
        name: .long, help: ArgumentHelp("text, markdown or json.", valueName: "format"),
        completion: .list(ListFormat.names))
    var format = "text"

    func run() throws {
        guard let listing = Listing.named(what) else {
            throw UsageError(message: unknown("list", what, among: Listing.all.map(\.name)))
        }
        guard let format = ListFormat(rawValue: format) else {
            throw UsageError(message: unknown("format", format, among: ListFormat.names))
        }
        if let code {
            Console.standardOutput(try page(code, of: listing, as: format))
            return
        }
        switch format {
        case .text: Console.standardOutput(listing.text)
        case .markdown: Console.standardOutput(listing.markdown)
        case .json: Console.standardOutput(listing.json)
        }
    }

    private func page(_ code: String, of listing: Listing, as format: ListFormat) throws -> String {
        guard listing.name == Listing.rules.name else { throw UsageError(message: onlyRules) }
        guard let page = ReasonCodePage.find(ReasonCode(rawValue: code)) else {
            let codes = ReasonCodePage.all.map(\.code.rawValue)
            throw UsageError(message: unknown("reason code", code, among: codes))
        }
        return switch format {
        case .text: page.text
        case .markdown: page.markdown
        case .json: page.json
        }
    }
}

private enum ListFormat: String, CaseIterable {
    case text, markdown, json

    static let names = allCases.map(\.rawValue)
}

private let listingNames = Listing.all.map(\.name).joined(separator: ", ")
private let onlyRules = "only rules have pages: pedigree list rules CODE"
