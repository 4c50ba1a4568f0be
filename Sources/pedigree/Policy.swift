import ArgumentParser

struct PolicySubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "policy")
}
