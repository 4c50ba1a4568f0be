import KubernetesModel

/// Which kinds a policy lists: `Kind.group` with `*` in either part, such as `Deployment.apps` or
/// `*.serving.kserve.io`; a core kind stands alone (`Pod`), and `*` is every kind.
package struct KindPattern: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    private let kind: Glob
    private let group: Glob

    package init(_ text: String) {
        self.text = text
        guard text != "*" else {
            kind = Glob("*")
            group = Glob("*")
            return
        }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        kind = Glob(String(parts[0]))
        group = Glob(parts.count == 2 ? String(parts[1]) : "")
    }

    package var description: String { text }

    package func matches(_ gvk: GroupVersionKind) -> Bool { matches(kind: gvk.kind, group: gvk.group) }

    package func matches(kind: String, group: String) -> Bool {
        self.kind.matches(kind) && self.group.matches(group)
    }
}
