import Attestation
import KubernetesModel

/// What a registry is told about who asks.
enum RegistryCredential: Sendable, Hashable {
    case none
    case password(user: String, password: String)
    /// An OAuth2 refresh token, as `docker login` keeps it for registries that give one.
    case identityToken(String)
    /// A bearer token that is sent as it stands.
    case registryToken(String)
    /// A program that would know; it is not run.
    case helper(String)
}

/// Credentials of registries as `docker login`, `podman login` and a Secret of type kubernetes.io/dockerconfigjson hold
/// them (Docker's config.json; containers-auth.json(5)).
struct DockerConfig {
    private let root: Node

    /// nil where the bytes are no such file.
    init?(_ bytes: [UInt8]) {
        let limits = ParseLimits(bytes: 1 << 20, depth: 16, nodes: 100_000)
        guard let root = try? JSONParser.parse(bytes, limits: limits, tellsPlaces: false).root, root.isObject else {
            return nil
        }
        self.root = root
    }

    /// What is said about the repository: the most specific entry that is about it counts, and one for another host never.
    /// nil where the entry cannot be understood.
    func credential(for repository: OCIRepository) -> RegistryCredential? {
        let entry = entry(for: repository)
        switch entry.map(Self.credential) {
        case .some(nil): return nil
        case .some(.some(let credential)) where credential != .none: return credential
        default: return helper(for: repository).map(RegistryCredential.helper) ?? RegistryCredential.none
        }
    }

    private func entry(for repository: OCIRepository) -> Node? {
        guard let auths = root["auths"], auths.isObject else { return nil }
        let hosts = Self.hosts(of: repository)
        // containers-auth.json(5): `HOST/ORG/NAME` before `HOST/ORG` before `HOST`.
        var path = repository.name[...]
        while !path.isEmpty {
            for host in hosts { if let entry = auths["\(host)/\(path)"] { return entry } }
            path = path[..<(path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)]
        }
        for host in hosts { if let entry = auths[host] { return entry } }
        return auths.members.first { Self.hostOfURL($0.key).map(hosts.contains) ?? false }?.value
    }

    /// Docker calls its own registry by several names.
    private static func hosts(of repository: OCIRepository) -> [String] {
        repository.host == "docker.io" ? ["docker.io", "index.docker.io", "registry-1.docker.io"] : [repository.host]
    }

    /// The host of `https://index.docker.io/v1/` and its like; nil for what has a path that says more than a version.
    private static func hostOfURL(_ key: String) -> String? {
        let scheme = ["https://", "http://"].first(where: key.hasPrefix)
        let parts = key.dropFirst(scheme?.utf8.count ?? 0).split(separator: "/", omittingEmptySubsequences: true)
        guard let host = parts.first, parts.count == 1 || (parts.count == 2 && (parts[1] == "v1" || parts[1] == "v2"))
        else { return nil }
        return host.lowercased()
    }

    /// nil where it cannot be understood.
    private static func credential(_ entry: Node) -> RegistryCredential? {
        if let token = entry["registrytoken"]?.nonEmptyString { return .registryToken(token) }
        if let token = entry["identitytoken"]?.nonEmptyString { return .identityToken(token) }
        if let user = entry["username"]?.nonEmptyString, let password = entry["password"]?.string {
            return .password(user: user, password: password)
        }
        guard let auth = entry["auth"]?.nonEmptyString else { return RegistryCredential.none }
        guard var bytes = StrictBase64.decode(auth, padding: .optional) else { return nil }
        // Docker's own reader drops them: some tools pad what they encode.
        while bytes.last == 0 { bytes.removeLast() }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            let user = String(validating: bytes[..<colon], as: UTF8.self),
            let password = String(validating: bytes[(colon + 1)...], as: UTF8.self)
        else { return nil }
        return .password(user: user, password: password)
    }

    private func helper(for repository: OCIRepository) -> String? {
        for host in Self.hosts(of: repository)
            + ["https://index.docker.io/v1/"].filter({ _ in repository.host == "docker.io" })
        {
            if let name = root["credHelpers"]?[host]?.nonEmptyString { return name }
        }
        return root["credsStore"]?.nonEmptyString
    }
}
