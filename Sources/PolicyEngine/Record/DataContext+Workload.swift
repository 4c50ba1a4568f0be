import KubernetesModel
import ModelReferences

extension DataContext {
    /// Everything that the workload says is deployed beside its models: the pairs of `pedigree.dev/data-context`, and the
    /// image of what prepares its input. Pairs that an annotation narrows to one container or adapter have its name in
    /// front: `CONTAINER/NAME`.
    package init(deployedBy workload: Workload) {
        self.init()
        for declaration in workload.declarations where declaration.topic == .dataContext {
            for pair in ContextPairs(declaration.text).pairs {
                entries[Self.key(pair.name, of: declaration.name)] = pair.reference
            }
        }
        // What the object itself shows is stronger than what is said about it.
        for (name, image) in Self.transformers(of: workload) { entries[name] = image }
    }

    /// What of it is there for one container or adapter: pairs that are narrowed to it stand for those that are not.
    package func narrowed(to name: String?) -> DataContext {
        var own = entries.filter { !$0.key.utf8.contains(UInt8(ascii: "/")) }
        guard let name else { return DataContext(own) }
        let prefix = "\(name)/"
        for (key, reference) in entries where key.hasPrefix(prefix) {
            own[String(key.dropFirst(prefix.count))] = reference
        }
        return DataContext(own)
    }

    /// Whether a reference says which version it means: by a digest or a commit, or by a version in its path or tag.
    package static func namesOneVersion(_ reference: String) -> Bool {
        if DatasetReference(reference).pin != .mutable { return true }
        let consumer: Consumer = reference.firstRange(of: "://") == nil ? .image : .any
        return ModelIdentity.of(reference, consumer: consumer).namesOneVersion
    }

    /// Whether it can be the name of a pair: letters, digits, `-`, `_` and `.`, at most 63.
    package static func isName(_ text: String) -> Bool { ContextPairs.isName(text[...].utf8) }

    private static func key(_ name: String, of owner: String?) -> String { owner.map { "\($0)/\(name)" } ?? name }

    /// Images of KServe's transformer: one is `transformer`, several go by the names of their containers.
    private static func transformers(of workload: Workload) -> [(name: String, image: String)] {
        let images = workload.images.filter { $0.path.description.hasPrefix("spec.transformer.") }
        guard images.count > 1 else { return images.map { (transformer, $0.image) } }
        return images.map { ("\(transformer).\($0.container ?? "")", $0.image) }
    }

    private static let transformer = "transformer"
}

/// The value of `pedigree.dev/data-context`: `name=reference`, separated by white space or commas.
struct ContextPairs {
    private(set) var pairs: [(name: String, reference: String)] = []
    /// Parts that are no pair, and names that stand there twice with different references.
    private(set) var malformed: [String] = []

    /// More than anybody deploys.
    static let most = 200

    init(_ text: String) {
        var seen: [String: String] = [:]
        let parts = text.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) || $0 == UInt8(ascii: ",") }
        for part in parts.prefix(Self.most) {
            guard let text = String(part) else { continue }
            guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "=")), Self.isName(text[..<mark].utf8),
                case let reference = String(text[text.utf8.index(after: mark)...]), !reference.isEmpty
            else {
                malformed.append(text)
                continue
            }
            let name = String(text[..<mark])
            if let known = seen[name] {
                if known != reference { malformed.append(text) }
                continue
            }
            seen[name] = reference
            pairs.append((name, reference))
        }
        for part in parts.dropFirst(Self.most) { malformed.append(String(part) ?? "") }
    }

    /// Letters, digits, `-`, `_` and `.`, as lineage and annotations both can write them.
    static func isName(_ name: Substring.UTF8View) -> Bool {
        (1...63).contains(name.count)
            && name.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_.".utf8.contains(byte)
            }
    }
}
