import Foundation

/// What this process takes of its machine, under the names that Prometheus' client libraries use; what the system does
/// not tell is left out.
struct ProcessUsage: Sendable {
    /// Seconds since 1970.
    private let start = Date().timeIntervalSince1970

    func write(to text: inout PrometheusText) {
        text.family("process_start_time_seconds", .gauge, Help.start)
        text.sample("process_start_time_seconds", [], start)
        text.family("process_cpu_seconds_total", .counter, Help.cpu)
        text.sample("process_cpu_seconds_total", [], Self.cpuSeconds)
        write("process_resident_memory_bytes", Help.resident, Self.residentBytes, to: &text)
        write("process_open_fds", Help.openFiles, Self.openFiles, to: &text)
        write("process_max_fds", Help.mostFiles, Self.mostFiles, to: &text)
        write("pedigree_memory_limit_bytes", Help.limit, Self.memoryLimit, to: &text)
    }

    private func write(_ name: String, _ help: String, _ value: Int?, to text: inout PrometheusText) {
        guard let value else { return }
        text.family(name, .gauge, help)
        text.sample(name, [], value)
    }

    private static var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static var mostFiles: Int? { small("/proc/self/limits").flatMap { mostFiles(inLimits: $0) } }

    /// The soft limit: the first number behind `Max open files` (proc(5), `/proc/pid/limits`).
    static func mostFiles(inLimits text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix("Max open files") {
            return line.dropFirst("Max open files".count).split(separator: " ").first.flatMap { Int($0) }
        }
        return nil
    }

    static var openFiles: Int? {
        // One of them is the listing's own.
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { max(0, $0.count - 1) }
    }

    /// proc(5): the second number of `statm` is the resident set, in pages.
    private static var residentBytes: Int? {
        guard let text = small("/proc/self/statm") else { return nil }
        let numbers = text.split(separator: " ")
        guard numbers.count > 1, let pages = Int(numbers[1]) else { return nil }
        let (bytes, isTooMany) = pages.multipliedReportingOverflow(by: Int(sysconf(Int32(_SC_PAGESIZE))))
        return isTooMany ? nil : bytes
    }

    /// What the control group allows, version 2 or 1; nil where it sets no limit.
    private static var memoryLimit: Int? {
        ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"].lazy.compactMap { small($0) }
            .compactMap { limit($0) }.first
    }

    /// `max`, or in version 1 a number next to 2^63, means that there is none.
    static func limit(_ text: String) -> Int? {
        guard let bytes = Int(text.prefix { !$0.isWhitespace }), bytes < 1 << 60 else { return nil }
        return bytes
    }

    private static func small(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}

private enum Help {
    static let start = "When this process started, in seconds since 1970."
    static let cpu = "Processor time of this process, in user and in kernel mode."
    static let resident = "Memory of this process that is resident."
    static let openFiles = "Open file descriptors."
    static let mostFiles = "The most file descriptors that may be open."
    static let limit = "The memory that the control group allows."
}
