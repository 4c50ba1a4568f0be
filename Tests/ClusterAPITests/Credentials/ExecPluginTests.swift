import Foundation
import HTTPTransport
import KubernetesModel
import Testing

@testable import ClusterAPI

@Suite("Credential plugins", .timeLimit(.minutes(3)))
struct ExecPluginTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func plugin(_ script: String, timeout: Duration = .seconds(60)) throws -> ExecPlugin {
        let file = try folder.write("plugin", "#!/bin/sh\n\(script)\n", mode: 0o700)
        return ExecPlugin(
            apiVersion: "client.authentication.k8s.io/v1", command: file, arguments: ["a b", "c"],
            environment: [.init(name: "WHO", value: "m e")], installHint: "Install it\u{1B}[31m from example.com",
            place: "user \"u\": exec", timeout: timeout)
    }

    private func credential(_ status: String) -> String {
        #"printf '%s' '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":"# + status
            + "}'"
    }

    @Test("it gets its arguments, its variables and what it is told of the cluster, and no terminal")
    func told() throws {
        var plugin = try plugin(
            """
            { printf '%s|' "$@"; printf '%s\\n' "$WHO"; printf '%s\\n' "$KUBERNETES_EXEC_INFO"; } > '\(folder.path)/seen'
            if (: < /dev/tty) 2>/dev/null; then echo tty; else echo none; fi >> '\(folder.path)/seen'
            cat >> '\(folder.path)/seen'
            \(credential(#"{"token":"t"}"#))
            """)
        plugin.clusterInfo = Array(#"{"server":"https://a"}"#.utf8)
        #expect(try plugin.run().token == "t")
        let lines = try folder.read("seen").split(separator: "\n")
        #expect(lines.count == 3 && lines.first == "a b|c|m e" && lines.last == "none")
        let info = try JSONParser.parse(Array(String(lines[1]).utf8)).root
        #expect(info["kind"]?.string == "ExecCredential" && info["spec"]?["interactive"]?.bool == false)
        #expect(info["apiVersion"]?.string == plugin.apiVersion)
        #expect(info["spec"]?["cluster"]?["server"]?.string == "https://a")
    }

    @Test("a client certificate and its key are taken as they are")
    func certificate() throws {
        let answer = try plugin(credential(#"{"clientCertificateData":"C","clientKeyData":"K"}"#)).run()
        #expect(answer.identity == ClientIdentity(certificate: Array("C".utf8), key: Array("K".utf8)))
    }

    @Test(
        "what goes wrong is told with what the program said last, and never with what it printed",
        arguments: [
            ("echo secret; echo first >&2; echo 'log in again' >&2; exit 3", "failed with exit code 3: log in again"),
            ("kill -9 $$", "was ended by signal 9"), ("echo hello-secret", "printed is no JSON object"),
            ("echo '{\"kind\":\"ExecCredential\"}'", "printed is nothing ExecCredential and not client.authentication"),
            ("head -c 3000000 /dev/zero", "printed more than 1 MiB"), ("exit 0", "printed is no JSON object"),
        ])
    func failures(script: String, words: String) throws {
        let plugin = try plugin(script)
        let found = failure { () throws(ClusterFailure) in _ = try plugin.run() }
        #expect(found?.kind == .settings && found?.reason.contains(words) == true, "\(found?.reason ?? "nothing")")
        #expect(found?.reason.hasPrefix("user \"u\": exec: ") == true && found?.reason.contains("secret") == false)
    }

    @Test("a program that is not there says how to get it")
    func missing() throws {
        var plugin = try plugin("")
        plugin.command = "pedigree-no-such-plugin"
        let missing = plugin
        let found = failure { () throws(ClusterFailure) in _ = try missing.run() }
        #expect(
            found?.reason == "user \"u\": exec: the program \"pedigree-no-such-plugin\" is not installed. "
                + "Install it\\u{1b}[31m from example.com")
    }

    @Test("one that does not end is ended, with all that it has started")
    func endless() throws {
        let plugin = try plugin(
            "sleep 600 & echo $! > '\(folder.path)/child'; echo x; wait", timeout: .seconds(2))
        let found = failure { () throws(ClusterFailure) in _ = try plugin.run() }
        #expect(found?.reason.hasSuffix("did not end within 2 s") == true, "\(found?.reason ?? "nothing")")
        let child = try #require(Int32(try folder.read("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        let deadline = Deadline.after(.seconds(30))
        while isRunning(child), !deadline.hasPassed { usleep(20_000) }
        #expect(!isRunning(child))
    }

    /// It is a zombie for as long as nobody has taken note of it, which is none of ours.
    private func isRunning(_ pid: Int32) -> Bool {
        let state = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return !state.isEmpty && !state.contains(") Z ")
    }

    @Test("what it leaves running does not hold its answer")
    func background() throws {
        let plugin = try plugin("sleep 600 & \(credential(#"{"token":"t"}"#))", timeout: .seconds(100))
        #expect(try plugin.run().token == "t")
    }
}
