import ClusterAPI
import HTTPTransport
import KubernetesModel
import PolicyEngine

/// Asks an API server for single objects: owners that no list has shown.
struct OwnerSearch {
    private let client: ClusterClient
    private let most: Int
    private var asked = 0
    /// Kinds that cannot be read, with the reason: they are not asked for again and again.
    private var unreadable: [String: String] = [:]

    init(_ client: ClusterClient, most: Int) {
        self.client = client
        self.most = most
    }

    enum Found {
        case found(LookedAtObject)
        /// The cluster holds none of that uid.
        case absent
        case unreadable(String)
    }

    mutating func find(_ owner: LiveObject.Owner) -> Found {
        let workload = owner.workload
        let kind = workload.groupKind
        if let reason = unreadable[kind] { return .unreadable(reason) }
        guard asked < most else { return .unreadable(tooMany(most)) }
        asked += 1
        let answer: Found
        do throws(ClusterFailure) {
            let resource = try client.resource(
                group: workload.group, version: owner.version, kind: workload.kind, by: .after(Self.patience))
            guard let resource else { return .absent }
            answer = read(resource, resource.isNamespaced ? workload.namespace : nil, workload.name, uid: owner.uid)
        } catch {
            answer = .unreadable(error.reason)
        }
        if case .unreadable(let reason) = answer { unreadable[kind] = reason }
        return answer
    }

    /// The object of that name, where it has that uid still.
    func read(_ resource: ClusterResource, _ namespace: String?, _ name: String, uid: String) -> Found {
        do throws(ClusterFailure) {
            let document = try client.object(resource, namespace: namespace, name: name, by: .after(Self.patience))
            guard let object = LookedAtObject(document.root, of: resource), object.metadata.uid == uid else {
                return .absent
            }
            return .found(object)
        } catch {
            return error.kind == .notFound ? .absent : .unreadable(error.reason)
        }
    }

    private static let patience: Duration = .seconds(30)
}

// What a user reads.

private func tooMany(_ most: Int) -> String {
    "more than \(most) owners are of kinds that are not listed, and no more of them were asked for"
}
