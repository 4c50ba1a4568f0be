import ArgumentParser
import Foundation
import KubernetesModel
import PolicyEngine

/// Parses the command line, runs the command, and ends with the documented exit status: ArgumentParser's own is 64 for
/// wrong usage, where ours is 2.
enum CommandLineMain {
    static func run(_ arguments: [String]) async -> Never {
        // A reader that leaves early (`| head`) must not kill the program before it has said how it ends.
        signal(SIGPIPE, SIG_IGN)
        do {
            if let message = misspelledCommand(arguments) ?? emptyOption(arguments) {
                throw UsageError(message: message)
            }
            var command = try Pedigree.parseAsRoot(AuditReportCommand.named(in: arguments))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            exit(0)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch let error as UsageError {
            Console.error(error.message)
            exit(ExitStatus.undecided)
        } catch {
            // Help and version are "errors" that end well.
            guard Pedigree.exitCode(for: error) != .success else { Pedigree.exit(withError: error) }
            Console.standardError(Pedigree.fullMessage(for: error) + "\n")
            exit(ExitStatus.undecided)
        }
    }

    /// What to say of a first word that is no command; nil where it is one, or an option.
    private static func misspelledCommand(_ arguments: [String]) -> String? {
        if let message = misspelled(arguments.first, "command", among: Pedigree.subcommands, "help") { return message }
        let groups: [any ParsableCommand.Type] = [
            PolicySubcommand.self, AttestSubcommand.self, AuditSubcommand.self,
        ]
        guard let group = groups.first(where: { $0._commandName == arguments.first }) else { return nil }
        if AuditReportCommand.isMeant(by: arguments), !isLikeACommand(arguments.dropFirst().first, of: group) {
            return nil
        }
        return misspelled(
            arguments.dropFirst().first, "\(group._commandName) command",
            among: group.configuration.subcommands.filter { $0.configuration.shouldDisplay })
    }

    /// Whether a PATH that is not there looks like a command.
    private static func isLikeACommand(_ word: String?, of group: any ParsableCommand.Type) -> Bool {
        guard let word, !FileManager.default.fileExists(atPath: word) else { return false }
        let names = group.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        return NearestWord.to(word, in: names) != nil
    }

    private static func misspelled(
        _ word: String?, _ what: String, among commands: [any ParsableCommand.Type], _ others: String...
    ) -> String? {
        guard let word, !word.hasPrefix("-") else { return nil }
        let names = commands.map { $0._commandName } + others
        return names.contains(word) ? nil : unknown(what, word, among: names)
    }
}

/// What to say of `--against=` with nothing behind it, as an unset variable in a script gives it; nil where there is none.
///
/// ArgumentParser takes the next word for the value: `--against=$BASE manifests/` would compare manifests/ with itself,
/// and let everything through.
private func emptyOption(_ arguments: [String]) -> String? {
    let options = arguments.prefix { $0 != "--" }
    let empty = options.first { option in
        option.hasPrefix("--") && option.hasSuffix("=") && !option.dropLast().contains("=")
    }
    return empty.map { needsValue(String($0.dropLast())) }
}

private func needsValue(_ option: String) -> String { "\(quoted(option)) needs a value" }

/// Wrong usage, found after the arguments were parsed.
struct UsageError: Error {
    var message: String
}

enum ExitStatus {
    static let denied: Int32 = 1
    static let undecided: Int32 = 2
}

/// `unknown format "jsn"; did you mean json? (text, json, sarif, junit, github)`.
func unknown(_ what: String, _ word: String, among words: [String]) -> String {
    let hint = NearestWord.to(word, in: words).map { "; did you mean \($0)?" } ?? ""
    return "unknown \(what) \(quoted(word))\(hint) (\(words.joined(separator: ", ")))"
}
