import Foundation

/// Where the program speaks: standard output for what was asked, standard error for what goes wrong.
enum Console {
    /// Ends the program with 2 where the text cannot be written: half a report must not look like a whole one.
    static func standardOutput(_ text: String) {
        guard let reason = write(text, to: STDOUT_FILENO) else { return }
        error(cannotWrite(reason))
        exit(ExitStatus.undecided)
    }

    static func standardError(_ text: String) { _ = write(text, to: STDERR_FILENO) }
    static func error(_ message: String) { standardError("error: \(message)\n") }

    /// Of the terminal; 80 where standard output is none.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Why `text` could not be written; nil where it was. Whoever closes the pipe (`| head`) has read enough: that is no
    /// failure, and the exit status stays the verdict's.
    private static func write(_ text: String, to descriptor: Int32) -> String? {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
                if count >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                } else if errno == EPIPE {
                    return nil
                } else if errno != EINTR {
                    return String(cString: strerror(errno))
                }
            }
            return nil
        }
    }
}

private func cannotWrite(_ reason: String) -> String { "cannot write to standard output: \(reason)" }
