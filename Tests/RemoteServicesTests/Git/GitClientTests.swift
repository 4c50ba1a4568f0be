import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import Testing

@testable import RemoteServices

@Suite("A client of Git servers", .enabled(if: MisbehavingServer.isAvailable))
struct GitClientTests {
    private let server: MisbehavingServer
    private let path = "/\(UUID().uuidString)/data.git"
    private let commit = String(repeating: "1", count: 40)
    private var soon: Deadline { .after(.seconds(120)) }

    init() throws { server = try MisbehavingServer.shared() }

    private func client() throws -> GitClient {
        GitClient(
            HTTPSettings(
                caFile: server.caFile, networks: [try #require(NetworkPrefix("127.0.0.1/32"))],
                requestTime: .seconds(60)))
    }

    private func advertise(_ lines: String..., status: Int = 200) throws {
        let body = lines.flatMap { PacketLines.line("\($0)\n") } + Array("0000".utf8)
        try server.answer("GET", "\(path)/info/refs", status: status, body)
    }

    private func answer(_ body: [UInt8], status: Int = 200) throws {
        try server.answer("POST", "\(path)/git-upload-pack", status: status, body)
    }

    private func failure() throws -> ServiceFailure? {
        let client = try client()
        return #expect(throws: ServiceFailure.self) { try client.check(commit, of: server.origin + path, by: soon) }
    }

    @Test("a server that begins to send the commit has it")
    func there() throws {
        try advertise("# service=git-upload-pack", "version 2", "fetch=shallow filter")
        try answer(PacketLines.line("shallow-info\n") + PacketLines.line("shallow \(commit)\n"))
        try client().check(commit, of: server.origin + path, by: soon)
        let asked = try #require(try server.requests("\(path)/git-upload-pack").first)
        let text = String(decoding: asked.body, as: UTF8.self)
        #expect(
            text == "0012command=fetch\n0001" + "0032want \(commit)\n"
                + "000ddeepen 1\n0012filter tree:0\n0009done\n0000")
        #expect(asked.headers["git-protocol"] == "version=2")
    }

    @Test("only the server's own word is an absence")
    func gone() throws {
        try advertise("version 2", "fetch=shallow filter")
        try answer(PacketLines.line("ERR upload-pack: not our ref \(commit)\n"))
        let gone = try #require(try failure())
        #expect(gone.isAbsence && gone.kind == .notFound && gone.reason.contains(commit))
        let others = [
            "ERR upload-pack: not our ref \(String(repeating: "2", count: 40))", "ERR access denied",
            "ERR upload-pack: not our ref", "hello",
        ]
        for other in others {
            try answer(PacketLines.line("\(other)\n"))
            #expect(try failure()?.isAbsence == false, "\(other)")
        }
        for body in [[], Array("0000".utf8), Array("zzzz".utf8), Array("ffff".utf8), Array("<html>".utf8)] {
            try answer(body)
            #expect(try failure()?.isAbsence == false)
        }
        for status in [401, 403, 404, 500] {
            try answer([], status: status)
            #expect(try failure()?.isAbsence == false, "\(status)")
        }
    }

    @Test("a server that speaks no version 2, or shows no repository, says nothing of the commit")
    func otherServers() throws {
        try advertise("# service=git-upload-pack", "\(commit) HEAD")
        #expect(try failure()?.kind == .malformed)
        for status in [401, 403, 404, 500] {
            try advertise("version 2", status: status)
            #expect(try failure()?.isAbsence == false, "\(status)")
        }
        #expect(try server.requests("\(path)/git-upload-pack").isEmpty)
    }

    @Test("a server without filters that sends more than is read has the commit; one with filters says nothing by it")
    func large() throws {
        try advertise("version 2", "fetch=shallow")
        try answer(PacketLines.line("packfile\n") + [UInt8](repeating: 0, count: 2 << 20))
        try client().check(commit, of: server.origin + path, by: soon)
        try advertise("version 2", "fetch=shallow filter")
        #expect(try failure()?.kind == .transport(.tooLarge))
    }

    @Test(
        "what is no plain address, or no commit, is not asked for",
        arguments: [
            "https://user:secret@git.example/x", "https://git.example/x?y", "https://git.example/x#y", "https://",
            "https://git.example/a b", "file", "https://git.example/\n",
        ])
    func addresses(_ url: String) throws {
        let client = try client()
        let failure = #expect(throws: ServiceFailure.self) { try client.check(commit, of: url, by: soon) }
        #expect(failure?.kind == .malformed && failure?.reason.contains("\n") == false)
        let short = #expect(throws: ServiceFailure.self) {
            try client.check("1111", of: server.origin + path, by: soon)
        }
        #expect(short?.kind == .malformed)
    }

    @Test("nobody is asked at an address that the settings do not allow")
    func addressRules() throws {
        let client = GitClient(HTTPSettings(caFile: server.caFile))
        let failure = #expect(throws: ServiceFailure.self) {
            try client.check(commit, of: server.origin + path, by: soon)
        }
        #expect(failure?.kind == .transport(.address))
    }

    @Test("lines are read up to what is none")
    func lines() {
        #expect(PacketLines(Array("0008ab\n\n0001".utf8)).texts == ["ab\n"])
        #expect(PacketLines(Array("0006a\n00000002000bversion".utf8)).texts == ["a", "version"])
        for text in ["", "0", "0003", "0008abc", "000g", "-001", "0005\u{FF}"] {
            #expect(PacketLines(Array(text.utf8)).texts.isEmpty, "\(text)")
        }
        let many = (0..<500).flatMap { _ in PacketLines.line("x\n") }
        #expect(PacketLines(many).texts.count == PacketLines.most)
        #expect(PacketLines([0x30, 0x30, 0x30, 0x35, 0xFF]).texts.isEmpty)
    }
}
