import KubernetesModel

extension WorkloadKind {
    /// Argo Workflows: templates with one container each, which no list of containers shows.
    static let argoWorkflowKinds: [WorkloadKind] = [
        argo("Workflow", "workflows", parameters: ArgoParameters.init(of:)) { $0["spec"] },
        argo("WorkflowTemplate", "workflowtemplates") { $0["spec"] },
        argo("ClusterWorkflowTemplate", "clusterworkflowtemplates", isNamespaced: false) { $0["spec"] },
        argo("CronWorkflow", "cronworkflows", parameters: ArgoParameters.init(of:)) {
            $0[path: "spec", "workflowSpec"]
        },
    ]

    private static func argo(
        _ kind: String, _ resource: String, isNamespaced: Bool = true,
        parameters: @escaping @Sendable (Node) -> ArgoParameters = { _ in ArgoParameters() },
        spec: @escaping @Sendable (Node) -> Node?
    ) -> WorkloadKind {
        WorkloadKind(
            group: "argoproj.io", kind: kind, versions: ["v1alpha1"], resource: resource, isNamespaced: isNamespaced,
            consumer: .any, summary: "container, script, input artifacts and the manifest of every template",
            read: { object, collector in
                collector.markAsWorkload()
                guard let spec = spec(object) else { return }
                let volumes = volumes(of: spec)
                let parameters = parameters(spec)
                ArgoArtifacts.read(spec["arguments"], parameters: parameters.global, into: &collector)
                for template in spec["templates"].items + [spec["templateDefaults"]].compactMap(\.self) {
                    let setting = PodSpecWalk.Setting(parameters: parameters.parameters(of: template))
                    readTemplate(template, of: volumes, setting, into: &collector)
                }
            })
    }

    /// The volumes stand in the workflow's spec, as in a PodSpec. A workflow has no list of containers; one that is
    /// there all the same is read as a pod of its own, and not again with every template.
    private static func volumes(of spec: Node) -> Node? {
        PodSpecWalk.lists.allSatisfy { spec[$0] == nil } ? spec : nil
    }

    private static func readTemplate(
        _ template: Node, of spec: Node?, _ setting: PodSpecWalk.Setting, into collector: inout ReferenceCollector
    ) {
        ArgoArtifacts.read(template["inputs"], parameters: setting.parameters, into: &collector)
        ArgoManifest.read(template["resource"], parameters: setting.parameters, into: &collector)
        if let container = template["container"], container.isObject {
            PodSpecWalk.readContainer(container, podSpec: spec, setting: setting, into: &collector)
        }
        if let script = template["script"], script.isObject {
            // Its command gets the text of `source` as a file.
            let setting = PodSpecWalk.Setting(script: script["source"], parameters: setting.parameters)
            PodSpecWalk.readContainer(script, podSpec: spec, setting: setting, into: &collector)
        }
        for container in template[path: "containerSet", "containers"].items where container.isObject {
            PodSpecWalk.readContainer(container, podSpec: spec, setting: setting, into: &collector)
        }
        for key in ["initContainers", "sidecars"] {
            for container in template[key].items where container.isObject {
                PodSpecWalk.readContainer(container, podSpec: spec, setting: setting, into: &collector)
            }
        }
    }
}
