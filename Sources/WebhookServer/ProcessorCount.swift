import Foundation
import NIOCore

/// How many processors this process may use.
enum ProcessorCount {
    /// The least of what the machine has, what its control group allows (NIO reads that), and what the process is bound
    /// to (`taskset`, the kubelet's static CPU policy), which NIO does not read. At least 1.
    static let available = max(1, min(System.coreCount, bound(inStatus: status) ?? System.coreCount))

    /// The processors of `Cpus_allowed`, a mask in hexadecimal; nil where there is none (proc(5), `/proc/pid/status`).
    static func bound(inStatus status: String) -> Int? {
        for line in status.split(separator: "\n") where line.hasPrefix("Cpus_allowed:") {
            let count = line.dropFirst("Cpus_allowed:".count).reduce(0) { $0 + ($1.hexDigitValue ?? 0).nonzeroBitCount }
            return count > 0 ? count : nil
        }
        return nil
    }

    private static var status: String { (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? "" }
}
