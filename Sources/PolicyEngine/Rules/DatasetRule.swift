import ModelReferences

/// The data that a model was trained on must be named and pinned.
package struct DatasetRule: Sendable, Hashable {
    package static let name = "dataset"

    package var allow: Set<DatasetReference.Class>

    package init(allow: Set<DatasetReference.Class> = [.pinned]) { self.allow = allow }
}
