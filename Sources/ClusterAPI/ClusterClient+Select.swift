import HTTPTransport
import KubernetesModel
import RemoteServices

extension ClusterClient {
    /// Who the objects with these labels are, and nothing of their specs.
    ///
    /// - Parameter most: a list of more is a failure, and none is given in part.
    package func metadata(
        _ resource: ClusterResource, namespace: String?, labels: [String: String], most: Int, by deadline: Deadline
    ) throws(ClusterFailure) -> [ObjectMetadata] {
        let nodes = try select(resource, namespace, Self.selector(labels), Form.metadataList, most: most, by: deadline)
        return nodes.compactMap { ObjectMetadata($0, of: resource) }
    }

    /// The objects of a namespace, whole.
    package func objects(
        _ resource: ClusterResource, namespace: String?, most: Int, by deadline: Deadline
    ) throws(ClusterFailure) -> [Node] {
        try select(resource, namespace, nil, Form.object, most: most, by: deadline)
    }

    static func selector(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    private func select(
        _ resource: ClusterResource, _ namespace: String?, _ selector: String?, _ form: String, most: Int,
        by deadline: Deadline
    ) throws(ClusterFailure) -> [Node] {
        let path = try resource.path(namespace: namespace)
        var (found, token): ([Node], String?) = ([], nil)
        repeat {
            var query = [(name: "limit", value: String(limits.page))]
            if let selector { query.append((name: "labelSelector", value: selector)) }
            if let token { query.append((name: "continue", value: token)) }
            let root = try document(
                path + PercentEncoding.query(query), form, maxBytes: limits.pageBytes, by: deadline
            ).root
            guard root["kind"]?.string?.hasSuffix("List") == true, let items = root["items"] else {
                throw ClusterFailure(.unreachable, noList(endpoint.server))
            }
            found += items.elements
            guard found.count <= most else { throw ClusterFailure(.unreachable, tooMany(resource, most)) }
            token = root["metadata"]?["continue"]?.nonEmptyString
        } while token != nil
        return found
    }
}

// What an operator reads.

private func noList(_ server: String) -> String { "what answers at \(server) is no API server: it sends no list" }
private func tooMany(_ resource: ClusterResource, _ most: Int) -> String {
    "there are more than \(most) \(resource) to look at"
}
