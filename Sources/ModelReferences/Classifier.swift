import KubernetesModel

/// Says what a reference means to the tool that consumes it.
package enum Classifier {
    /// Pure; never fails: whatever no tool could read is `mutable("invalid: …")` or `unresolved`.
    package static func classify(_ reference: RawReference) -> Classification {
        Classification(.unresolved("not classified"))
    }
}
