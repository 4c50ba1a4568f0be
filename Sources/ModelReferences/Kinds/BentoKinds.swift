import KubernetesModel

extension WorkloadKind {
    /// The kinds of BentoML's operators.
    static let bentoKinds: [WorkloadKind] = [
        WorkloadKind(
            group: "serving.yatai.ai", kind: "BentoDeployment",
            versions: ["v1alpha1", "v1alpha2", "v1alpha3", "v2alpha1"], resource: "bentodeployments",
            consumer: .bento, summary: "spec.bento_tag, or the Bento that spec.bento names",
            read: { object, collector in
                guard let spec = object["spec"] else { return }
                collector.markAsWorkload()
                BentoKinds.readDeployment(spec, into: &collector)
            }),
        bento("Bento", "bentoes", "spec.tag or spec.image, spec.models and the modelTags of spec.runners"),
        bento("BentoRequest", "bentorequests", "spec.bentoTag or spec.image, and spec.models"),
    ]

    private static func bento(_ kind: String, _ resource: String, _ summary: String) -> WorkloadKind {
        WorkloadKind(
            group: "resources.yatai.ai", kind: kind, versions: ["v1alpha1"], resource: resource, consumer: .bento,
            summary: summary,
            read: { object, collector in
                guard let spec = object["spec"] else { return }
                collector.markAsWorkload()
                BentoKinds.readBento(spec, into: &collector)
            })
    }
}

/// How BentoML's objects are read (bentoml/yatai-deployment and yatai-image-builder, apis).
private enum BentoKinds {
    static func readDeployment(_ spec: Node, into collector: inout ReferenceCollector) {
        if let tag = spec["bento_tag"] ?? spec["bentoTag"], tag.nonEmptyString != nil {
            collector.add(tag, consumer: .bento)
        } else if let name = spec["bento"], let text = name.nonEmptyString {
            collector.add("bento \(text)", at: name, consumer: .bento, pinning: .unresolved(otherObject(text)))
        }
    }

    static func readBento(_ spec: Node, into collector: inout ReferenceCollector) {
        collector.addIfPresent(spec["tag"] ?? spec["bentoTag"], consumer: .bento)
        collector.addIfPresent(spec["image"], consumer: .image)
        for runner in spec["runners"].items {
            for tag in runner["modelTags"].items { collector.addIfPresent(tag, consumer: .bento) }
        }
        for model in spec["models"].items {
            collector.addIfPresent(model.isObject ? model["tag"] : model, consumer: .bento)
        }
    }
}

// MARK: - What the user reads

private func otherObject(_ name: String) -> String {
    "named by the Bento \"\(name)\", another object, which can be changed without this one"
}
