import KubernetesModel

/// The annotation `pedigree.dev/model`: a reference that no field shows, such as a model baked into an image.
/// `pedigree.dev/model.NAME` narrows it to one container. It adds a reference and never replaces one.
enum ModelAnnotation {
    static let key = "pedigree.dev/model"

    /// Reads the annotations in `metadata`, of the object or of a pod template.
    static func read(_ metadata: Node?, into collector: inout ReferenceCollector) {
        guard let annotations = metadata?["annotations"], annotations.isObject else { return }
        for member in annotations.members {
            guard isModelAnnotation(member.keyNode) else {
                if let declaration = Declaration(member) { collector.add(declaration) }
                continue
            }
            read(member.value, container: container(in: member.key), into: &collector)
        }
    }

    private static func read(_ value: Node, container: String?, into collector: inout ReferenceCollector) {
        guard let text = value.nonEmptyString else { return }
        let references = text.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        if !references.isEmpty { collector.markAsWorkload() }
        for reference in references {
            collector.add(
                String(reference), at: value, consumer: consumer(of: reference), container: container)
        }
    }

    private static func isModelAnnotation(_ node: Node) -> Bool {
        node.withUTF8 { bytes in
            let key = key.utf8
            guard bytes.count >= key.count, bytes.prefix(key.count).elementsEqual(key) else { return false }
            return bytes.count == key.count || bytes[key.count] == UInt8(ascii: ".")
        } ?? false
    }

    private static func container(in annotation: String) -> String? {
        let name = annotation.dropFirst(key.count + 1)
        return name.isEmpty ? nil : String(name)
    }

    /// Without a scheme, a name with a digest or a registry's host is an image.
    private static func consumer(of reference: Substring) -> Consumer {
        if reference.contains("@sha256:"), reference.firstRange(of: "://") == nil { return .image }
        return .any
    }
}
