import Testing

@testable import ModelReferences

@Suite("Routes")
struct RouteTests {
    private func route(_ spec: String, _ kind: String = "VirtualService") throws -> Route {
        let group = kind == "VirtualService" ? "networking.istio.io" : "gateway.networking.k8s.io"
        let yaml = "{apiVersion: \(group)/v1, kind: \(kind), metadata: {name: r, namespace: ml}, spec: \(spec)}"
        let object = try #require(try Manifest(yaml).objects.first)
        return try #require(Route(object))
    }

    private func lines(_ route: Route) -> [String] { route.destinations.map(line) }

    /// `http[0] ml/reviews:v1 25`, in per cent.
    private func line(_ destination: RouteDestination) -> String {
        var name = ""
        switch destination.target {
        case .outside(let host): name = "outside \(host)"
        case .backend(let backend):
            name = "\(backend.kind == "Service" ? "" : backend.kind + " ")\(backend.namespace ?? "?")/\(backend.name)"
        }
        let subset = destination.subset.map { ":\($0)" } ?? ""
        return "\(destination.rule) \(name)\(subset) \(Double(destination.share) / 10_000)"
    }

    // Forms of Istio's documentation (Traffic Management tasks and the VirtualService reference).
    @Test(
        "an Istio rule's weights are read against their sum",
        arguments: [
            (
                """
                {hosts: [reviews], http: [{match: [{headers: {end-user: {exact: jason}}}], route: [{destination: {host: reviews,
                subset: v2}}]}, {route: [{destination: {host: reviews, subset: v3}}]}]}
                """, ["http[0] ml/reviews:v2 100.0", "http[1] ml/reviews:v3 100.0"]
            ),
            (
                """
                {http: [{route: [{destination: {host: reviews, subset: v2}, weight: 25}, {destination: {host: reviews, subset:
                v1}, weight: 75}]}]}
                """, ["http[0] ml/reviews:v2 25.0", "http[0] ml/reviews:v1 75.0"]
            ),
            // One destination gets all, whatever is written.
            ("{http: [{route: [{destination: {host: reviews}, weight: 0}]}]}", ["http[0] ml/reviews 100.0"]),
            // None written among others is 0, and so is no destination.
            (
                "{http: [{route: [{destination: {host: a}, weight: 100}, {destination: {host: b}}]}]}",
                ["http[0] ml/a 100.0"]
            ),
            (
                "{http: [{route: [{destination: {host: a}, weight: 1}, {destination: {host: b}, weight: 3}]}]}",
                ["http[0] ml/a 25.0", "http[0] ml/b 75.0"]
            ),
            (
                """
                {tls: [{match: [{sniHosts: [a.example.com]}], route: [{destination: {host: a.prod.svc.cluster.local}}]}],
                tcp: [{route: [{destination: {host: b, port: {number: 31400}}, weight: 20}, {destination: {host: api.corp.example},
                weight: 80}]}]}
                """, ["tls[0] prod/a 100.0", "tcp[0] ml/b 20.0", "tcp[0] outside api.corp.example 80.0"]
            ),
            // A mirror answers nobody; a redirect and a delegate have no destination.
            (
                """
                {http: [{route: [{destination: {host: httpbin, subset: v1}, weight: 100}], mirror: {host: httpbin, subset: v2},
                mirrorPercentage: {value: 100.0}}, {redirect: {uri: /v1}}, {delegate: {name: d}}]}
                """, ["http[0] ml/httpbin:v1 100.0"]
            ),
            // KServe's own, and those that are written like it: one gateway, and the host says who is meant.
            (
                """
                {http: [{route: [{destination: {host: knative-local-gateway.istio-system.svc.cluster.local}, weight: 90,
                headers: {request: {set: {Host: fraud-predictor.ml.svc.cluster.local}}}}, {destination: {host:
                knative-local-gateway.istio-system.svc.cluster.local}, weight: 10, headers: {request: {set: {Host:
                fraud-new.ml.svc.cluster.local}}}}]}]}
                """,
                [
                    "http[0] istio-system/knative-local-gateway 90.0", "http[0] ml/fraud-predictor 90.0",
                    "http[0] istio-system/knative-local-gateway 10.0", "http[0] ml/fraud-new 10.0",
                ]
            ),
            (
                "{http: [{rewrite: {authority: fraud.ml.svc.cluster.local}, route: [{destination: {host: gateway.istio}}]}]}",
                ["http[0] istio/gateway 100.0", "http[0] ml/fraud 100.0"]
            ),
        ])
    func istio(spec: String, expected: [String]) throws {
        #expect(try lines(route(spec)) == expected)
    }

    // Forms of the Gateway API's guides (HTTP routing, traffic splitting, request mirroring) and of its inference extension.
    @Test(
        "a Gateway API rule's weights are 1 where none is written, and 0 gets nothing",
        arguments: [
            ("{rules: [{backendRefs: [{name: foo-v1, port: 8080}]}]}", ["rules[0] ml/foo-v1 100.0"]),
            (
                "{rules: [{backendRefs: [{name: foo-v1, port: 8080, weight: 90}, {name: foo-v2, port: 8080, weight: 10}]}]}",
                ["rules[0] ml/foo-v1 90.0", "rules[0] ml/foo-v2 10.0"]
            ),
            (
                "{rules: [{backendRefs: [{name: a}, {name: b, weight: 3}]}]}",
                ["rules[0] ml/a 25.0", "rules[0] ml/b 75.0"]
            ),
            ("{rules: [{backendRefs: [{name: a, weight: 1}, {name: b, weight: 0}]}]}", ["rules[0] ml/a 100.0"]),
            ("{rules: [{backendRefs: [{name: a, weight: 0}]}]}", []),
            (
                "{rules: [{matches: [{path: {value: /v1}}]}, {backendRefs: [{name: a, namespace: other}]}]}",
                ["rules[1] other/a 100.0"]
            ),
            (
                """
                {rules: [{backendRefs: [{group: inference.networking.k8s.io, kind: InferencePool, name: llama, weight: 1},
                {group: multicluster.x-k8s.io, kind: ServiceImport, name: far}, {group: networking.istio.io, kind: Hostname,
                name: a.b.svc.cluster.local, weight: 2}]}]}
                """,
                [
                    "rules[0] InferencePool ml/llama 25.0",
                    "rules[0] outside ServiceImport.multicluster.x-k8s.io far 25.0",
                    "rules[0] b/a 50.0",
                ]
            ),
            (
                """
                {rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: foo-v2}}}], backendRefs: [{name: foo-v1}]},
                {filters: [{type: URLRewrite, urlRewrite: {hostname: fraud.ml.svc.cluster.local}}], backendRefs: [{name: gw}]}]}
                """, ["rules[0] ml/foo-v1 100.0", "rules[1] ml/gw 100.0", "rules[1] ml/fraud 100.0"]
            ),
        ])
    func gateway(spec: String, expected: [String]) throws {
        #expect(try lines(route(spec, "HTTPRoute")) == expected)
        #expect(try lines(route(spec, "GRPCRoute")) == expected)
    }

    @Test("where all of Istio's weights are nothing, each may get everything")
    func nothing() throws {
        let spec = "{http: [{route: [{destination: {host: a}, weight: 0}, {destination: {host: b}}]}]}"
        #expect(try lines(route(spec)) == ["http[0] ml/a 100.0", "http[0] ml/b 100.0"])
    }

    @Test("weights without measure are read, and overflow nothing")
    func extreme() throws {
        let spec = """
            {rules: [{backendRefs: [{name: a, weight: 9223372036854775807}, {name: b, weight: -5}, {name: c, weight: 1},
            {name: 7}, {weight: 2}, 3]}]}
            """
        #expect(try route(spec, "HTTPRoute").destinations.map(\.path.description).count == 2)
    }

    private func split(_ a: Int, _ b: Int, match: String = "") -> String {
        "{hosts: [r], http: [{\(match)route: [{destination: {host: a}, weight: \(a)}, {destination: {host: b}, weight: \(b)}]}]}"
    }

    @Test("who gets more than before is raised, and who gets less is not")
    func raised() throws {
        let before = try route(split(90, 10))
        #expect(try route(split(50, 50)).raised(since: before).map(line) == ["http[0] ml/b 50.0"])
        #expect(try route(split(100, 0)).raised(since: before).map(line) == ["http[0] ml/a 100.0"])
        #expect(try route(split(9, 1)).raised(since: before).isEmpty)
        #expect(try route(split(90, 10)).raised(since: nil).count == 2)
        let one = try route("{hosts: [r], http: [{route: [{destination: {host: a}}]}]}")
        #expect(one.raised(since: before).map(line) == ["http[0] ml/a 100.0"])
        let other = try route(
            "{hosts: [r], http: [{route: [{destination: {host: a}, weight: 90}, {destination: {host: c}, weight: 10}]}]}"
        )
        #expect(other.raised(since: before).map(line) == ["http[0] ml/c 10.0"])
    }

    @Test("less than a per cent more is more")
    func small() throws {
        #expect(try route(split(9_990, 10)).raised(since: route(split(9_991, 9))).map(line) == ["http[0] ml/b 0.1"])
    }

    @Test("where other requests take a rule, all of it counts")
    func rules() throws {
        let before = try route(split(90, 10, match: "match: [{headers: {canary: {exact: yes}}}], "))
        #expect(try route(split(90, 10)).raised(since: before).count == 2)
        let two = try route(
            "{hosts: [r], http: [{fault: {abort: {httpStatus: 500}}}, {route: [{destination: {host: a}}]}]}")
        #expect(try route("{hosts: [r], http: [{route: [{destination: {host: a}}]}]}").raised(since: two).count == 1)
        // A timeout, a retry and a mirror are no change of who answers.
        let slow = try route(
            "{hosts: [r], http: [{timeout: 3s, mirror: {host: c}, route: [{destination: {host: a}}]}]}")
        let fast = try route("{hosts: [r], http: [{retries: {attempts: 2}, route: [{destination: {host: a}}]}]}")
        #expect(slow.raised(since: fast).isEmpty && fast.raised(since: slow).isEmpty)
    }

    @Test("a mirror that becomes a destination is raised")
    func promoted() throws {
        let before = try route("{http: [{mirror: {host: b}, route: [{destination: {host: a}}]}]}")
        let after = try route("{http: [{route: [{destination: {host: b}}]}]}")
        #expect(after.raised(since: before).map(line) == ["http[0] ml/b 100.0"])
    }

    @Test("a fingerprint's shares may fall and not rise")
    func fingerprint() throws {
        func fingerprint(_ a: Int, _ b: Int, _ c: Int) throws -> Fingerprint {
            try Manifest(
                """
                {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: ml}, spec: {rules:
                [{backendRefs: [{name: a, weight: \(a)}, {name: b, weight: \(b)}, {name: c, weight: \(c)}]}]}}
                """
            ).fingerprint()
        }
        let before = try fingerprint(80, 10, 10)
        #expect(try fingerprint(8, 1, 1).isUnchanged(since: before))
        #expect(try !fingerprint(70, 20, 10).isUnchanged(since: before))
        #expect(try fingerprint(0, 0, 0).isUnchanged(since: before))
    }

    @Test("what is no route has no destinations", arguments: ["Gateway", "Service"])
    func none(kind: String) throws {
        let yaml = "{apiVersion: networking.istio.io/v1, kind: \(kind), spec: {http: []}}"
        #expect(Route(try #require(try Manifest(yaml).objects.first)) == nil)
    }
}
