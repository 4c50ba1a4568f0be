import KubernetesModel

extension Consumer {
    /// The annotation `pedigree.dev/dataset`, which no tool reads.
    package static let dataset = Consumer("dataset")
}

extension Explainer {
    /// What a reference to data means in the annotation `pedigree.dev/dataset`; of several the worst counts.
    package static func explain(dataset text: String) -> ExplainedReference {
        let all = DatasetReference.all(in: text)
        let worst = all.max { rank($0.pin) < rank($1.pin) } ?? DatasetReference("")
        return ExplainedReference(
            reference: text, consumer: .dataset, pinning: worst.pin.rawValue, reason: worst.reason,
            suggestion: worst.suggestion, references: [])
    }

    private static func rank(_ pin: DatasetReference.Class) -> Int {
        switch pin {
        case .pinned: 0
        case .conditional: 1
        case .weak: 2
        case .mutable: 3
        }
    }
}
