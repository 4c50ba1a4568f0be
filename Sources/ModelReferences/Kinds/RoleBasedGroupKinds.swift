import KubernetesModel

extension WorkloadKind {
    /// SGLang's groups of roles (api/workloads of sgl-project/rbg).
    static let roleBasedGroupKinds = [
        roleBasedGroup("RoleBasedGroup", "rolebasedgroups", spec: ["spec"]),
        roleBasedGroup("RoleBasedGroupSet", "rolebasedgroupsets", spec: ["spec", "template"]),
    ]

    private static func roleBasedGroup(_ kind: String, _ resource: String, spec path: [String]) -> WorkloadKind {
        WorkloadKind(
            group: "workloads.x-k8s.io", kind: kind, versions: ["v1alpha1", "v1alpha2"], resource: resource,
            consumer: .any, summary: "commands, arguments, variables and volumes of the roles' pods, and their patches",
            read: { object, collector in
                collector.markAsWorkload()
                let spec = path.reduce(Optional(object)) { $0?[$1] }
                // A role's patch says what a template leaves open; the general walk reads the roles.
                for template in spec?["roleTemplates"].items ?? [] {
                    guard let podSpec = template[path: "template", "spec"], podSpec.isObject else { continue }
                    PodSpecWalk.read(
                        podSpec, metadata: template[path: "template", "metadata"],
                        setting: PodSpecWalk.Setting(isTemplate: true), into: &collector)
                    collector.claim(podSpec)
                }
            })
    }
}
