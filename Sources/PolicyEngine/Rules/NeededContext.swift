import Attestation
import KubernetesModel
import ModelReferences

/// One thing that a model needs beside itself, and who says so.
struct NeededContext {
    let name: String
    let data: ResourceDescriptor
    /// Whether the lineage names it as context, rather than as data that the model was trained on.
    var isContext = false
    /// Whether a lineage says it, rather than the record of what was deployed.
    let isAttested: Bool

    /// How it is met.
    enum Met: Hashable {
        case same
        /// The same text, which can have come to mean something else.
        case sameName
        case missing
        case other(String)
    }

    /// What a lineage names: its `context:NAME`, and of the data that it was trained on what is deployed under its name.
    static func named(by lineage: Lineage?, _ deployed: DataContext) -> [NeededContext] {
        guard let lineage else { return [] }
        var needs: [NeededContext] = []
        for data in lineage.dependencies {
            guard let name = role("context:", of: data) else { continue }
            needs.append(NeededContext(name: name, data: data, isContext: true, isAttested: true))
        }
        let names = Set(needs.map(\.name))
        for data in lineage.datasets {
            guard let name = role("dataset:", of: data), deployed.entries[name] != nil, !names.contains(name) else {
                continue
            }
            needs.append(NeededContext(name: name, data: data, isAttested: true))
        }
        return needs
    }

    /// What was deployed when the model was live the last time stands beside what is attested.
    static func merge(_ attested: [NeededContext], _ former: DataContext?) -> [NeededContext] {
        let names = Set(attested.map(\.name))
        let recorded = (former?.sorted ?? []).filter { !names.contains($0.name) }
        return attested
            + recorded.map { name, text in
                let data = ResourceDescriptor(name: name, uri: text, digests: DatasetReference(text).digests)
                return NeededContext(name: name, data: data, isAttested: false)
            }
    }

    private static func role(_ role: String, of data: ResourceDescriptor) -> String? {
        guard let name = data.name, name.hasPrefix(role) else { return nil }
        return String(name.dropFirst(role.count))
    }

    func met(by deployed: DataContext) -> Met {
        guard let text = deployed.entries[name] else { return .missing }
        let reference = DatasetReference(text)
        if DatasetPin.names(reference, data) { return .same }
        guard !DatasetPin.differ(reference.digests, data.digests), let uri = data.uri,
            isSameText(text, uri) || reference.uri.map({ !reference.digests.isEmpty && isSameText($0, uri) }) == true
        else { return .other(text) }
        if DataContext.namesOneVersion(text) { return .same }
        // A name that can move says nothing of the bytes that a digest is about.
        return data.strongDigests.isEmpty ? .sameName : .other(text)
    }

    private func isSameText(_ left: String, _ right: String) -> Bool { Self.plain(left) == Self.plain(right) }

    /// Without what is written in more than one way: an image's scheme and defaults, a final slash.
    private static func plain(_ text: String) -> String {
        let image = text.hasPrefix("oci://") ? String(text.dropFirst(6)) : text
        if image.firstRange(of: "://") == nil, let reference = ImageReference(image) { return reference.normalised }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    // What a user reads.

    /// `its lineage names s3://…@sha256:3f78…`.
    var words: String {
        let digest = data.strongDigests.first
        var text = data.uri ?? ""
        if let digest, !text.contains(digest.hex) {
            text = text.isEmpty ? digest.short : "\(text)@\(digest.short)"
        } else if let version = data.annotations["version"], !text.contains(version) {
            text = "\(text) at \(version)"
        }
        if text.isEmpty { text = data.digests.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.first ?? "it" }
        let who = isAttested ? "the model was evaluated with" : "it was live with"
        return "\(who) \(printable(text, limit: 200))"
    }
}
