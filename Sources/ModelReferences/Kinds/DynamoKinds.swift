import KubernetesModel

extension WorkloadKind {
    /// The kinds of NVIDIA Dynamo (ai-dynamo/dynamo deploy/operator/api).
    static let dynamoKinds: [WorkloadKind] = [
        dynamoGraphDeployment, dynamoComponentDeployment, dynamoGraphDeploymentRequest, dynamoModel, dynamoCheckpoint,
    ]

    private static let dynamoGraphDeployment = WorkloadKind(
        group: "nvidia.com", kind: "DynamoGraphDeployment", versions: ["v1alpha1", "v1beta1"],
        resource: "dynamographdeployments", consumer: .vllm,
        summary: "main container, variables and volumes of every service or component",
        read: { object, collector in
            collector.markAsWorkload()
            DynamoGraph.read(object["spec"], into: &collector)
        })

    /// One such service or component.
    private static let dynamoComponentDeployment = WorkloadKind(
        group: "nvidia.com", kind: "DynamoComponentDeployment", versions: ["v1alpha1", "v1beta1"],
        resource: "dynamocomponentdeployments", consumer: .vllm, summary: "main container, variables and volumes",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            DynamoComponent(node: spec, shared: nil).read(into: &collector)
        })

    /// A DynamoModel is an adapter that running servers load by its path; a base model is only looked for.
    private static let dynamoModel = WorkloadKind(
        group: "nvidia.com", kind: "DynamoModel", versions: ["v1alpha1", "v1beta1"], resource: "dynamomodels",
        consumer: .any, summary: "spec.source.uri or spec.loraPath of an adapter",
        read: { object, collector in
            guard let spec = object["spec"] else { return }
            collector.markAsWorkload()
            collector.addIfPresent(spec[path: "source", "uri"], consumer: .any, role: .adapter)
            collector.addIfPresent(spec["loraPath"], consumer: .any, role: .adapter)
        })

    /// A DynamoCheckpoint runs a pod to its end of loading, and keeps what is then in its memory.
    private static let dynamoCheckpoint = WorkloadKind(
        group: "nvidia.com", kind: "DynamoCheckpoint", versions: ["v1alpha1", "v1beta1"],
        resource: "dynamocheckpoints", consumer: .any,
        summary: "commands, arguments, variables and volumes of the pod templates",
        read: { _, collector in collector.markAsWorkload() })
}

/// The spec of a graph, or of a patch of one.
enum DynamoGraph {
    static func read(_ spec: Node?, into collector: inout ReferenceCollector) {
        guard let spec else { return }
        let shared = spec["envs"] ?? spec["env"]
        let components = (spec["services"]?.members.map(\.value) ?? []) + spec["components"].items
        guard components.count * (shared?.count ?? 0) <= Attachments.mostShared else { return collector.exceedBounds() }
        for component in components { DynamoComponent(node: component, shared: shared).read(into: &collector) }
    }
}

/// One service (v1alpha1) or component (v1beta1) of a graph.
private struct DynamoComponent {
    let node: Node
    /// The variables of the whole graph.
    let shared: Node?

    /// The operator gives a component that names no command one of its own (getCommonContainer in dynamo
    /// deploy/operator/internal/dynamo), so that the image's entrypoint serves nothing.
    private static let starter = PodSpecWalk.Starter(command: "/bin/sh")

    func read(into collector: inout ReferenceCollector) {
        // The main container stands beside the PodSpec that it is merged into.
        if let pod = node["extraPodSpec"], let main = pod["mainContainer"], main.isObject {
            PodSpecWalk.readContainer(main, podSpec: pod, setting: setting(of: main), into: &collector)
        }
        guard let template = node["podTemplate"], let pod = template["spec"], pod.isObject else { return }
        // The operator starts a program of its own in these two, where they name none.
        if let name = node["frontendSidecar"]?.nonEmptyString, let frontend = container(name, of: pod) {
            PodSpecWalk.readContainer(frontend, podSpec: pod, setting: setting(of: frontend), into: &collector)
        }
        let setting = container("main", of: pod).map(setting(of:)) ?? .none
        PodSpecWalk.read(pod, metadata: template["metadata"], setting: setting, into: &collector)
        collector.claim(pod)
    }

    private func container(_ name: String, of pod: Node) -> Node? {
        pod["containers"].items.first { $0["name"]?.isString(name) ?? false }
    }

    private func setting(of main: Node) -> PodSpecWalk.Setting {
        PodSpecWalk.Setting(starter: Self.starter, main: main, attached: attached)
    }

    private var attached: Attachments {
        var attached = Attachments(environment: [shared, node["envs"]].compactMap(\.self))
        // Releases of v1alpha1 differ in whether these or the container's own win (BuildPodSpec and GenerateBasePodSpec
        // in internal/dynamo/graph.go); in v1beta1 the container's do.
        attached.mayOutrank = node["podTemplate"] == nil
        attached.secret = node["envFromSecret"]
        // An entry names one of spec.pvcs, whose name is that of the claim.
        for mount in node["volumeMounts"].items { attached.mount(claim: mount["name"], at: mount["mountPoint"]) }
        // Before there was a list.
        attached.mount(claim: node[path: "pvc", "name"], at: node[path: "pvc", "mountPoint"])
        return attached
    }
}
