import Foundation

/// Where the settings of clients of Kubernetes stand on this machine.
package struct ClusterEnvironment: Sendable {
    package var variables: [String: String]
    package var home: String?
    /// Where kubelets put a pod's token, CA and namespace.
    package var serviceAccount: String

    package init(
        variables: [String: String], home: String? = nil,
        serviceAccount: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) {
        self.variables = variables
        self.home = home
        self.serviceAccount = serviceAccount
    }

    /// That of this process.
    package static var current: ClusterEnvironment {
        let variables = ProcessInfo.processInfo.environment
        return ClusterEnvironment(variables: variables, home: variables["HOME"])
    }
}
