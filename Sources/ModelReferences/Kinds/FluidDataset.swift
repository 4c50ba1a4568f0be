import KubernetesModel

extension WorkloadKind {
    /// Fluid's Dataset: a volume over a store, which may hold models.
    static let fluidDataset = WorkloadKind(
        group: "data.fluid.io", kind: "Dataset", versions: ["v1alpha1"], resource: "datasets", consumer: .any,
        summary: "spec.mounts[].mountPoint where its path has a segment \"model\" or \"models\"",
        read: { object, collector in
            for mount in object[path: "spec", "mounts"].items {
                guard let place = mount["mountPoint"], let text = place.nonEmptyString, holdsModels(text) else {
                    continue
                }
                collector.add(place, consumer: .any, role: .cache)
            }
        })

    /// A data set of images or tables is no model.
    private static func holdsModels(_ mountPoint: String) -> Bool {
        mountPoint.split(separator: "/").contains { ["model", "models"].contains($0.lowercased()) }
    }
}
