import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import RemoteServices
import Testing

@Suite("A client of the Hugging Face hub", .enabled(if: MisbehavingServer.isAvailable))
struct HuggingFaceClientTests {
    private let server: MisbehavingServer
    private let base = "/\(UUID().uuidString)"
    private let commit = "5a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
    private var soon: Deadline { .after(.seconds(120)) }

    init() throws { server = try MisbehavingServer.shared() }

    private func client(_ authorization: HTTPAuthorization = .none) throws -> HuggingFaceClient {
        let settings = HTTPSettings(
            caFile: server.caFile, networks: [try #require(NetworkPrefix("127.0.0.1/32"))], requestTime: .seconds(60))
        return HuggingFaceClient(settings, endpoint: server.origin + base + "/", authorization: authorization)
    }

    private func answer(
        _ path: String, status: Int = 200, headers: [String: String] = [:], _ json: String
    ) throws {
        try server.answer(
            "GET", "\(base)/api/models/\(path)", status: status, headers: headers, Array(json.utf8))
    }

    private func failure(
        _ authorization: HTTPAuthorization = .none, status: Int, headers: [String: String] = [:], body: String = "{}"
    ) throws -> ServiceFailure? {
        try answer("org/name/revision/main", status: status, headers: headers, body)
        let client = try client(authorization)
        return #expect(throws: ServiceFailure.self) { try client.resolve("org/name", by: soon) }
    }

    @Test("a branch is the commit that the hub names now")
    func branch() throws {
        try answer("org/name/revision/main", #"{"id": "org/name", "sha": "\#(commit)"}"#)
        let revision = try client().resolve("org/name", by: soon)
        #expect(revision.commit == commit && revision.repository == "org/name")
    }

    @Test("a branch with a slash in its name is one segment of the path")
    func slash() throws {
        try answer("org/name/revision/refs%2Fpr%2F1", #"{"sha": "\#(commit)"}"#)
        #expect(try client().resolve("org/name", revision: "refs/pr/1", by: soon).commit == commit)
    }

    @Test("a repository that was renamed is told by its new name, and by nothing that is no name")
    func renamed() throws {
        try answer("org/old/revision/main", #"{"id": "org/new", "sha": "\#(commit)"}"#)
        #expect(try client().resolve("org/old", by: soon).repository == "org/new")
        try answer("org/odd/revision/main", #"{"id": "org/\u001b[31m", "sha": "\#(commit)"}"#)
        #expect(try client().resolve("org/odd", by: soon).repository == "org/odd")
    }

    @Test(
        "what names no commit is no answer",
        arguments: [
            "", "{}", "[]", #"{"sha": "main"}"#, #"{"sha": "5A1B2C3D4E5F60718293A4B5C6D7E8F901234567"}"#,
            #"{"sha": 7}"#,
        ])
    func malformed(body: String) throws { #expect(try failure(status: 200, body: body)?.kind == .malformed) }

    @Test("each refusal has its remedy, and none the body's words")
    func refusals() throws {
        let secret = #"{"error": "\#(MisbehavingServer.bodySecret)"}"#
        let cases: [(status: Int, code: String?, kind: ServiceFailure.Kind, words: String)] = [
            (401, "GatedRepo", .forbidden, "set HF_TOKEN"), (401, "RepoNotFound", .unauthorized, "set HF_TOKEN"),
            (401, nil, .unauthorized, "set HF_TOKEN"),
            (404, "RevisionNotFound", .notFound, #"no branch, tag or commit "main""#),
            (429, nil, .busy, "429"), (503, nil, .server, "503"),
        ]
        for example in cases {
            let headers = example.code.map { ["X-Error-Code": $0] } ?? [:]
            let found = try failure(status: example.status, headers: headers, body: secret)
            #expect(found?.kind == example.kind, "\(example)")
            #expect(found?.reason.contains(example.words) == true, "\(found?.reason ?? "")")
            #expect(found?.reason.contains(MisbehavingServer.bodySecret) == false)
        }
    }

    @Test("with a token, what it may not see is said to be the token's matter, and the token is not shown")
    func token() throws {
        let file = NSTemporaryDirectory() + "pedigree-token-\(UUID().uuidString)"
        try "hf_s3cret\n".write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let found = try failure(.bearer(.file(file)), status: 404, headers: ["X-Error-Code": "RepoNotFound"])
        #expect(found?.kind == .notFound && found?.reason.contains("this token may see") == true)
        #expect(found?.reason.contains("hf_s3cret") == false)
        let seen = try #require(try server.requests("\(base)/api/models/org/name").last)
        #expect(seen.headers["authorization"] == "Bearer hf_s3cret")
    }

    @Test("a commit is there, or the hub says that the repository has none such; nothing else is an absence")
    func commits() throws {
        try answer("org/name/revision/\(commit)", #"{"sha": "\#(commit)"}"#)
        try client().check(commit, of: "org/name", by: soon)
        try answer("org/other/revision/\(commit)", #"{"sha": "\#(String(repeating: "0", count: 40))"}"#)
        let client = try client()
        func failure(_ name: String) -> ServiceFailure? {
            #expect(throws: ServiceFailure.self) { try client.check(commit, of: name, by: soon) }
        }
        #expect(failure("org/other")?.kind == .mismatch)
        for (name, code, isAbsence) in [
            ("org/a", "RevisionNotFound", true), ("org/b", "RepoNotFound", false), ("org/c", "GatedRepo", false),
            ("org/d", "EntryNotFound", false),
        ] {
            try answer("\(name)/revision/\(commit)", status: 404, headers: ["X-Error-Code": code], "{}")
            #expect(failure(name)?.isAbsence == isAbsence, "\(code)")
        }
    }

    @Test("data has names of its own")
    func datasets() throws {
        try server.answer(
            "GET", "\(base)/api/datasets/org/name/revision/\(commit)", Array(#"{"sha": "\#(commit)"}"#.utf8))
        let settings = HTTPSettings(
            caFile: server.caFile, networks: [try #require(NetworkPrefix("127.0.0.1/32"))], requestTime: .seconds(60))
        let datasets = HuggingFaceClient(settings, endpoint: server.origin + base, of: .datasets)
        try datasets.check(commit, of: "org/name", by: soon)
    }
}
