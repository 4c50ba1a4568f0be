import Glibc
import HTTPTransport

/// A program that is run to its end: without a terminal, within its time, and with bounded output.
enum ChildProcess {
    struct Outcome {
        var status: Status
        var output: [UInt8]
        /// The last line that it wrote to standard error.
        var lastErrorLine: String?
    }

    enum Status: Hashable {
        case exited(Int32)
        case killed(Int32)
    }

    enum Failure: Error {
        case start(Int32, String)
        case timeout
        case tooLarge
    }

    static func run(
        _ command: String, _ arguments: [String], environment: [ExecPlugin.EnvironmentEntry], by deadline: Deadline,
        mostBytes: Int
    ) throws(Failure) -> Outcome {
        let pipes = try Pipes()
        defer { pipes.close() }
        let child = try spawn([command] + arguments, environment, pipes)
        pipes.closeWriters()
        var output = Output(mostBytes: mostBytes)
        while true {
            let hasEnded = child.hasEnded()
            // What it has printed before it ended is all there; what it has left running may print on.
            guard pipes.read(into: &output, wait: hasEnded ? 0 : 50) || !hasEnded else { break }
            if output.isTooLarge || deadline.hasPassed {
                child.end()
                throw output.isTooLarge ? .tooLarge : .timeout
            }
        }
        return Outcome(status: child.end(), output: output.bytes, lastErrorLine: output.lastErrorLine)
    }

    private static func spawn(
        _ words: [String], _ environment: [ExecPlugin.EnvironmentEntry], _ pipes: Pipes
    ) throws(Failure) -> Child {
        guard let command = words.first, words.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .start(EINVAL, "it has a zero byte in it")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes.output.writer, 1)
        posix_spawn_file_actions_adddup2(&actions, pipes.errors.writer, 2)
        // Whatever we have open is none of its business; glibc passes over what is closed by then.
        for descriptor in openDescriptors() where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // A session of its own has no terminal, and can be ended with all that belongs to it.
        posix_spawnattr_setflags(
            &attributes, setsid | Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var pid: pid_t = 0
        let code = withCStrings(words) { arguments in
            withCStrings(variables(environment)) { variables in
                posix_spawnp(&pid, command, &actions, &attributes, arguments, variables)
            }
        }
        guard code == 0 else { throw .start(code, String(cString: strerror(code))) }
        return Child(pid: pid)
    }

    // POSIX_SPAWN_SETSID of spawn.h, which shows it to GNU's dialect of C alone.
    private static let setsid: Int16 = 0x80

    private static func openDescriptors() -> [Int32] {
        guard let directory = opendir("/proc/self/fd") else { return [] }
        defer { closedir(directory) }
        var descriptors: [Int32] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let descriptor = Int32(name) { descriptors.append(descriptor) }
        }
        return descriptors
    }

    /// Our own environment, with `entries` in it.
    private static func variables(_ entries: [ExecPlugin.EnvironmentEntry]) -> [String] {
        var variables: [String: String] = [:]
        var cursor = environ
        while let text = cursor.pointee {
            let entry = String(cString: text)
            if let equals = entry.firstIndex(of: "=") {
                variables[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
            }
            cursor += 1
        }
        for entry in entries where !entry.name.isEmpty && !(entry.name + entry.value).utf8.contains(0) {
            variables[entry.name] = entry.value
        }
        return variables.map { "\($0.key)=\($0.value)" }
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return (copies + [nil]).withUnsafeBufferPointer { pointers in
            // An array that has an element has an address.
            withUnsafePointer(to: nil as UnsafeMutablePointer<CChar>?) { empty in body(pointers.baseAddress ?? empty) }
        }
    }
}

/// The program while it runs, and all that it started in its session.
private struct Child {
    let pid: pid_t

    /// Whether it has ended; it stays until `end` is called, so that its number stays its own.
    func hasEnded() -> Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == SIGCHLD
    }

    /// Ends what is left of it.
    @discardableResult func end() -> ChildProcess.Status {
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 { guard errno == EINTR else { return .killed(SIGKILL) } }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
    }
}

/// What the program prints.
private struct Output {
    let mostBytes: Int
    private(set) var bytes: [UInt8] = []
    private(set) var isTooLarge = false
    private var errors: [UInt8] = []

    init(mostBytes: Int) { self.mostBytes = mostBytes }

    mutating func append(_ piece: ArraySlice<UInt8>) {
        isTooLarge = isTooLarge || piece.count > mostBytes - bytes.count
        if !isTooLarge { bytes += piece }
    }

    mutating func appendError(_ piece: ArraySlice<UInt8>) { errors = Array((errors + piece).suffix(4096)) }

    var lastErrorLine: String? {
        let lines = errors.split { $0 == 0x0A || $0 == 0x0D }
        return lines.last { line in line.contains { $0 > 0x20 } }.map { String(decoding: $0, as: UTF8.self) }
    }
}

private final class Pipes {
    struct Ends {
        var reader: Int32
        var writer: Int32
    }

    private(set) var output: Ends
    private(set) var errors: Ends

    init() throws(ChildProcess.Failure) {
        output = try Self.make()
        do throws(ChildProcess.Failure) {
            errors = try Self.make()
        } catch {
            Self.close(&output.reader)
            Self.close(&output.writer)
            throw error
        }
    }

    private static func make() throws(ChildProcess.Failure) -> Ends {
        var ends: (Int32, Int32) = (-1, -1)
        let code = withUnsafeMutableBytes(of: &ends) { bytes in
            bytes.withMemoryRebound(to: Int32.self) { both in
                both.baseAddress.map { pipe($0) } ?? -1
            }
        }
        guard code == 0 else { throw .start(errno, String(cString: strerror(errno))) }
        for descriptor in [ends.0, ends.1] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return Ends(reader: ends.0, writer: ends.1)
    }

    /// Whether there was something to read within so many milliseconds.
    func read(into output: inout Output, wait: Int32) -> Bool {
        var polled = [
            pollfd(fd: self.output.reader, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors.reader, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polled, nfds_t(polled.count), wait) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        for (index, entry) in polled.enumerated() where entry.revents != 0 && entry.fd >= 0 {
            let count = Glibc.read(entry.fd, &buffer, buffer.count)
            if count > 0 {
                index == 0 ? output.append(buffer[..<count]) : output.appendError(buffer[..<count])
            } else if count == 0 || errno != EINTR {
                index == 0 ? Self.close(&self.output.reader) : Self.close(&errors.reader)
            }
        }
        return true
    }

    func closeWriters() {
        Self.close(&output.writer)
        Self.close(&errors.writer)
    }

    func close() {
        closeWriters()
        Self.close(&output.reader)
        Self.close(&errors.reader)
    }

    private static func close(_ descriptor: inout Int32) {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }
}
