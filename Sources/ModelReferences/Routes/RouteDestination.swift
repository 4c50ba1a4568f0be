import KubernetesModel

/// One place that a rule of a route sends traffic to, and how much of it.
package struct RouteDestination: Sendable, Hashable {
    package var target: Target
    /// The subset of an Istio DestinationRule; nil for all that stands behind the Service.
    package var subset: String?
    /// Of the traffic of its rule, in millionths.
    package var share: Int
    /// The rule: its list and its place there, `http[0]`.
    package var rule: String
    /// The field that names it.
    package var path: FieldPath
    package var position: SourcePosition

    package init(
        _ target: Target, subset: String? = nil, share: Int, rule: String, path: FieldPath, position: SourcePosition
    ) {
        self.target = target
        self.subset = subset
        self.share = share
        self.rule = rule
        self.path = path
        self.position = position
    }

    /// All of a rule's traffic.
    package static let full = 1_000_000

    package enum Target: Sendable, Hashable {
        /// An object of the cluster that selects pods: a Service, an InferencePool.
        case backend(Backend)
        /// A host outside of the cluster, or an object that selects no pods, by what it is called.
        case outside(String)
    }

    package struct Backend: Sendable, Hashable {
        package var group = ""
        package var kind = "Service"
        /// nil where nobody knows the route's own.
        package var namespace: String?
        package var name: String

        package init(group: String = "", kind: String = "Service", namespace: String?, name: String) {
            self.group = group
            self.kind = kind
            self.namespace = namespace
            self.name = name
        }
    }
}

extension RouteDestination.Target {
    /// What a host means to Istio's sidecars and to DNS in a cluster: `name` in the route's own namespace,
    /// `name.namespace`, `name.namespace.svc` with any domain behind it.
    package init(host: String, namespace: String?) {
        var text = host.lowercased()[...]
        if text.hasSuffix(".") { text = text.dropLast() }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isNamed = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.allSatisfy { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: ":") }
        }
        let isAddress = labels.count == 4 && labels.allSatisfy { $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
        guard isNamed, !isAddress, let name = labels.first else {
            self = .outside(host)
            return
        }
        switch labels.count {
        case 1: self = .backend(.init(namespace: namespace, name: String(name)))
        case 2: self = .backend(.init(namespace: String(labels[1]), name: String(name)))
        default:
            self =
                labels[2] == "svc"
                ? .backend(.init(namespace: String(labels[1]), name: String(name))) : .outside(host)
        }
    }
}
