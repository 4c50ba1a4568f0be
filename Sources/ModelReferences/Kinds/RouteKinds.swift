import KubernetesModel

extension WorkloadKind {
    /// Istio's and the Gateway API's routes: they refer to no model themselves, and to Services behind which models answer.
    static let routeKinds: [WorkloadKind] = [
        route("networking.istio.io", "VirtualService", ["v1", "v1beta1", "v1alpha3"], "virtualservices"),
        route(Route.gatewayGroup, "HTTPRoute", ["v1", "v1beta1", "v1alpha2"], "httproutes"),
        route(Route.gatewayGroup, "GRPCRoute", ["v1", "v1beta1", "v1alpha2"], "grpcroutes"),
    ]

    /// Whether an object of this kind runs nothing, and only says who gets how much of the traffic.
    package var isRoute: Bool { Route.isRoute(group: group, kind: kind) }

    private static func route(
        _ group: String, _ kind: String, _ versions: [String], _ resource: String
    ) -> WorkloadKind {
        WorkloadKind(
            group: group, kind: kind, versions: versions, resource: resource, consumer: .any,
            summary: "none: it sends traffic to Services; who gets more of it is judged by what answers there")
    }
}
