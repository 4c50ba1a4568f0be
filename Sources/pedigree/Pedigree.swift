import ArgumentParser

@main
struct Pedigree: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "pedigree")
}
