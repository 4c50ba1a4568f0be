import ArgumentParser

struct DoctorSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "doctor")
}
