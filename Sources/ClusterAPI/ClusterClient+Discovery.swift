import HTTPTransport
import KubernetesModel
import ModelReferences
import PolicyEngine

/// Which kinds an API server has.
package struct Discovery: Sendable {
    package var resources: [ClusterResource]
    /// Groups that could not be asked for, by name: an extension's API server is down.
    package var failures: [String: ClusterFailure]

    package init(resources: [ClusterResource] = [], failures: [String: ClusterFailure] = [:]) {
        self.resources = resources
        self.failures = failures
    }
}

extension ClusterClient {
    /// Those of `kinds` that the server has, each once, in the version that it prefers among those whose fields are known.
    /// A kind that it does not have is no error.
    ///
    /// - Parameter kinds: those that run something; nothing is asked of a route later that its next write does not say.
    package func discover(
        _ kinds: [WorkloadKind] = WorkloadKind.all.filter { !$0.isRoute }, by deadline: Deadline
    ) throws(ClusterFailure) -> Discovery {
        let groups = try groups(by: deadline)
        var discovery = Discovery()
        for (group, wanted) in Dictionary(grouping: kinds, by: \.group).sorted(by: { $0.key < $1.key }) {
            guard let versions = groups[group] else { continue }
            do throws(ClusterFailure) {
                discovery.resources += try find(wanted, group, versions, by: deadline)
            } catch {
                discovery.failures[group] = error
            }
        }
        return discovery
    }

    /// The resource of a kind in one version of its API; nil where the server has none. What it said is kept.
    package func resource(
        group: String, version: String, kind: String, by deadline: Deadline
    ) throws(ClusterFailure) -> ClusterResource? {
        let root = try ClusterResource.root(group: group, version: version)
        let known = discovered.withLockedValue { $0[root] }
        if let found = known?.first(where: { $0.kind == kind }) { return found }
        let resources: [ClusterResource]
        do throws(ClusterFailure) {
            resources = try self.resources(group, version, by: deadline)
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
        return resources.first { $0.kind == kind }
    }

    /// The owner that an object names; nil where there is none of that name with that uid.
    package func metadata(
        of owner: LiveObject.Owner, by deadline: Deadline
    ) throws(ClusterFailure) -> ObjectMetadata? {
        let workload = owner.workload
        guard let resource = try resource(of: owner, by: deadline) else { return nil }
        do throws(ClusterFailure) {
            let namespace = resource.isNamespaced ? workload.namespace : nil
            let path = try resource.path(namespace: namespace, name: workload.name)
            let document = try document(path, Form.metadata, by: deadline)
            guard let found = ObjectMetadata(document.root, of: resource) else {
                throw ClusterFailure(.unreachable, noObject(endpoint.server))
            }
            return found.uid == owner.uid ? found : nil
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    /// In the version that is named, or in any other where the server has left that one behind.
    private func resource(of owner: LiveObject.Owner, by deadline: Deadline) throws(ClusterFailure) -> ClusterResource?
    {
        let (group, kind) = (owner.workload.group, owner.workload.kind)
        if let found = try resource(group: group, version: owner.version, kind: kind, by: deadline) { return found }
        for version in try groups(by: deadline)[group] ?? [] where version != owner.version {
            if let found = try resource(group: group, version: version, kind: kind, by: deadline) { return found }
        }
        return nil
    }

    private func find(
        _ kinds: [WorkloadKind], _ group: String, _ versions: [String], by deadline: Deadline
    ) throws(ClusterFailure) -> [ClusterResource] {
        var (missing, found) = (kinds, [ClusterResource]())
        var served: [(version: String, resources: [ClusterResource])] = []
        for version in versions { served.append((version, try resources(group, version, by: deadline))) }
        // A kind whose versions nobody knows yet is watched nevertheless: its metadata are those of any other.
        for onlyKnown in [true, false] {
            for (version, resources) in served {
                missing.removeAll { kind in
                    guard !onlyKnown || kind.versions.contains(version),
                        let resource = resources.first(where: { $0.kind == kind.kind })
                    else { return false }
                    found.append(resource)
                    return true
                }
            }
        }
        return found.sorted { $0.name < $1.name }
    }

    /// The versions of each group, the preferred one first.
    private func groups(by deadline: Deadline) throws(ClusterFailure) -> [String: [String]] {
        let root = try document("/apis", Form.object, by: deadline).root
        guard root["kind"]?.isString("APIGroupList") == true, let list = root["groups"], list.isArray else {
            throw ClusterFailure(.unreachable, noObject(endpoint.server))
        }
        var groups = ["": ["v1"]]
        for group in list.elements {
            guard let name = group["name"]?.nonEmptyString else { continue }
            let preferred = group["preferredVersion"]?["version"]?.nonEmptyString
            let versions = (group["versions"].map { Array($0.elements) } ?? []).compactMap {
                $0["version"]?.nonEmptyString
            }
            groups[name] = versions.filter { $0 == preferred } + versions.filter { $0 != preferred }
        }
        return groups
    }

    /// What can be listed and watched in one version of a group.
    private func resources(
        _ group: String, _ version: String, by deadline: Deadline
    ) throws(ClusterFailure) -> [ClusterResource] {
        let path = try ClusterResource.root(group: group, version: version)
        let root = try document(path, Form.object, by: deadline).root
        guard root["kind"]?.isString("APIResourceList") == true, let list = root["resources"], list.isArray else {
            throw ClusterFailure(.unreachable, noObject(endpoint.server))
        }
        var resources: [ClusterResource] = []
        for entry in list.elements {
            guard let name = entry["name"]?.nonEmptyString, let kind = entry["kind"]?.nonEmptyString,
                !name.utf8.contains(UInt8(ascii: "/"))
            else { continue }
            resources.append(
                ClusterResource(
                    group: group, version: version, name: name, kind: kind,
                    isNamespaced: entry["namespaced"]?.bool ?? true))
        }
        discovered.withLockedValue { $0[path] = resources }
        return resources
    }
}

// What an operator reads.

private func noObject(_ server: String) -> String {
    "what answers at \(server) is no API server: it sends something else"
}
