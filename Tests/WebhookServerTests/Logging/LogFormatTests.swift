import Foundation
import Logging
import Testing

@testable import WebhookServer

@Suite("Log lines")
struct LogFormatTests {
    private func line(_ format: LogFormat, _ value: String) -> String {
        String(
            decoding: format.line(time: "T", level: "info", message: "decision", fields: [("name", value)]),
            as: UTF8.self)
    }

    @Test(
        "nothing in a value ends the line, closes the quotes or reaches the terminal",
        arguments: [
            "a\nb", "a\r\nlevel=error", "\u{1B}[31m", "\"quoted\"", "back\\slash", "\u{85}", "\u{2028}", "\u{202E}x",
            "\0",
        ])
    func safe(value: String) throws {
        for format in LogFormat.allCases {
            let line = line(format, value)
            #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
            #expect(!line.unicodeScalars.contains("\u{202E}") && !line.unicodeScalars.contains("\u{2028}"))
        }
        let object = try JSONSerialization.jsonObject(with: Data(line(.json, value).utf8)) as? [String: String]
        #expect(object?["name"] == value)
    }

    @Test("text is plain where it can be")
    func text() {
        #expect(line(.text, "ml-prod/fraud") == "T info decision name=ml-prod/fraud")
        #expect(line(.text, "two words") == #"T info decision name="two words""#)
        #expect(line(.text, "") == #"T info decision name="""#)
        #expect(line(.json, "ü") == #"{"time":"T","level":"info","message":"decision","name":"ü"}"#)
    }

    @Test("lines reach the descriptor in order, and closing writes the last")
    func sink() async throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        defer {
            close(descriptor)
            unlink(path)
        }
        let sink = LogSink(descriptor: descriptor)
        let log = Logger(label: "test") { _ in LineLogHandler(format: .text, sink: sink) }
        for number in 0..<1_000 { log.info("line", metadata: ["number": "\(number)"]) }
        log.debug("not written")
        await sink.close()
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 1_000)
        #expect(lines.enumerated().allSatisfy { $1.hasSuffix(" info line number=\($0)") })
    }
}
