/// Which model a reference is about, whatever its version: what stays the same from one version to the next.
package struct ModelIdentity: Sendable, Hashable {
    /// The reference without its version: `s3://ml-models-prod/fraud-detector/`, `hf://org/name`, `models:/fraud`.
    package var name: String
    /// The part that names the version; nil where none does.
    package var version: String?

    package init(name: String, version: String?) {
        self.name = name
        self.version = version
    }
}
