import Logging

/// A backend of swift-log that writes one line an event, as text or as JSON.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let format: LogFormat
    private let sink: LogSink

    package init(format: LogFormat, sink: LogSink, level: Logger.Level = .info) {
        self.format = format
        self.sink = sink
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields: [(String, String)] = []
        for (key, value) in (event.metadata ?? [:]).sorted(by: { $0.key < $1.key }) {
            fields.append((key, value.description))
        }
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where event.metadata?[key] == nil {
            fields.append((key, value.description))
        }
        sink.write(
            format.line(
                time: LogTime.now().text, level: event.level.rawValue, message: event.message.description,
                fields: fields))
    }
}
