import Foundation

/// Whether to colour, as `--color` says.
enum ColourChoice: String, CaseIterable {
    case auto, always, never

    static let names = allCases.map(\.rawValue)

    static func named(_ name: String) throws -> ColourChoice {
        guard let choice = ColourChoice(rawValue: name) else {
            throw UsageError(message: unknown("colour choice", name, among: names))
        }
        return choice
    }

    var isOn: Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: Console.isTerminal(STDOUT_FILENO) && !isRefused
        }
    }

    /// https://no-color.org
    private var isRefused: Bool {
        let environment = ProcessInfo.processInfo.environment
        return !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    }
}

/// One line on standard error that says how far long work has come; only on a terminal.
final class ProgressLine {
    private let isShown = Console.isTerminal(STDERR_FILENO)
    private let start = ContinuousClock.now
    private var last: ContinuousClock.Instant?

    func show(_ done: Int, of total: Int) {
        guard isShown else { return }
        let now = ContinuousClock.now
        // Short work needs no line, and a line that changes faster than the eye only costs time.
        guard now - start > .seconds(1), last.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
        last = now
        Console.standardError("\r\(done) of \(total) files judged")
    }

    func clear() {
        if last != nil { Console.standardError("\r\u{1B}[K") }
    }
}

/// One line on standard error that counts on, for work whose end nobody knows; only on a terminal.
final class CountLine {
    private let isShown = Console.isTerminal(STDERR_FILENO)
    private let start = ContinuousClock.now
    private let words: (Int64) -> String
    private var last: ContinuousClock.Instant?

    init(_ words: @escaping (Int64) -> String) { self.words = words }

    func show(_ count: Int64) {
        guard isShown else { return }
        let now = ContinuousClock.now
        guard now - start > .seconds(1), last.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
        last = now
        Console.standardError("\r\(words(count))")
    }

    func clear() {
        if last != nil { Console.standardError("\r\u{1B}[K") }
    }
}
