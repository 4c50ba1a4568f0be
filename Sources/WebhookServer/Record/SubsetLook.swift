import ClusterAPI
import HTTPTransport
import KubernetesModel
import ModelReferences
import PolicyEngine
import Reviewer

/// Finds the labels of a subset among Istio's DestinationRules. It blocks until the API server has answered.
struct SubsetLook {
    let look: ObjectLook
    let deadline: Deadline

    /// None where no DestinationRule names the subset: then all that stands behind the Service counts.
    func labels(
        _ subset: String, of service: WorkloadIdentity, from asker: String?
    ) throws(ClusterFailure) -> [String: String] {
        guard let resource = try resource() else { return [:] }
        var found: [[String: String]] = []
        // Istio takes the rule of the asker's namespace, else that of the Service's.
        for namespace in Self.unique([asker, service.namespace]) where found.isEmpty {
            let rules = try look.client.objects(resource, namespace: namespace, most: Self.mostRules, by: deadline)
            for rule in rules where Self.isAbout(service, rule, in: namespace) {
                found += (rule["spec"]?["subsets"].map { Array($0.elements) } ?? [])
                    .filter { $0["name"]?.isString(subset) == true }.map { BackendLook.texts($0["labels"]) }
            }
        }
        // Two rules that say different things: what both leave open counts.
        guard let first = found.first else { return [:] }
        return found.allSatisfy { $0 == first } ? first : [:]
    }

    private static let mostRules = 2_000

    private func resource() throws(ClusterFailure) -> ClusterResource? {
        for version in ["v1", "v1beta1", "v1alpha3"] {
            let found = try look.client.resource(
                group: "networking.istio.io", version: version, kind: "DestinationRule", by: deadline)
            if let found { return found }
        }
        return nil
    }

    private static func isAbout(_ service: WorkloadIdentity, _ rule: Node, in namespace: String) -> Bool {
        guard let host = rule["spec"]?["host"]?.nonEmptyString,
            case .backend(let backend) = RouteDestination.Target(host: host, namespace: namespace)
        else { return false }
        return backend.name == service.name && backend.namespace == service.namespace
    }

    private static func unique(_ names: [String?]) -> [String] {
        var seen: Set<String> = []
        return names.compactMap { $0 }.filter { seen.insert($0).inserted }
    }
}
