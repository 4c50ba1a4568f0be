import KubernetesModel
import Testing

@testable import ClusterAPI

@Suite("Clusters of a kubeconfig")
struct KubeconfigClusterTests {
    private func cluster(_ fields: String) throws -> KubeconfigEntry {
        let node = try #require(try YAMLParser.parse(fields).first?.root)
        return KubeconfigEntry(kind: "cluster", name: "c", node: node, path: "/home/a/.kube/config")
    }

    private func endpoint(_ fields: String) throws -> Result<ClusterEndpoint, ClusterFailure> {
        let entry = try cluster(fields)
        do throws(ClusterFailure) {
            let none = ClusterCredentials(.none, place: "test")
            return .success(try KubeconfigCluster(entry).endpoint(credentials: none, namespace: nil, origin: "x"))
        } catch {
            return .failure(error)
        }
    }

    @Test(
        "what must not be is refused with the field and the way out",
        arguments: [
            ("{a: b}", "server is missing"), ("{server: 'api.example:6443'}", "server is no https:// URL"),
            ("{server: 'http://10.0.0.1:8080'}", "server is an http:// URL, over which everybody reads"),
            ("{server: 'https://a', insecure-skip-tls-verify: true}", "insecure-skip-tls-verify is set: "),
            ("{server: 'https://a', insecure-skip-tls-verify: 'yes'}", "insecure-skip-tls-verify is set: "),
            ("{server: 'https://a', certificate-authority-data: '%%'}", "certificate-authority-data is no base64"),
            (
                "{server: 'https://a', certificate-authority: x, certificate-authority-data: Q0E=}",
                "certificate-authority stands beside certificate-authority-data; keep one of them"
            ),
            ("{server: 'https://a', certificate-authority: [x]}", "certificate-authority is no text"),
            ("{server: 'https://a', proxy-url: 'ftp://p'}", "proxy-url is neither"),
        ])
    func refused(fields: String, words: String) throws {
        let result = try endpoint(fields)
        guard case .failure(let failure) = result else { return #expect(Bool(false), "\(fields) is taken") }
        #expect(failure.kind == .settings)
        #expect(failure.reason.hasPrefix("/home/a/.kube/config: cluster \"c\": \(words)"), "\(failure.reason)")
    }

    @Test(
        "the smallest mending is taken",
        arguments: [
            "{server: 'https://api.example:6443'}", "{server: 'http://127.0.0.1:8001'}",
            "{server: 'https://a', insecure-skip-tls-verify: false}",
            "{server: 'https://a', certificate-authority-data: 'Q0E='}",
            "{server: 'https://a', certificate-authority: x}", "{server: 'https://a', proxy-url: 'http://p:1'}",
        ])
    func taken(fields: String) throws { _ = try endpoint(fields).get() }

    @Test("data are read wherever line breaks stand in them, and a relative file begins at the kubeconfig")
    func authority() throws {
        let data = try endpoint("{server: 'https://a', certificate-authority-data: \"Q0\\nE=\"}")
        #expect(try data.get().authority == .data(Array("CA".utf8)))
        let file = try endpoint("{server: 'https://a', certificate-authority: ../x}")
        #expect(try file.get().authority == .file("/home/a/.kube/../x"))
        let absolute = try endpoint("{server: 'https://a', certificate-authority: /x}")
        #expect(try absolute.get().authority == .file("/x"))
    }

    @Test("a plugin is told of the cluster what it may need")
    func info() throws {
        let entry = try cluster(
            """
            {server: 'https://a', certificate-authority-data: Q0E=, extensions: [{name: other, extension: {a: b}},
            {name: client.authentication.k8s.io/exec, extension: {audience: x}}]}
            """)
        let info = try JSONParser.parse(try KubeconfigCluster(entry).info()).root
        #expect(info["server"]?.string == "https://a" && info["certificate-authority-data"]?.string == "Q0E=")
        #expect(info["config"]?["audience"]?.string == "x")
    }
}
