import KubernetesModel

/// A template into which somebody else puts the model (a ServingRuntime): only a model that it names itself counts.
enum RuntimeTemplate {
    /// Keeps of the references since `mark` those that the template names itself.
    static func keepHardCoded(since mark: Int, in collector: inout ReferenceCollector) {
        collector.changeReferences(since: mark) { isHardCoded($0) ? $0 : nil }
    }

    /// Whether the reference names a model by itself: no mount that is filled later, no variable that is set later.
    static func isHardCoded(_ reference: ModelReference) -> Bool {
        if reference.value.utf8.isEmpty { return false }
        if case .unresolved = reference.pinning, isPlaceholder(reference.value) { return false }
        // `/mnt/models`, `./model`: the place of what is put there; `/models/x` in the image is the image's own matter.
        let first = reference.value.utf8.first
        if first == UInt8(ascii: "/") || first == UInt8(ascii: ".") { return false }
        return !isPlaceholder(reference.value)
    }

    /// Whether the text holds `{{…}}`, `$(…)`, `${…}` or `$NAME`.
    static func isPlaceholder(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "$")) || text.utf8.contains(UInt8(ascii: "{"))
    }
}
