import ArgumentParser
import Foundation
import PolicyEngine

/// Parses the command line, runs the command, and ends with the documented exit status: ArgumentParser's own is 64 for
/// wrong usage, where ours is 2.
enum CommandLineMain {
    static func run(_ arguments: [String]) async -> Never {
        do {
            if let message = misspelledCommand(arguments) { throw UsageError(message: message) }
            var command = try Pedigree.parseAsRoot(arguments)
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
        guard let first = arguments.first, !first.hasPrefix("-") else { return nil }
        let names = Pedigree.subcommands.map { $0._commandName } + ["help"]
        guard !names.contains(first) else { return nil }
        return unknown("command", first, among: names)
    }
}

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
