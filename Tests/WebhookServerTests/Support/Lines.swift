import Logging
import NIOConcurrencyHelpers

@testable import WebhookServer

/// The lines that decisions were logged with.
final class Lines: Sendable {
    private let lines = NIOLockedValueBox<[String]>([])

    var all: [String] { lines.withLockedValue { $0 } }

    func log(_ format: LogFormat = .text, level: Logger.Level = .debug) -> DecisionLines {
        DecisionLines(format: format, level: level) { append in
            var line: [UInt8] = []
            append(&line)
            self.lines.withLockedValue { $0.append(String(decoding: line, as: UTF8.self)) }
        }
    }
}
