import Foundation

/// Where the program speaks: standard output for what was asked, standard error for what goes wrong.
enum Console {
    static func standardOutput(_ text: String) { write(text, to: .standardOutput) }
    static func standardError(_ text: String) { write(text, to: .standardError) }
    static func error(_ message: String) { standardError("error: \(message)\n") }

    static func isTerminal(_ handle: FileHandle) -> Bool { isatty(handle.fileDescriptor) == 1 }

    /// Whoever closes the pipe (`| head`) has read enough: the rest is dropped, and the exit status stays the verdict's.
    private static func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
