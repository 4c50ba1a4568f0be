/// What a model needs beside itself, by name: dataset versions, feature pipelines, images of transformers.
package struct DataContext: Sendable, Hashable {
    /// `name` -> reference, as it was written.
    package var entries: [String: String]

    package init(_ entries: [String: String] = [:]) { self.entries = entries }

    package var isEmpty: Bool { entries.isEmpty }
    /// By name.
    package var sorted: [(name: String, reference: String)] {
        entries.sorted { $0.key < $1.key }.map { (name: $0.key, reference: $0.value) }
    }
}
