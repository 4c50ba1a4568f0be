import HTTPTransport
import KubernetesModel
import RemoteServices

/// What a watch says.
package enum WatchEvent: Sendable, Hashable {
    /// It was created or written.
    case changed(ObjectMetadata)
    case deleted(ObjectMetadata)
    /// Nothing that is watched has happened up to this version.
    case bookmark(String)

    /// Where a watch goes on behind it.
    package var resourceVersion: String {
        switch self {
        case .changed(let object), .deleted(let object): object.resourceVersion
        case .bookmark(let version): version
        }
    }
}

extension ClusterClient {
    /// What happens to the objects of a resource behind `version`, until the server or `stop` ends it.
    ///
    /// A failure of the kind `expired` says that the server has forgotten what happened behind that version.
    ///
    /// - Parameter onOpen: called when the server has agreed to tell.
    package func watch(
        _ resource: ClusterResource, from version: String, until stop: Cancellation,
        onOpen: @escaping () -> Void = {}, _ onEvent: @escaping (WatchEvent) -> Void
    ) throws(ClusterFailure) {
        let seconds = limits.watchTime.components.seconds
        let path =
            try resource.path()
            + PercentEncoding.query([
                (name: "watch", value: "true"), (name: "resourceVersion", value: version),
                (name: "allowWatchBookmarks", value: "true"), (name: "timeoutSeconds", value: String(max(1, seconds))),
            ])
        var failure: ClusterFailure?
        // The server ends it; one that has gone silent is left a little later.
        let most = limits.watchTime + limits.requestTime
        _ = try answer(path, Form.metadata) { (client, request) throws(HTTPFailure) in
            let lines = LineStream(mostBytes: limits.eventBytes, idle: most, cancellation: stop, onOpen: onOpen) {
                line in
                do throws(ClusterFailure) {
                    if let event = try self.event(line, of: resource) { onEvent(event) }
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
            return try client.stream(request, by: .after(most), to: lines)
        }
        if let failure { throw failure }
    }

    /// nil for an empty line, and for kinds of events that are not known yet.
    private func event(
        _ line: ArraySlice<UInt8>, of resource: ClusterResource
    ) throws(ClusterFailure) -> WatchEvent? {
        guard line.contains(where: { $0 > 0x20 }) else { return nil }
        let limits = ParseLimits(bytes: limits.eventBytes)
        guard let root = try? JSONParser.parse(Array(line), limits: limits, tellsPlaces: false).root,
            let type = root["type"]?.string, let object = root["object"]
        else { throw ClusterFailure(.unreachable, noEvent(endpoint.server)) }
        switch type {
        case "ADDED", "MODIFIED", "DELETED":
            guard let metadata = ObjectMetadata(object, of: resource), !metadata.resourceVersion.isEmpty else {
                throw ClusterFailure(.unreachable, noObject(endpoint.server, resource))
            }
            return type == "DELETED" ? .deleted(metadata) : .changed(metadata)
        case "BOOKMARK": return object["metadata"]?["resourceVersion"]?.nonEmptyString.map { .bookmark($0) }
        case "ERROR": throw ClusterFailure(status: object["code"]?.int ?? 500, said: object, endpoint)
        default: return nil
        }
    }
}

// What an operator reads.

private func noEvent(_ server: String) -> String { "a watch of \(server) sends something that is no event" }
private func noObject(_ server: String, _ resource: ClusterResource) -> String {
    "a watch of \(server) sends one of the \(resource) without its name, uid or resourceVersion"
}
