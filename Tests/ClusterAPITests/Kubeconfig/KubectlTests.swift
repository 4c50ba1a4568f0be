import EvidenceTesting
import Foundation
import HTTPTransport
import Testing

@testable import ClusterAPI

/// kubectl itself, which scripts/python-tools.sh installs.
enum Kubectl {
    static let path: String? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appendingPathComponent(".build/python/bin/kubectl").path
        if FileManager.default.isExecutableFile(atPath: path) { return path }
        print("skipped: kubectl is not at .build/python/bin; scripts/python-tools.sh installs it")
        // In CI it must be there: the tests run, and fail.
        return ProcessInfo.processInfo.environment["CI"] == "true" ? path : nil
    }()

    /// Whether it succeeded.
    static func run(_ arguments: [String], _ environment: ClusterEnvironment) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "/no/kubectl")
        process.arguments = arguments
        let variables = ["HOME": environment.home ?? "/", "PATH": "/usr/bin:/bin"]
        process.environment = variables.merging(environment.variables) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

@Suite(
    "Kubeconfigs are read as kubectl reads them", .enabled(if: KubernetesServer.isAvailable && Kubectl.path != nil),
    .timeLimit(.minutes(5)))
struct KubectlTests {
    private let server: KubernetesServer
    private let folder: Folder
    /// What is asked for: each test has its own, so that they do not see each other.
    private let name = "web-\(UUID().uuidString.lowercased())"

    private static let shared = Result { try KubernetesServer() }

    init() throws {
        server = try Self.shared.get()
        folder = try Folder()
        try server.put("apps/v1", "Deployment", name)
        for user in ["one", "two", "three"] { try server.tell("token", ["token": "token-\(user)", "user": user]) }
        try server.tell("password", ["user": "basic", "password": "pw"])
        try folder.write("token", "token-two\n")
        try folder.write(
            "bin/plugin",
            """
            #!/bin/sh
            token=token-three
            case "$KUBERNETES_EXEC_INFO" in *certificate-authority-data*) token=token-one;; esac
            [ -z "$TOKEN" ] || token=$TOKEN
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' $token
            """, mode: 0o700)
        let copies = [("ca.crt", server.greeting.caFile), ("me.crt", server.greeting.clientCertificate)]
        for (name, file) in copies + [("me.key", server.greeting.clientKey)] {
            try folder.write(name, try String(contentsOfFile: file, encoding: .utf8))
        }
    }

    private func config(user: String, cluster: String = "certificate-authority: ca.crt") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: "\(server.greeting.server)", \(cluster)}}]
        users: [{name: u, user: {\(user)}}]
        """
    }

    /// Who the server saw: first with kubectl, then with our own client; nil where that does not come in.
    private func seen(_ environment: ClusterEnvironment) throws -> (kubectl: String?, ours: String?) {
        let path = "/apis/apps/v1/namespaces/ml/deployments/\(name)"
        let isIn = try Kubectl.run(["get", "--raw", path], environment)
        let kubectl = isIn ? try server.requests(path).last?.user : nil
        var ours: String?
        if let endpoint = try? ClusterEndpoint.load(from: environment) {
            let answer = try? ClusterClient(endpoint).object(.deployments, namespace: "ml", name: name, by: .soon)
            ours = answer == nil ? nil : try server.requests(path).last?.user
        }
        return (kubectl, ours)
    }

    private func seen(_ text: String) throws -> (kubectl: String?, ours: String?) {
        let file = try folder.write("config", text)
        return try seen(ClusterEnvironment(variables: ["KUBECONFIG": file], home: folder.path))
    }

    private static let plugin =
        "apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, interactiveMode: Never"

    @Test(
        "every way to say who this is leads to the same user",
        arguments: [
            ("token: token-one", "one"), ("tokenFile: token", "two"), ("token: token-one, tokenFile: token", "two"),
            ("username: basic, password: pw", "basic"),
            ("client-certificate: me.crt, client-key: me.key", "kubernetes-admin"),
            ("exec: {\(plugin)}", "three"), ("exec: {\(plugin), provideClusterInfo: true}", "one"),
            ("exec: {\(plugin), env: [{name: TOKEN, value: token-two}]}", "two"),
            ("token: token-one, exec: {\(plugin)}", "one"), ("token: wrong", nil), ("tokenFile: none", nil), ("", nil),
            ("client-certificate: me.crt", nil), ("username: basic, password: wrong", nil),
            ("token: token-one, username: basic", nil),
            ("exec: {apiVersion: client.authentication.k8s.io/v1, command: plugin, interactiveMode: Never}", nil),
            ("exec: {apiVersion: client.authentication.k8s.io/v2, command: ./bin/plugin, interactiveMode: Never}", nil),
            (
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, interactiveMode: Always}",
                nil
            ),
        ])
    func users(fields: String, user: String?) throws {
        let (kubectl, ours) = try seen(config(user: fields))
        #expect(kubectl == user && ours == user)
    }

    @Test("data count as files do, and are refused beside them")
    func data() throws {
        func encoded(_ file: String) throws -> String {
            Data(try folder.read(file).utf8).base64EncodedString()
        }
        let user = "client-certificate-data: \(try encoded("me.crt")), client-key-data: \(try encoded("me.key"))"
        let cluster = "certificate-authority-data: \(try encoded("ca.crt"))"
        let cases = [
            ("", "", true), (", client-certificate: me.crt", "", false), ("", ", certificate-authority: ca.crt", false),
        ]
        for (moreUser, moreCluster, isIn) in cases {
            let (kubectl, ours) = try seen(config(user: user + moreUser, cluster: cluster + moreCluster))
            #expect((kubectl == "kubernetes-admin") == isIn && (ours == "kubernetes-admin") == isIn)
        }
    }

    @Test(
        "a server is believed by the same rules",
        arguments: [
            ("certificate-authority: ca.crt, tls-server-name: kubernetes.test", true),
            ("certificate-authority: ca.crt, tls-server-name: localhost", true),
            ("certificate-authority: ca.crt, tls-server-name: other.test", false),
            ("certificate-authority: me.crt", false), ("certificate-authority: none", false),
            ("certificate-authority: ''", false),
            ("certificate-authority-data: '%'", false), ("certificate-authority: token", false),
            ("certificate-authority: ca.crt, proxy-url: 'http://127.0.0.1:1'", false),
            ("certificate-authority: ca.crt, proxy-url: 'ftp://127.0.0.1:1'", false),
        ])
    func servers(fields: String, isBelieved: Bool) throws {
        let (kubectl, ours) = try seen(config(user: "token: token-one", cluster: fields))
        #expect((kubectl != nil) == isBelieved && (ours != nil) == isBelieved)
    }

    @Test(
        "files that are broken are broken for both",
        arguments: ["a: [", "kind: Pod", "clusters: 5", "current-context: none", "", "users: [{name: u}, {name: u}]"])
    func broken(text: String) throws {
        let (kubectl, ours) = try seen(text)
        #expect(kubectl == nil && ours == nil)
    }

    @Test("several files are merged alike: what comes first counts, whole, and paths begin at their own file")
    func merged() throws {
        let server = server.greeting.server
        try folder.write("a/token", "token-three")
        let first = try folder.write("a/config", "users: [{name: u, user: {tokenFile: token}}]")
        let second = try folder.write("config", config(user: "tokenFile: token, client-certificate: none"))
        let third = try folder.write(
            "z/config",
            """
            current-context: z
            contexts: [{name: z, context: {cluster: z}}]
            clusters: [{name: c, cluster: {server: "\(server)1", certificate-authority: none}}]
            """)
        for files in [[first, second, third], ["\(folder.path)/none", first, "", second, third], [first, second]] {
            let environment = ClusterEnvironment(
                variables: ["KUBECONFIG": files.joined(separator: ":")], home: folder.path)
            let (kubectl, ours) = try seen(environment)
            #expect(kubectl == "three" && ours == "three", "\(files)")
        }
    }

    @Test("the file at home is read where nothing is said")
    func home() throws {
        try folder.write(".kube/config", config(user: "token: token-two", cluster: "certificate-authority: ../ca.crt"))
        let (kubectl, ours) = try seen(ClusterEnvironment(variables: [:], home: folder.path))
        #expect(kubectl == "two" && ours == "two")
    }
}
