import Testing

@testable import ClusterAPI

@Suite("What --cluster names")
struct ClusterChoiceTests {
    private func refusal(_ choice: ClusterChoice, _ environment: ClusterEnvironment) -> String? {
        do throws(ClusterFailure) {
            _ = try choice.endpoint(from: environment)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("outside of a pod there is no cluster of its own, and a refusal says which way there is")
    func outside() throws {
        let nowhere = ClusterEnvironment(variables: [:], home: "/nonexistent")
        let own = try #require(refusal(.inCluster, nowhere))
        #expect(own.hasPrefix("--cluster in-cluster: ") && own.contains("--cluster kubeconfig"))
        #expect(refusal(.kubeconfig, nowhere)?.hasPrefix("--cluster kubeconfig: no cluster is named") == true)
    }

    @Test("a pod's own cluster is never that of a kubeconfig that lies about")
    func inside() throws {
        let folder = try Folder()
        let config = try folder.write(
            "config",
            """
            current-context: c
            contexts: [{name: c, context: {cluster: c}}]
            clusters: [{name: c, cluster: {server: "https://elsewhere"}}]
            """)
        try folder.write("sa/token", "pod-token\n")
        let pod = ClusterEnvironment(
            variables: ["KUBECONFIG": config, "KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"],
            serviceAccount: "\(folder.path)/sa")
        #expect(try ClusterChoice.inCluster.endpoint(from: pod).server == "https://10.0.0.1:443")
        #expect(try ClusterChoice.kubeconfig.endpoint(from: pod).server == "https://elsewhere")
        #expect(try ClusterChoice.kubeconfig.endpoint(kubeconfig: config).server == "https://elsewhere")
    }
}
