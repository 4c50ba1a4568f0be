import Logging

/// The log line of one decision, as far as it is the same each time that the same question is asked: all but the time, how
/// long it took, the uid and the trace. Written once, as bytes.
struct DecisionLine: Sendable {
    private let format: LogFormat
    private let bytes: [UInt8]
    /// Where `microseconds`, and where `trace_id` and `uid` belong; fields stand in the order of their names.
    private let beforeTime: Int
    private let beforeTrace: Int

    /// - Parameter fields: in the order of their names.
    init(_ level: Logger.Level, _ fields: [(name: String, value: String)], format: LogFormat) {
        self.format = format
        var bytes: [UInt8] = []
        bytes.reserveCapacity(384)
        format.head(level: level.rawValue, message: "decision", into: &bytes)
        var (beforeTime, beforeTrace): (Int?, Int?)
        for (name, value) in fields {
            if beforeTime == nil, name > "microseconds" { beforeTime = bytes.count }
            if beforeTrace == nil, name > "trace_id" { beforeTrace = bytes.count }
            format.field(name, value, into: &bytes)
        }
        self.beforeTime = beforeTime ?? bytes.count
        self.beforeTrace = beforeTrace ?? bytes.count
        bytes += format.end
        self.bytes = bytes
    }

    /// Appends the line of one request.
    func append(
        time: LogTime, microseconds: Int64, uid: String, traceID: String?, to line: inout [UInt8]
    ) {
        line += format.beforeTime
        time.append(to: &line)
        line += bytes[..<beforeTime]
        format.field("microseconds", String(microseconds), into: &line)
        line += bytes[beforeTime..<beforeTrace]
        if let traceID { format.field("trace_id", traceID, into: &line) }
        format.field("uid", uid, into: &line)
        line += bytes[beforeTrace...]
    }

    /// What it holds in memory.
    var size: Int { bytes.capacity }
}

/// Where decisions are logged: one line each, past swift-log, whose metadata cost as much as a small decision.
package struct DecisionLines: Sendable {
    let format: LogFormat
    private let level: Logger.Level
    /// Takes what appends a line to those that wait.
    private let put: @Sendable ((inout [UInt8]) -> Void) -> Void

    package init(format: LogFormat, sink: LogSink, level: Logger.Level = .info) {
        self.init(format: format, level: level) { sink.write($0) }
    }

    init(format: LogFormat, level: Logger.Level, put: @escaping @Sendable ((inout [UInt8]) -> Void) -> Void) {
        self.format = format
        self.level = level
        self.put = put
    }

    func wants(_ level: Logger.Level) -> Bool { self.level <= level }

    func write(_ line: DecisionLine, microseconds: Int64, uid: String, traceID: String?) {
        let time = LogTime.now()
        put { line.append(time: time, microseconds: microseconds, uid: uid, traceID: traceID, to: &$0) }
    }
}
