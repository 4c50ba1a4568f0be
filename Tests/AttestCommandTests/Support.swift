import AttestCommand
import Attestation
import Foundation
import KubernetesModel
import Testing

let digestA = String(repeating: "a", count: 64)
let commit = "3f786850e387550fdab836ed7e6dc881de23001b"
let moment = "2026-11-21T14:05:00Z"

/// A change that makes a request one which is refused, and what is said of it.
struct Refusal<Request>: Sendable {
    let expected: String
    let change: @Sendable (inout Request) -> Void

    init(_ expected: String, _ change: @escaping @Sendable (inout Request) -> Void) {
        self.expected = expected
        self.change = change
    }
}

/// Files that exist only here.
struct Files {
    var texts: [String: String]

    init(_ texts: [String: String]) { self.texts = texts }

    func read(_ name: String) throws(AttestError) -> [UInt8] {
        guard let text = texts[name] else { throw AttestError(name, "cannot be read: No such file or directory") }
        return Array(text.utf8)
    }
}

func now() throws -> Moment { try #require(Moment("2026-11-22T00:00:00Z")) }

func read(_ text: String, as format: String? = nil) throws -> MeasuredMetrics {
    try MetricsFormat.read(
        AttestInput(name: "metrics.json", bytes: Array(text.utf8)), as: format.flatMap(MetricsFormat.named))
}

/// `NAME[SLICE]=VALUE/SAMPLES` of each row.
func rows(_ text: String) throws -> [String] {
    try read(text).rows.map { row in
        "\(row.title)=\(row.value)" + (row.sampleCount.map { "/\($0)" } ?? "")
    }
}

/// What is wrong with it, with file, line and column.
func problem(_ body: () throws -> some Any) -> String {
    do {
        _ = try body()
        return ""
    } catch {
        return "\(error)"
    }
}

func json(_ bytes: [UInt8]) throws -> Node { try JSONParser.parse(bytes).root }

/// Data that stands beside the checkout; nil where it is absent, which CI does not accept.
func shared(_ path: String) throws -> [UInt8]? {
    let base =
        ProcessInfo.processInfo.environment["PEDIGREE_SHARED"].map(URL.init(fileURLWithPath:))
        ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
    let file = base.appendingPathComponent(path)
    guard FileManager.default.fileExists(atPath: file.path) else {
        try #require(ProcessInfo.processInfo.environment["CI"] != "true", "\(path) is not beside this checkout")
        print("skipped: \(path) is not beside this checkout")
        return nil
    }
    return Array(try Data(contentsOf: file))
}
