import Attestation
import KubernetesModel

/// A key of a transit engine of OpenBao or Vault that a trust root believes. Its public keys are fetched by those who may
/// use the network, and put in with `PolicySet.believing`.
package struct TransitKey: Sendable, Hashable {
    package enum Versions: Sendable, Hashable {
        /// Those that the engine still verifies with (`min_decryption_version` and later).
        case all
        case latest
    }

    /// How the service learns who asks. Where credentials stand; never the credentials.
    package enum Login: Sendable, Hashable {
        /// BAO_TOKEN, else VAULT_TOKEN.
        case environment
        case tokenFile(String)
        case tokenEnv(String)
        /// A role of the service's Kubernetes authentication, and the file with the pod's token.
        case kubernetes(role: String, mount: String, tokenFile: String)
    }

    package var address: String
    package var mount: String
    package var name: String
    package var namespace: String?
    package var versions: Versions
    package var login: Login
    package var access: RemoteAccess

    package init(
        address: String, mount: String = "transit", name: String, namespace: String? = nil,
        versions: Versions = .all, login: Login = .environment, access: RemoteAccess = RemoteAccess()
    ) {
        self.address = address
        self.mount = mount
        self.name = name
        self.namespace = namespace
        self.versions = versions
        self.login = login
        self.access = access
    }

    /// For messages: `openbao://transit/eval-runner at https://bao.corp.example`.
    package var description: String { "openbao://\(mount)/\(name) at \(address)" }
}

extension TransitKey {
    /// A key that the schema has found right.
    init?(_ node: Node, _ document: PolicyDocument) {
        guard let address = node.text("address"), let name = node.text("key") else { return nil }
        self.init(
            address: address, mount: node.text("mount") ?? "transit", name: name, namespace: node.text("namespace"),
            versions: node.text("versions") == "latest" ? .latest : .all, login: Login(node, document),
            access: RemoteAccess(node, document))
    }
}

extension TransitKey.Login {
    fileprivate init(_ node: Node, _ document: PolicyDocument) {
        if let role = node.text("kubernetesRole") {
            self = .kubernetes(
                role: role, mount: node.text("authMount") ?? "kubernetes",
                tokenFile: node.text("serviceAccountTokenFile").map(document.resolved) ?? Self.podToken)
        } else if let file = node.text("tokenFile") {
            self = .tokenFile(document.resolved(file))
        } else if let variable = node.text("tokenEnv") {
            self = .tokenEnv(variable)
        } else {
            self = .environment
        }
    }

    /// Where Kubernetes puts a pod's token.
    package static let podToken = "/var/run/secrets/kubernetes.io/serviceaccount/token"
}
