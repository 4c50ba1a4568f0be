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

    /// The same for what is no decision.
    var logger: Logger {
        Logger(label: "test") { _ in Keeper(lines: self) }
    }

    private struct Keeper: LogHandler {
        var logLevel = Logger.Level.debug
        var metadata: Logger.Metadata = [:]
        let lines: Lines

        init(lines: Lines) { self.lines = lines }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            lines.lines.withLockedValue { $0.append("\(event.level) \(event.message)" + fields.joined()) }
        }
    }
}
