import Attestation
import HTTPTransport
import PolicyEngine
import RemoteServices

extension TransitKey {
    var client: TransitClient {
        TransitClient(
            address: address, mount: mount, namespace: namespace, login.credentials, access.httpSettings)
    }

    /// The keys of those versions that count.
    func believed(among keys: TransitPublicKeys) -> [PublicKey] {
        switch versions {
        case .all: keys.versions.sorted { $0.key < $1.key }.map(\.value)
        case .latest: keys.newest.map { [$0] } ?? []
        }
    }
}

extension TransitKey.Login {
    fileprivate var credentials: OpenBaoLogin {
        switch self {
        case .environment: .token([.environment("BAO_TOKEN"), .environment("VAULT_TOKEN")])
        case .tokenFile(let path): .token([.file(path)])
        case .tokenEnv(let name): .token([.environment(name)])
        case .kubernetes(let role, let mount, let file): .kubernetes(role: role, mount: mount, token: .file(file))
        }
    }
}
