import Foundation
import HTTPTransport
import Testing

@testable import ClusterAPI

@Suite("Kubeconfigs")
struct KubeconfigTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private let whole = """
        apiVersion: v1
        kind: Config
        current-context: prod
        preferences: {}
        clusters:
        - name: prod
          cluster: {server: "https://10.0.0.1:6443/", certificate-authority: pki/ca.crt, tls-server-name: kubernetes}
        - name: dev
          cluster: {server: "https://dev.example:6443", certificate-authority-data: Q0E=, proxy-url: "http://proxy:3128"}
        contexts:
        - name: prod
          context: {cluster: prod, user: alice, namespace: ml}
        - name: dev
          context: {cluster: dev, user: robot}
        users:
        - name: alice
          user: {client-certificate: pki/alice.crt, client-key: pki/alice.key}
        - name: robot
          user: {token: s3cret}
        """

    @Test("the current context says which cluster, as whom, and in which namespace")
    func current() throws {
        let file = try folder.write("config", whole)
        let endpoint = try Kubeconfig(files: [file], mustExist: true).endpoint()
        #expect(endpoint.server == "https://10.0.0.1:6443")
        #expect(endpoint.authority == .file("\(folder.path)/pki/ca.crt"))
        #expect(endpoint.serverName == "kubernetes" && endpoint.namespace == "ml" && endpoint.proxy == nil)
        #expect(endpoint.origin == "context \"prod\" of \(file)")
        try folder.write("pki/alice.crt", "C")
        try folder.write("pki/alice.key", "K")
        let access = try endpoint.credentials.access()
        #expect(access.identity == ClientIdentity(certificate: Array("C".utf8), key: Array("K".utf8)))
        #expect(access.authorization == nil)
    }

    @Test("another context is chosen by its name")
    func other() throws {
        let file = try folder.write("config", whole)
        let endpoint = try Kubeconfig(files: [file], mustExist: true).endpoint(context: "dev")
        #expect(endpoint.authority == .data(Array("CA".utf8)) && endpoint.proxy == "http://proxy:3128")
        #expect(try endpoint.credentials.access().authorization == "Bearer s3cret")
        let unknown = failure { () throws(ClusterFailure) in
            _ = try Kubeconfig(files: [file], mustExist: true).endpoint(context: "stage")
        }
        #expect(unknown?.kind == .settings)
        #expect(unknown?.reason == "\(file): there is no context \"stage\"; there are: dev, prod")
    }

    @Test("of several files the first that says something counts, whole, and those that are missing do not")
    func merged() throws {
        let first = try folder.write(
            "a/first",
            """
            contexts: [{name: c, context: {cluster: c, user: u}}]
            users: [{name: u, user: {tokenFile: token}}]
            """)
        let second = try folder.write(
            "b/second",
            """
            current-context: c
            clusters: [{name: c, cluster: {server: "https://c:1", certificate-authority: ca}}]
            users: [{name: u, user: {token: other, client-certificate: x, client-key: y}}]
            """)
        try folder.write("a/token", "fresh\n")
        let files = ["\(folder.path)/none", first, second]
        let endpoint = try Kubeconfig(files: files, mustExist: false).endpoint()
        #expect(endpoint.server == "https://c:1" && endpoint.authority == .file("\(folder.path)/b/ca"))
        // Nothing of the second file's user is mixed into the first's.
        let access = try endpoint.credentials.access()
        #expect(access.authorization == "Bearer fresh" && access.identity == nil)
    }

    @Test(
        "a kubeconfig that cannot be used says which file and what to do",
        arguments: [
            ("", "no current-context is set; choose one with --context or kubectl config use-context: none"),
            ("current-context: x", "there is no context \"x\"; there are: none"),
            (
                "current-context: x\ncontexts: [{name: x, context: {user: u}}]",
                "context \"x\": cluster is missing"
            ),
            (
                "current-context: x\ncontexts: [{name: x, context: {cluster: c}}]",
                "there is no cluster \"c\"; there are: none"
            ),
            (
                "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
                    + "clusters: [{name: c, cluster: {server: 'https://c'}}]",
                "there is no user \"u\"; there are: none"
            ),
        ])
    func broken(text: String, words: String) throws {
        let file = try folder.write("config", text)
        let found = failure { () throws(ClusterFailure) in
            _ = try Kubeconfig(files: [file], mustExist: true).endpoint()
        }
        #expect(found?.kind == .settings && found?.reason == "\(file): \(words)")
    }

    @Test("files that are not there are an error where none is")
    func missing() {
        let none = failure { () throws(ClusterFailure) in
            _ = try Kubeconfig(files: ["/no/a", "/no/b"], mustExist: false)
        }
        #expect(none?.reason == "no kubeconfig is at /no/a:/no/b")
        let one = failure { () throws(ClusterFailure) in _ = try Kubeconfig(files: ["/no/a"], mustExist: true) }
        #expect(one?.reason == "kubeconfig: the file \"/no/a\" cannot be read: No such file or directory")
    }
}
