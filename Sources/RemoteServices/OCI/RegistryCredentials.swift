import Glibc
import KubernetesModel

/// Where the credentials of registries stand: a file that is read at each use, so that what was rotated counts at once.
///
/// INVARIANT: what a file says about one host is given to that host, and to the token service that this host names, and
/// to nobody else. A registry can therefore at most give away its own.
package struct RegistryCredentials: Sendable, Hashable {
    private let file: String?

    /// - Parameter file: nil for what the environment names: DOCKER_CONFIG, REGISTRY_AUTH_FILE, `~/.docker/config.json`.
    package init(file: String? = nil) { self.file = file }

    func credential(for repository: OCIRepository) throws(ServiceFailure) -> RegistryCredential {
        guard let path = path() else { return .none }
        guard let config = DockerConfig(try SecretFile.bytes(path)) else {
            throw ServiceFailure(.credentials, noConfig(path))
        }
        guard let credential = config.credential(for: repository) else {
            throw ServiceFailure(.credentials, badEntry(path, repository.host))
        }
        return credential
    }

    /// For messages: why a registry still says 401.
    func advice(about repository: OCIRepository) -> String {
        guard let path = path() else { return noFile }
        switch try? credential(for: repository) {
        case .helper(let name): return helperIsNotRun(path, repository.host, name)
        case .some(.none): return noEntry(path, repository.host)
        default: return notAccepted(path, repository.host)
        }
    }

    private func path() -> String? {
        if let file { return file }
        if let directory = variable("DOCKER_CONFIG") {
            let path = "\(directory)/config.json"
            // As Docker has it: a directory that nobody has logged in with yet.
            if access(path, F_OK) == 0 { return path }
        }
        if let file = variable("REGISTRY_AUTH_FILE") { return file }
        guard let home = variable("HOME") else { return nil }
        let path = "\(home)/.docker/config.json"
        return access(path, F_OK) == 0 ? path : nil
    }

    private func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

// What an operator reads.

private func shown(_ path: String) -> String { "the file \(quoted(path, limit: 200))" }
private func noConfig(_ path: String) -> String { "\(shown(path)) is no config.json as docker login writes it" }
private func badEntry(_ path: String, _ host: String) -> String {
    "the entry for \(host) in \(shown(path)) is not base64 of USER:PASSWORD"
}
private let noFile = "no credentials are known; dockerConfigFile names a file as docker login writes it"
private func noEntry(_ path: String, _ host: String) -> String { "\(shown(path)) has no credentials for \(host)" }
private func notAccepted(_ path: String, _ host: String) -> String {
    "the credentials for \(host) in \(shown(path)) are not accepted"
}
private func helperIsNotRun(_ path: String, _ host: String, _ name: String) -> String {
    "\(shown(path)) leaves the credentials for \(host) to docker-credential-\(printable(name, limit: 40)), which is not run;"
        + " name a dockerConfigFile that holds them"
}
