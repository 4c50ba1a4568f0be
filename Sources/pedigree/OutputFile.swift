import Foundation
import KubernetesModel

/// A file that a report is written to, as `--output FORMAT=FILE` names it.
struct OutputFile<Format> {
    let format: Format
    let file: String

    init(_ argument: String, named find: (String) throws -> Format) throws {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { throw UsageError(message: notAnOutput(argument)) }
        format = try find(String(parts[0]))
        file = String(parts[1])
    }

    /// Says on standard error where it cannot be written.
    func write(_ text: String) -> Bool {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
            return true
        } catch {
            Console.error(cannotWrite(file, error))
            return false
        }
    }
}

private func notAnOutput(_ text: String) -> String {
    "--output: \(quoted(text)) is not FORMAT=FILE, such as sarif=pedigree.sarif"
}
private func cannotWrite(_ file: String, _ error: any Error) -> String {
    "cannot write \(quoted(file)): \(error.localizedDescription)"
}
