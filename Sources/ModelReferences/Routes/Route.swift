import KubernetesModel

/// Where a VirtualService, an HTTPRoute or a GRPCRoute sends traffic. A mirror gets a copy and answers nobody: it is no
/// destination here until its answers are somebody's.
package struct Route: Sendable {
    /// In the order of the object; only those that get something.
    package var destinations: [RouteDestination] { all.filter { $0.share > 0 } }
    /// Those that get nothing among them.
    let all: [RouteDestination]
    private let object: Node
    private let form: RouteForm

    /// - Parameter namespace: the route's own, where the object does not say it.
    /// - Returns: nil where the object is no route.
    package init?(_ object: Node, namespace: String? = nil) {
        guard let identity = ObjectIdentity(object), Self.isRoute(group: identity.gvk.group, kind: identity.gvk.kind)
        else { return nil }
        self.object = object
        let own = namespace ?? identity.namespace
        form = identity.gvk.group == Self.gatewayGroup ? .gateway : .istio
        all = form.destinations(of: object, namespace: own)
    }

    static let gatewayGroup = "gateway.networking.k8s.io"

    package static func isRoute(group: String, kind: String) -> Bool {
        switch kind {
        case "VirtualService": group == "networking.istio.io"
        case "HTTPRoute", "GRPCRoute": group == gatewayGroup
        default: false
        }
    }

    /// The destinations that get more than they had. Where a rule came, went, moved or takes other requests, nobody can tell
    /// what each had: then all count.
    package func raised(since old: Route?) -> [RouteDestination] {
        guard let old, hasSameRules(as: old) else { return destinations }
        let (before, now) = (old.shares, shares)
        return destinations.filter { now[Key($0), default: 0] > before[Key($0), default: 0] }
    }

    private struct Key: Hashable {
        var rule: String
        var target: RouteDestination.Target
        var subset: String?

        init(_ destination: RouteDestination) {
            rule = destination.rule
            target = destination.target
            subset = destination.subset
        }
    }

    /// One that is named twice gets both.
    private var shares: [Key: Int] {
        var shares: [Key: Int] = [:]
        for destination in destinations { shares[Key(destination), default: 0] += destination.share }
        return shares
    }
}

// MARK: - Which requests take which rule

extension Route {
    /// Whether the same requests take the same rules, whoever answers them.
    private func hasSameRules(as old: Route) -> Bool {
        guard form == old.form, let own = object["spec"], let theirs = old.object["spec"] else { return false }
        guard Self.areSame(own, theirs, but: form.lists) else { return false }
        return form.lists.allSatisfy { list in
            let (own, theirs) = (own[list].items, theirs[list].items)
            return own.count == theirs.count
                && zip(own, theirs).allSatisfy { Self.areSame($0, $1, but: form.answering) }
        }
    }

    private static func areSame(_ left: Node, _ right: Node, but keys: [String]) -> Bool {
        let names = Set(left.members.map(\.key)).union(right.members.map(\.key)).subtracting(keys)
        return names.allSatisfy { left[$0].something == right[$0].something }
    }
}

extension Node? {
    /// Absent and null are the same to Kubernetes.
    fileprivate var something: Node? { flatMap { $0.isNull ? nil : $0 } }
}
