import Foundation
import Testing

@testable import ClusterAPI

@Suite("Which cluster is meant")
struct ClusterEndpointLoadTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func config(_ name: String, _ server: String) throws -> String {
        try folder.write(
            name,
            """
            current-context: c
            contexts: [{name: c, context: {cluster: c}}]
            clusters: [{name: c, cluster: {server: "\(server)"}}]
            """)
    }

    private func pod(_ variables: [String: String] = [:]) throws -> ClusterEnvironment {
        try folder.write("sa/token", "pod-token\n")
        try folder.write("sa/ca.crt", "CA")
        try folder.write("sa/namespace", "pedigree-system")
        let service = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        return ClusterEnvironment(
            variables: service.merging(variables) { $1 }, home: folder.path, serviceAccount: "\(folder.path)/sa")
    }

    @Test("the flag counts before KUBECONFIG, that before the home's file, and that before the pod's own cluster")
    func order() throws {
        let environment = try pod()
        #expect(try ClusterEndpoint.load(from: environment).server == "https://[fd00::1]:443")
        _ = try config(".kube/config", "https://home")
        #expect(try ClusterEndpoint.load(from: environment).server == "https://home")
        let variable = try pod(["KUBECONFIG": ":\(folder.path)/none:\(try config("second", "https://variable"))"])
        #expect(try ClusterEndpoint.load(from: variable).server == "https://variable")
        let flag = try config("flag", "https://flag")
        #expect(try ClusterEndpoint.load(kubeconfig: flag, from: variable).server == "https://flag")
    }

    @Test("a pod's cluster is the one of its service account")
    func inCluster() throws {
        let endpoint = try #require(try ClusterEndpoint.inCluster(try pod()))
        #expect(endpoint.namespace == "pedigree-system" && endpoint.authority == .file("\(folder.path)/sa/ca.crt"))
        #expect(try endpoint.credentials.access().authorization == "Bearer pod-token")
        #expect(try ClusterEndpoint.inCluster(ClusterEnvironment(variables: [:]))?.server == nil)
    }

    @Test("what is missing is said")
    func missing() throws {
        let bare = ClusterEnvironment(variables: [:], home: "\(folder.path)/nobody")
        let nowhere = failure { () throws(ClusterFailure) in _ = try ClusterEndpoint.load(from: bare) }
        #expect(nowhere?.reason.contains("name one with --kubeconfig") == true && nowhere?.kind == .settings)
        let context = failure { () throws(ClusterFailure) in _ = try ClusterEndpoint.load(context: "a", from: bare) }
        #expect(context?.reason.hasPrefix("--context names a context of a kubeconfig") == true)
        var pod = try pod()
        pod.serviceAccount = "\(folder.path)/none"
        let withoutToken = pod
        let token = failure { () throws(ClusterFailure) in _ = try ClusterEndpoint.load(from: withoutToken) }
        #expect(token?.reason.contains("automountServiceAccountToken") == true)
    }
}
