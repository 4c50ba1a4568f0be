import Testing

@testable import ModelReferences

@Suite("Destinations of routes")
struct RouteDestinationTests {
    @Test(
        "a host is the Service that a cluster's DNS makes of it",
        arguments: [
            ("reviews", "ml/reviews"), ("Reviews", "ml/reviews"), ("reviews.prod", "prod/reviews"),
            ("reviews.prod.svc", "prod/reviews"), ("reviews.prod.svc.cluster.local", "prod/reviews"),
            ("reviews.prod.svc.corp.internal.", "prod/reviews"),
        ])
    func services(host: String, expected: String) {
        guard case .backend(let backend) = RouteDestination.Target(host: host, namespace: "ml") else {
            Issue.record("\(host) is no Service")
            return
        }
        #expect("\(backend.namespace ?? "")/\(backend.name)" == expected)
        #expect(backend.kind == "Service" && backend.group.isEmpty)
    }

    @Test(
        "a host that no Service has lies outside",
        arguments: [
            "api.openai.com", "*.prod.svc.cluster.local", "*", "10.0.0.7", "[::1]", "fe80::1", "a..svc", ".",
            "reviews.prod.example.svc",
        ])
    func outside(host: String) {
        #expect(RouteDestination.Target(host: host, namespace: "ml") == .outside(host))
    }
}
