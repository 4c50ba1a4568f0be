import KubernetesModel

extension WorkloadKind {
    /// Argo Workflows: templates with one container each, which no list of containers shows.
    static let argoWorkflowKinds: [WorkloadKind] = [
        argo("Workflow", "workflows") { $0["spec"] },
        argo("WorkflowTemplate", "workflowtemplates") { $0["spec"] },
        argo("ClusterWorkflowTemplate", "clusterworkflowtemplates", isNamespaced: false) { $0["spec"] },
        argo("CronWorkflow", "cronworkflows") { $0[path: "spec", "workflowSpec"] },
    ]

    private static func argo(
        _ kind: String, _ resource: String, isNamespaced: Bool = true,
        spec: @escaping @Sendable (Node) -> Node?
    ) -> WorkloadKind {
        WorkloadKind(
            group: "argoproj.io", kind: kind, versions: ["v1alpha1"], resource: resource, isNamespaced: isNamespaced,
            consumer: .any, summary: "container, script and input artifacts of every template",
            read: { object, collector in
                collector.markAsWorkload()
                guard let spec = spec(object) else { return }
                ArgoArtifacts.read(spec["arguments"], into: &collector)
                let volumes = volumes(of: spec)
                for template in spec["templates"].items { readTemplate(template, of: volumes, into: &collector) }
                if let defaults = spec["templateDefaults"] { readTemplate(defaults, of: volumes, into: &collector) }
            })
    }

    /// The volumes stand in the workflow's spec, as in a PodSpec. A workflow has no list of containers; one that is
    /// there all the same is read as a pod of its own, and not again with every template.
    private static func volumes(of spec: Node) -> Node? {
        PodSpecWalk.lists.allSatisfy { spec[$0] == nil } ? spec : nil
    }

    private static func readTemplate(_ template: Node, of spec: Node?, into collector: inout ReferenceCollector) {
        ArgoArtifacts.read(template["inputs"], into: &collector)
        if let container = template["container"], container.isObject {
            PodSpecWalk.readContainer(container, podSpec: spec, into: &collector)
        }
        if let script = template["script"], script.isObject { readScript(script, of: spec, into: &collector) }
        for container in template[path: "containerSet", "containers"].items where container.isObject {
            PodSpecWalk.readContainer(container, podSpec: spec, into: &collector)
        }
        for key in ["initContainers", "sidecars"] {
            for container in template[key].items where container.isObject {
                PodSpecWalk.readContainer(container, podSpec: spec, into: &collector)
            }
        }
    }

    /// A container whose command gets the text of `source` as a file.
    private static func readScript(_ script: Node, of spec: Node?, into collector: inout ReferenceCollector) {
        PodSpecWalk.readContainer(
            script, podSpec: spec, setting: PodSpecWalk.Setting(script: script["source"]), into: &collector)
    }
}
