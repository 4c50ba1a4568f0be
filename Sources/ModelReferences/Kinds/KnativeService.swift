import KubernetesModel

extension WorkloadKind {
    /// Knative's Service.
    static let knativeService = WorkloadKind(
        group: "serving.knative.dev", kind: "Service", versions: ["v1", "v1beta1", "v1alpha1"], resource: "services",
        consumer: .any, summary: "commands, arguments, variables and volumes of spec.template",
        read: { object, collector in
            collector.markAsWorkload()
            guard let template = object[path: "spec", "template"], let podSpec = template["spec"], podSpec.isObject
            else { return }
            let setting = PodSpecWalk.Setting(trafficPercent: latestShare(object[path: "spec", "traffic"]))
            PodSpecWalk.read(podSpec, metadata: template["metadata"], setting: setting, into: &collector)
            collector.claim(podSpec)
        })

    /// What Knative makes of a Service.
    static let knativeConfiguration = WorkloadKind(
        group: "serving.knative.dev", kind: "Configuration", versions: ["v1", "v1beta1", "v1alpha1"],
        resource: "configurations", consumer: .any,
        summary: "commands, arguments, variables and volumes of spec.template",
        read: { _, collector in collector.markAsWorkload() })

    static let knativeRevision = WorkloadKind(
        group: "serving.knative.dev", kind: "Revision", versions: ["v1", "v1beta1", "v1alpha1"], resource: "revisions",
        consumer: .any, summary: "commands, arguments, variables and volumes of spec",
        read: { _, collector in collector.markAsWorkload() })

    /// What the template's own revision gets of the traffic; nil where the object does not say.
    private static func latestShare(_ traffic: Node?) -> Int? {
        let latest = traffic.items.filter { $0["revisionName"]?.nonEmptyString == nil }
        guard !latest.isEmpty else { return nil }
        let shares = latest.compactMap { $0["percent"]?.int }.map { max(0, min(100, $0)) }
        return min(100, shares.reduce(0, +))
    }
}
