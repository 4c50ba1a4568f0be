import Attestation
import DecisionLog
import Foundation
import LogCommand
import PolicyEngine
import Testing

@Suite("verify-log")
struct VerifyLogTests {
    private let folder: Folder
    private var file: String { folder.file("log.sqlite") }
    private let key: PrivateKey

    init() throws {
        folder = try Folder()
        key = try PrivateKey.generate(.ed25519)
        var settings = LogSettings()
        settings.key = key
        let store = try LogPlace(file).open(writing: .beforeResponse)
        let writer = try LogWriter(store, settings)
        for index in 0..<10 { writer.submit(isDenial: false) { Folder.decision("d-\(index)") } }
        writer.close(by: Date() + 30)
    }

    private func verdict(_ log: String, keys: [PublicKey] = [], partial: Bool = false) throws -> LogVerdict {
        var command = VerifyLog(try LogPlace(log))
        (command.keys, command.isPartial) = (keys, partial)
        return try command.run()
    }

    @Test("a log and its export are good, by the key that signed it")
    func good() throws {
        #expect(try verdict(file, keys: [key.publicKey]).isGood)
        var bytes: [UInt8] = []
        _ = try LogExport(EntryQuery()).run(try LogPlace(file).openReading()) { bytes += $0 }
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("log.jsonl")))
        let verdict = try verdict(folder.file("log.jsonl"), keys: [key.publicKey])
        #expect(verdict.isGood)
        #expect(verdict.entries == 12)
        #expect(verdict.signed == 1)
    }

    @Test("the text says what was looked at, and the JSON the same")
    func output() throws {
        let verdict = try verdict(file, keys: [try PrivateKey.generate(.ed25519).publicKey])
        #expect(
            verdict.text("log.sqlite").hasPrefix(
                "signature: \(try LogPlace(file).openReading().chains()[0].writer) 12: its checkpoint is signed by none"
            ))
        #expect(
            verdict.text("log.sqlite").contains("NOT GOOD: log.sqlite: 12 entries in 1 chain, 1 checkpoint (0 signed"))
        #expect(verdict.json("log.sqlite").contains("\"good\": false"))
        #expect(verdict.json("log.sqlite").contains("\"code\": \"unsigned\""))
    }

    @Test("what is no log is said", arguments: ["none.sqlite", "text.txt", "."])
    func noLog(name: String) throws {
        try Data("text".utf8).write(to: URL(fileURLWithPath: folder.file("text.txt")))
        #expect(throws: LogFailure.self) { try verdict(folder.file(name)) }
        #expect(throws: LogFailure.self) { try verdict(file, partial: true) }
        #expect(throws: LogFailure.self) { try VerifyLog.key("k.pub", Array("no key".utf8)) }
    }
}

/// A directory that goes with its test.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "pedigree-log-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    @Sendable static func decision(_ name: String) -> Decision {
        let workload = WorkloadIdentity(group: "apps", kind: "Deployment", namespace: "fraud", name: name)
        return Decision(time: Date(), operation: "CREATE", workload: workload, verdict: "allowed")
    }
}
