import KubernetesModel

/// How an API writes its routes.
enum RouteForm: Sendable {
    /// networking.istio.io VirtualService.
    case istio
    /// gateway.networking.k8s.io HTTPRoute and GRPCRoute.
    case gateway

    /// The fields of `spec` that hold rules.
    var lists: [String] { self == .istio ? ["http", "tls", "tcp"] : ["rules"] }

    /// The fields of a rule that say who answers, or how long that may take, and not which requests take it.
    var answering: [String] {
        let shared = ["timeout", "timeouts", "retries", "retry", "name"]
        guard self == .istio else { return shared + ["backendRefs", "filters", "sessionPersistence"] }
        return shared + [
            "route", "rewrite", "headers", "mirror", "mirrors", "mirror_percent", "mirrorPercent", "mirrorPercentage",
            "corsPolicy",
        ]
    }

    func destinations(of object: Node, namespace: String?) -> [RouteDestination] {
        guard let spec = object["spec"] else { return [] }
        var found: [RouteDestination] = []
        for list in lists {
            for (index, rule) in spec[list].items.enumerated() {
                let place = "\(list)[\(index)]"
                switch self {
                case .istio: found += Self.istio(rule, place, namespace)
                case .gateway: found += Self.gateway(rule, place, namespace)
                }
            }
        }
        return found
    }

    // MARK: Istio

    /// Weights are relative to their sum; where there is one destination, all goes to it whatever its weight is (Istio API,
    /// HTTPRouteDestination.weight).
    private static func istio(_ rule: Node, _ place: String, _ namespace: String?) -> [RouteDestination] {
        let routes = rule["route"].items
        let shares = routes.count == 1 ? [RouteDestination.full] : shares(routes, absent: 0)
        var found: [RouteDestination] = []
        for (route, share) in zip(routes, shares) {
            guard let host = route["destination"]?["host"], let text = host.nonEmptyString else { continue }
            let subset = route["destination"]?["subset"]?.nonEmptyString
            found.append(
                RouteDestination(
                    .init(host: text, namespace: namespace), subset: subset, share: share, rule: place, path: host.path,
                    position: host.position))
            let authority =
                hostHeader(route["headers"]) ?? hostHeader(rule["headers"]) ?? rule["rewrite"]?["authority"]
            found += behindGateway(authority, share, place, namespace)
        }
        return found
    }

    /// `Host` as Envoy is told to set it, by either of its names.
    private static func hostHeader(_ headers: Node?) -> Node? {
        guard let set = headers?["request"]?["set"], set.isObject else { return nil }
        return set.members.first { isHost($0.key) }?.value
    }

    // MARK: Gateway API

    /// Weights are relative to their sum, 1 where none is written; 0 gets nothing, alone or not (Gateway API, BackendRef).
    private static func gateway(_ rule: Node, _ place: String, _ namespace: String?) -> [RouteDestination] {
        let references = rule["backendRefs"].items
        let shares = shares(references, absent: 1)
        var found: [RouteDestination] = []
        for (reference, share) in zip(references, shares) {
            guard let name = reference["name"], let target = target(reference, namespace) else { continue }
            found.append(
                RouteDestination(target, share: share, rule: place, path: name.path, position: name.position))
            let authority = hostFilter(reference["filters"]) ?? hostFilter(rule["filters"])
            found += behindGateway(authority, share, place, namespace)
        }
        return found
    }

    private static func target(_ reference: Node, _ namespace: String?) -> RouteDestination.Target? {
        guard let name = reference["name"]?.nonEmptyString else { return nil }
        let group = reference["group"]?.nonEmptyString ?? ""
        let kind = reference["kind"]?.nonEmptyString ?? "Service"
        let space = reference["namespace"]?.nonEmptyString ?? namespace
        switch (group, kind) {
        case ("", "Service"), ("inference.networking.k8s.io", "InferencePool"),
            ("inference.networking.x-k8s.io", "InferencePool"):
            return .backend(.init(group: group, kind: kind, namespace: space, name: name))
        // Istio's way to name a host where a Service is asked for.
        case ("networking.istio.io", "Hostname"): return .init(host: name, namespace: namespace)
        default: return .outside(group.isEmpty ? "\(kind) \(name)" : "\(kind).\(group) \(name)")
        }
    }

    private static func hostFilter(_ filters: Node?) -> Node? {
        for filter in filters.items {
            if let host = filter["urlRewrite"]?["hostname"], host.nonEmptyString != nil { return host }
            for header in filter["requestHeaderModifier"]?["set"].items ?? [] {
                if let name = header["name"]?.string, isHost(name) { return header["value"] }
            }
        }
        return nil
    }

    // MARK: Both

    private static func isHost(_ header: String) -> Bool { [":authority", "host"].contains(header.lowercased()) }

    /// KServe and Knative send everything to one gateway and say by the host whom they mean.
    private static func behindGateway(
        _ authority: Node?, _ share: Int, _ place: String, _ namespace: String?
    ) -> [RouteDestination] {
        guard let authority, let host = authority.nonEmptyString else { return [] }
        let target = RouteDestination.Target(host: host, namespace: namespace)
        guard case .backend = target else { return [] }
        return [
            RouteDestination(target, share: share, rule: place, path: authority.path, position: authority.position)
        ]
    }

    /// Of each, in millionths; what is not nothing never becomes nothing.
    private static func shares(_ list: [Node], absent: Int) -> [Int] {
        let weights = list.map { max(0, min($0["weight"]?.int ?? absent, Int(Int32.max))) }
        let total = weights.reduce(0, +)
        // No API takes such an Istio rule; who else gets it may send it anywhere.
        guard total > 0 else { return list.map { _ in absent == 0 ? RouteDestination.full : 0 } }
        return weights.map { weight in
            weight == 0 ? 0 : max(1, Int(Double(weight) / Double(total) * Double(RouteDestination.full)))
        }
    }
}
