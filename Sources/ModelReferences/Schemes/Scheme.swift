import KubernetesModel

/// One way to name a model: its forms, and what they mean to the tool that reads them. One file under `Schemes/` and
/// one line in `all` each.
package final class Scheme: Sendable {
    /// The word by which it is known: `s3`, `hf`, `oci`.
    package let name: String
    /// What it looks like, with what varies in capitals: `hf://ORG/NAME:REVISION`.
    package let forms: [String]
    /// One sentence for `pedigree list schemes`: what pins it, and what does not.
    package let summary: String
    /// The best pinning that it can have: `pinned`, `versioned` or `mutable`.
    package let best: String
    /// The texts before the colon that mark it; none where only a tool's own fields and flags hold it.
    let prefixes: [String]
    let classify: @Sendable (RawReference) -> Classification

    init(
        name: String, forms: [String], summary: String, best: String, prefixes: [String],
        classify: @escaping @Sendable (RawReference) -> Classification
    ) {
        self.name = name
        self.forms = forms
        self.summary = summary
        self.best = best
        self.prefixes = prefixes
        self.classify = classify
    }

    /// The scheme that the text before a colon marks.
    static func marked(by prefix: Substring) -> Scheme? {
        byPrefix[prefix] ?? (prefix.begins(with: "oci+") ? .oci : nil)
    }

    private static let byPrefix: [Substring: Scheme] = {
        var schemes: [Substring: Scheme] = [:]
        for scheme in all {
            for prefix in scheme.prefixes { schemes[Substring(prefix)] = scheme }
        }
        return schemes
    }()
}
