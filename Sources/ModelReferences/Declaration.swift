import KubernetesModel

/// What one of our annotations says of a model beside naming it: which data it was trained on, or where evidence lies.
/// It points, and vouches for nothing.
package struct Declaration: Sendable, Hashable {
    package enum Topic: String, Sendable, Hashable, CaseIterable {
        case dataset, evaluation, lineage
        case dataContext = "data-context"
    }

    package var topic: Topic
    /// The container or adapter that `pedigree.dev/dataset.NAME` narrows it to.
    package var name: String?
    package var text: String
    package var path: FieldPath
    package var position: SourcePosition

    package init(topic: Topic, name: String? = nil, text: String, path: FieldPath, position: SourcePosition) {
        self.topic = topic
        self.name = name
        self.text = text
        self.path = path
        self.position = position
    }

    /// The parts of the value that white space separates.
    package var words: [String] {
        text.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.compactMap { String($0) }
    }

    /// The declaration that an annotation is; nil where it is none of ours.
    init?(_ member: Node.Member) {
        let prefix = "pedigree.dev/"
        let isOurs =
            member.keyNode.withUTF8 {
                $0.count > prefix.utf8.count && $0.prefix(prefix.utf8.count).elementsEqual(prefix.utf8)
            }
        guard isOurs == true, let text = member.value.string else { return nil }
        let key = Scan.drop(prefix.utf8.count, from: member.key[...])
        let (word, name) = Scan.cut(key, at: ".").map { ($0.before, String($0.after)) } ?? (key, nil)
        guard let topic = Topic(rawValue: String(word)) else { return nil }
        self.init(
            topic: topic, name: name.flatMap { $0.isEmpty ? nil : $0 }, text: text, path: member.value.path,
            position: member.value.position)
    }
}
