import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import Testing

@testable import ClusterAPI

@Suite("Asking an API server", .enabled(if: KubernetesServer.isAvailable), .timeLimit(.minutes(5)))
struct ClusterClientTests {
    private let server: KubernetesServer
    private let folder: Folder

    init() throws {
        server = try KubernetesServer()
        folder = try Folder()
        try server.put("apps/v1", "Deployment", "web", spec: ["replicas": 2])
    }

    private func web(_ client: ClusterClient) throws(ClusterFailure) -> Document {
        try client.object(.deployments, namespace: "ml", name: "web", by: .soon)
    }

    private func asked(_ endpoint: ClusterEndpoint) -> ClusterFailure? {
        failure { () throws(ClusterFailure) in _ = try web(ClusterClient(endpoint)) }
    }

    @Test("an object comes whole, and one that is not there is told apart")
    func object() throws {
        let document = try web(server.client())
        #expect(document.root["spec"]?["replicas"]?.int == 2 && document.root["kind"]?.string == "Deployment")
        #expect(try server.requests("/deployments/web").last?.userAgent == "pedigree")
        let none = failure { () throws(ClusterFailure) in
            _ = try server.client().object(.deployments, namespace: "ml", name: "none", by: .soon)
        }
        #expect(none?.kind == .notFound && none?.status == 404 && none?.reason.contains("\"none\" not found") == true)
    }

    @Test("a client certificate says who we are, from files and from data")
    func certificate() throws {
        let greeting = server.greeting
        let files = ClusterCredentials.Certificate(
            certificate: .file(greeting.clientCertificate), key: .file(greeting.clientKey))
        let data = ClusterCredentials.Certificate(
            certificate: .data(try files.certificate.read("x")), key: .data(try files.key.read("x")))
        for pair in [files, data] {
            _ = try web(server.client(ClusterCredentials(.none, certificate: pair, place: "u")))
            #expect(try server.requests("/web").last?.user == "kubernetes-admin")
        }
        #expect(asked(server.endpoint(ClusterCredentials(.none, place: "u")))?.status == 401)
        let mixed = ClusterCredentials.Certificate(certificate: files.certificate, key: .data(Array("no key".utf8)))
        let found = asked(server.endpoint(ClusterCredentials(.none, certificate: mixed, place: "u")))
        #expect(
            found?.kind == .settings && found?.reason.contains("client certificate") == true, "\(found?.reason ?? "")")
    }

    @Test("a key behind a passphrase fails, and nobody is asked for it")
    func passphrase() throws {
        let key = "\(folder.path)/locked.key"
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "ec", "-in", server.greeting.clientKey, "-aes256", "-passout", "pass:x", "-out", key,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        let pair = ClusterCredentials.Certificate(
            certificate: .file(server.greeting.clientCertificate), key: .file(key))
        let found = asked(server.endpoint(ClusterCredentials(.none, certificate: pair, place: "u")))
        #expect(found?.kind == .settings, "\(found?.reason ?? "nothing")")
    }

    @Test("401 and 403, 429 and 500 are told apart, and what a Status says is repeated")
    func statuses() throws {
        let stranger = asked(server.endpoint(ClusterCredentials(.token("no"), place: "u")))
        #expect(stranger?.kind == .forbidden && stranger?.status == 401)
        #expect(stranger?.reason.contains("the credentials of the test are not believed (401)") == true)
        try server.tell("forbid", ["resource": "deployments", "verb": "get"])
        let forbidden = asked(server.endpoint())
        #expect(forbidden?.kind == .forbidden && forbidden?.status == 403)
        #expect(forbidden?.reason.contains("cannot get resource \"deployments\"") == true)
        try server.tell("allow")
        for (status, headers) in [(429, ["Retry-After": "7"]), (500, [:]), (503, ["Retry-After": "later"])] {
            try server.tell(
                "fault", ["kind": "status", "status": status, "headers": headers, "message": "slow\u{1B}down"])
            let found = asked(server.endpoint())
            #expect(found?.kind == .unreachable && found?.status == status)
            #expect(found?.retryAfter == (status == 429 ? .seconds(7) : nil))
            #expect(found?.reason.contains("slow\\u{1b}down") == true)
        }
        _ = try web(server.client())
    }

    @Test("after a 401 a rotated token is read at once; what stays refused is asked for twice and not more")
    func rotation() throws {
        let file = try folder.write("token", "first")
        try server.tell("token", ["token": "first", "user": "robot"])
        let client = server.client(ClusterCredentials(.tokenFile(file), place: "u"))
        _ = try web(client)
        try server.tell("revoke", ["token": "first"])
        try server.tell("token", ["token": "second", "user": "robot"])
        try folder.write("token", "second")
        let before = try server.requests("/web").count
        _ = try web(client)
        #expect(try server.requests("/web").dropFirst(before).map(\.status) == [401, 200])
        try server.tell("revoke", ["token": "second"])
        let found = failure { () throws(ClusterFailure) in _ = try web(client) }
        #expect(found?.status == 401)
        #expect(try server.requests("/web").dropFirst(before).map(\.status) == [401, 200, 401, 401])
    }

    @Test("a plugin is run again after a 401, and what it says then counts")
    func plugin() throws {
        let script = try folder.write(
            "plugin",
            """
            #!/bin/sh
            echo x >> '\(folder.path)/runs'
            n=$(wc -l < '\(folder.path)/runs')
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t%s"}}' "$n"
            """, mode: 0o700)
        for number in 1...2 { try server.tell("token", ["token": "t\(number)", "user": "plugin-\(number)"]) }
        let plugin = ExecPlugin(apiVersion: "client.authentication.k8s.io/v1", command: script, place: "exec")
        let client = server.client(ClusterCredentials(.plugin(plugin), place: "u"))
        _ = try web(client)
        _ = try web(client)
        #expect(try server.requests("/web").last?.user == "plugin-1")
        try server.tell("revoke", ["token": "t1"])
        _ = try web(client)
        #expect(try server.requests("/web").last?.user == "plugin-2")
    }

    @Test("a name and a password are sent as Basic says")
    func password() throws {
        try server.tell("password", ["user": "basic", "password": "p:w"])
        _ = try web(server.client(ClusterCredentials(.password(user: "basic", password: "p:w"), place: "u")))
        #expect(try server.requests("/web").last?.user == "basic")
    }

    @Test("the server's certificate must be for its address, or for tls-server-name, and from the CA that is named")
    func verification() throws {
        let names: [(String?, Bool)] = [
            (nil, true), ("kubernetes.test", true), ("localhost", true), ("127.0.0.1", true), ("other.test", false),
        ]
        for (name, isGood) in names {
            let found = asked(server.endpoint { $0.serverName = name })
            #expect((found == nil) == isGood, "\(name ?? "none"): \(found?.reason ?? "nothing")")
            #expect(isGood || found?.reason.contains("is not one to believe") == true)
        }
        for name in ["a/b", "", "user@host", "a b"] {
            #expect(asked(server.endpoint { $0.serverName = name })?.kind == .settings, "\(name)")
        }
        let system = asked(server.endpoint { $0.authority = nil })
        #expect(system?.reason.contains("certificate-authority of the test names who vouches for it") == true)
        let garbage = asked(server.endpoint { $0.authority = .data(Array("no PEM".utf8)) })
        #expect(garbage != nil)
        let missing = asked(server.endpoint { $0.authority = .file("/no/ca.crt") })
        #expect(
            missing?.reason.hasPrefix("the test: certificate-authority: the file \"/no/ca.crt\" cannot be read") == true
        )
    }

    @Test("credentials do not follow a redirect")
    func redirect() throws {
        let headers = ["Location": "https://127.0.0.1:1/"]
        try server.tell("fault", ["kind": "status", "status": 307, "headers": headers])
        let found = asked(server.endpoint())
        #expect(found?.status == 307 && found?.reason.contains("which is not followed with credentials") == true)
    }

    @Test(
        "answers that no API server gives are failures",
        arguments: ["raw", "cut", "huge", "close"])
    func hostile(kind: String) throws {
        try server.tell("fault", ["kind": kind, "body": "<html>"])
        let found = failure { () throws(ClusterFailure) in _ = try web(server.client { $0.objectBytes = 1 << 20 }) }
        #expect(found?.kind == .unreachable, "\(found?.reason ?? "nothing")")
        _ = try web(server.client())
    }

    @Test("one that does not answer is left when its time is over")
    func hanging() throws {
        try server.tell("fault", ["kind": "hang", "delay": 60])
        let found = failure { () throws(ClusterFailure) in
            _ = try server.client().object(.deployments, namespace: "ml", name: "web", by: .after(.seconds(1)))
        }
        #expect(found?.kind == .unreachable && found?.reason.contains("in time") == true)
    }

    @Test("http:// is for this machine's kubectl proxy alone, and works")
    func plain() throws {
        let origin = server.greeting.admin
        _ = try web(ClusterClient(server.endpoint(ClusterCredentials(.none, place: "u")) { $0.server = origin }))
    }
}
