import Foundation
import Testing

@testable import ClusterAPI

@Suite("Who we are to a cluster", .timeLimit(.minutes(20)))
struct ClusterCredentialsTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test("a token's file is read again when its time is over, and at once after a refusal")
    func rotation() throws {
        let file = try folder.write("token", "one\n")
        let slow = ClusterCredentials(.tokenFile(file), place: "u")
        let first = try slow.access()
        #expect(first.authorization == "Bearer one")
        try folder.write("token", "two\n")
        #expect(try slow.access() == first)
        slow.refused(first)
        let second = try slow.access()
        #expect(second.authorization == "Bearer two")
        // A refusal of what does not count any more is no news.
        try folder.write("token", "three\n")
        slow.refused(first)
        #expect(try slow.access() == second)
        let fast = ClusterCredentials(.tokenFile(file), place: "u", fileAge: .zero)
        #expect(try fast.access().authorization == "Bearer three")
    }

    @Test("a file that is missing, empty or several lines is said with its field")
    func unreadable() throws {
        let empty = try folder.write("empty", "\n")
        let lines = try folder.write("lines", "a\nb\n")
        for (file, words) in [("/no/token", "No such file"), (empty, "is empty"), (lines, "more than one line")] {
            let credentials = ClusterCredentials(.tokenFile(file), place: "user \"u\"")
            let found = failure { () throws(ClusterFailure) in _ = try credentials.access() }
            #expect(found?.kind == .settings && found?.reason.hasPrefix("user \"u\".tokenFile: ") == true)
            #expect(found?.reason.contains(words) == true)
        }
        let pair = ClusterCredentials.Certificate(certificate: .file("/no/crt"), key: .data([1]))
        let found = failure { () throws(ClusterFailure) in
            _ = try ClusterCredentials(.none, certificate: pair, place: "user \"u\"").access()
        }
        #expect(found?.reason.hasPrefix("user \"u\".client-certificate: the file \"/no/crt\" cannot be read") == true)
    }

    @Test("a plugin is run when what it said is over or refused, once, however many ask")
    func plugin() throws {
        let script = try folder.program(
            "plugin",
            """
            #!/bin/sh
            echo x >> '\(folder.path)/runs'
            n=$(wc -l < '\(folder.path)/runs')
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t%s"%s}}' \
            "$n" "$(cat '\(folder.path)/more' 2>/dev/null)"
            """)
        let plugin = ExecPlugin(apiVersion: "client.authentication.k8s.io/v1", command: script, place: "exec")
        let credentials = ClusterCredentials(.plugin(plugin), place: "u")
        DispatchQueue.concurrentPerform(iterations: 8) { _ in _ = try? credentials.access() }
        let first = try credentials.access()
        #expect(first.authorization == "Bearer t1")
        credentials.refused(first)
        #expect(try credentials.access().authorization == "Bearer t2")
        // What is over when it comes is never used a second time.
        try folder.write("more", #","expirationTimestamp":"2001-01-01T00:00:00Z""#)
        credentials.refused(try credentials.access())
        #expect(try credentials.access().authorization == "Bearer t3")
        #expect(try credentials.access().authorization == "Bearer t4")
    }
}
