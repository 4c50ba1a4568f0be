import Foundation
import KubernetesModel
import Testing

@testable import ClusterAPI

@Suite("Users of a kubeconfig")
struct KubeconfigUserTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func credentials(_ fields: String) throws -> Result<ClusterCredentials, ClusterFailure> {
        let node = try #require(try YAMLParser.parse(fields).first?.root)
        let cluster = try #require(try YAMLParser.parse("server: https://a").first?.root)
        do throws(ClusterFailure) {
            return .success(
                try KubeconfigUser.credentials(
                    KubeconfigEntry(kind: "user", name: "u", node: node, path: "\(folder.path)/config"),
                    of: KubeconfigEntry(kind: "cluster", name: "c", node: cluster, path: "\(folder.path)/config")))
        } catch {
            return .failure(error)
        }
    }

    @Test(
        "what cannot say who this is, is refused with the field and the way out",
        arguments: [
            (
                "{auth-provider: {name: gcp}}",
                "auth-provider \"gcp\" is a form of log-in that Kubernetes itself has removed"
            ),
            ("{token: a, username: b}", "username stands beside a token"),
            ("{client-certificate: a}", "client-certificate needs client-key or client-key-data beside it"),
            ("{client-key-data: QQ==}", "client-key needs client-certificate"),
            ("{client-certificate-data: '!', client-key: b}", "client-certificate-data is no base64"),
            ("{token: [a]}", "token is no text"), ("{as: root, token: a}", "as asks for impersonation"),
            ("{exec: {}}", "exec.apiVersion is missing"), ("{exec: 5}", "exec is no map"),
            (
                "{exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: a}}",
                "exec.apiVersion is \"client.authentication.k8s.io/v1alpha1\", and only"
            ),
            ("{exec: {apiVersion: client.authentication.k8s.io/v1}}", "exec.command is missing"),
            (
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: a, interactiveMode: Always}}",
                "exec.interactiveMode is Always, but nobody is there"
            ),
            (
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: a, interactiveMode: Never, args: [1]}}",
                "exec.args has something in it that is no text"
            ),
            (
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: a, env: [{name: A}]}}",
                "exec.env has an entry that is not"
            ),
        ])
    func refused(fields: String, words: String) throws {
        let result = try credentials(fields)
        guard case .failure(let failure) = result else { return #expect(Bool(false), "\(fields) is taken") }
        #expect(failure.kind == .settings)
        #expect(failure.reason.hasPrefix("\(folder.path)/config: user \"u\": \(words)"), "\(failure.reason)")
    }

    @Test(
        "who somebody is stands in the header field that client-go would send",
        arguments: [
            ("{token: a}", "Bearer a"), ("{token: a, tokenFile: file}", "Bearer fresh"),
            ("{tokenFile: file}", "Bearer fresh"),
            ("{username: a, password: b}", "Basic YTpi"), ("{username: a}", "Basic YTo="), ("{}", nil),
            (
                "{token: a, exec: {apiVersion: client.authentication.k8s.io/v1, command: /nowhere, interactiveMode: Never}}",
                "Bearer a"
            ),
        ])
    func taken(fields: String, header: String?) throws {
        try folder.write("file", "fresh\n")
        #expect(try credentials(fields).get().access().authorization == header)
    }

    @Test("a plugin with a slash in its name begins at the kubeconfig, and gets its arguments and variables")
    func plugin() throws {
        try folder.write(
            "bin/plugin",
            """
            #!/bin/sh
            printf '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"%s-%s"}}' "$1" "$WHO"
            """, mode: 0o700)
        let made = try credentials(
            """
            exec:
              apiVersion: client.authentication.k8s.io/v1beta1
              command: bin/plugin
              args: [--for]
              env: [{name: WHO, value: me}]
              provideClusterInfo: true
            """)
        #expect(try made.get().access().authorization == "Bearer --for-me")
    }
}
