import KubernetesModel

/// Finds the policies that name a namespace without asking every policy: what costs is how many lengths of globs there
/// are, and namespaces have at most 63 characters.
struct NamespaceIndex: Sendable {
    /// By plain name.
    private var names: [String: [Int]] = [:]
    /// `ml-*`, by the text before the star; and the lengths of those texts.
    private var prefixes: [Substring: [Int]] = [:]
    private var prefixLengths: Set<Int> = []
    /// `*-prod`, by the text after the star; and the lengths of those texts.
    private var suffixes: [Substring: [Int]] = [:]
    private var suffixLengths: Set<Int> = []
    /// Globs of any other form, asked one by one.
    private var globs: [(glob: Glob, policy: Int)] = []
    /// Policies that name no namespace, and so are about all.
    private var everywhere: [Int] = []

    init(_ policies: [ModelProvenancePolicy]) {
        for (index, policy) in policies.enumerated() {
            if policy.match.namespaces.isEmpty { everywhere.append(index) }
            for glob in policy.match.namespaces { add(glob, index) }
        }
    }

    private mutating func add(_ glob: Glob, _ policy: Int) {
        guard !glob.isLiteral else {
            names[glob.text, default: []].append(policy)
            return
        }
        let parts = glob.text.split(separator: "*", omittingEmptySubsequences: false)
        if parts.count == 2, parts[0].isEmpty {
            suffixes[parts[1], default: []].append(policy)
            suffixLengths.insert(parts[1].utf8.count)
        } else if parts.count == 2, parts[1].isEmpty {
            prefixes[parts[0], default: []].append(policy)
            prefixLengths.insert(parts[0].utf8.count)
        } else {
            globs.append((glob, policy))
        }
    }

    /// The policies that name `namespace`, in their order; what they exclude is not asked here.
    func policies(naming namespace: String) -> [Int] {
        var found = everywhere
        found += names[namespace] ?? []
        let bytes = namespace.utf8
        for length in prefixLengths where length <= bytes.count {
            found += prefixes[Substring(bytes.prefix(length))] ?? []
        }
        for length in suffixLengths where length <= bytes.count {
            found += suffixes[Substring(bytes.suffix(length))] ?? []
        }
        for (glob, policy) in globs where glob.matches(namespace) { found.append(policy) }
        return found.count > 1 ? Set(found).sorted() : found
    }
}
