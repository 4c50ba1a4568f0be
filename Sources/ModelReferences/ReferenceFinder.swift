import KubernetesModel

/// Finds the model references in any object.
package enum ReferenceFinder {
    /// An object of a known group and kind in a version whose fields nobody here has read.
    package struct UnknownVersion: Error, Sendable, Hashable {
        package var gvk: GroupVersionKind
        package var known: [String]
    }

    /// - Parameter listed: what an item of a list is that does not say it itself.
    package static func find(
        in object: Node, as listed: GroupVersionKind? = nil, context: FinderContext = FinderContext()
    ) throws(UnknownVersion) -> Workload {
        guard let identity = ObjectIdentity(object) ?? listed.map({ Self.identity($0, object) }) else {
            return Workload()
        }
        var collector = ReferenceCollector(context: context, namespace: identity.namespace)
        try read(object, identity.gvk, into: &collector)
        return collector.finished(object)
    }

    private static func read(
        _ object: Node, _ gvk: GroupVersionKind, into collector: inout ReferenceCollector
    ) throws(UnknownVersion) {
        let kind = WorkloadKind.find(group: gvk.group, kind: gvk.kind)
        if let kind {
            guard kind.versions.contains(gvk.version) else { throw UnknownVersion(gvk: gvk, known: kind.versions) }
            kind.read(object, &collector)
        } else {
            readEmbedded(in: object, gvk, into: &collector)
        }
        ModelAnnotation.read(object["metadata"], into: &collector)
        PodSpecWalk.readAll(below: object, into: &collector)
        if kind == nil { CustomResources.read(object, gvk, into: &collector) }
    }

    /// Objects of listed kinds inside of one of another kind are read as they are where they stand by themselves.
    private static func readEmbedded(
        in object: Node, _ gvk: GroupVersionKind, into collector: inout ReferenceCollector
    ) {
        guard CustomResources.mayRun(gvk) else { return }
        for (node, gvk) in EmbeddedObjects.find(below: object) {
            do throws(UnknownVersion) {
                try read(node, gvk, into: &collector)
            } catch {
                collector.add(error, at: node)
            }
            collector.claim(node)
        }
    }

    /// Reads the objects that the text of `node` holds, for a controller to write them.
    ///
    /// - Parameter text: what becomes of it before.
    /// - Returns: false where it is no YAML.
    static func readText(
        _ text: String, of node: Node, into collector: inout ReferenceCollector
    ) -> Bool {
        guard collector.context.depth < FinderContext.deepest else {
            collector.exceedBounds()
            return true
        }
        guard let documents = try? YAMLParser.parse(Array(text.utf8), limits: limitsOfText) else { return false }
        var context = collector.context
        context.depth += 1
        for document in documents {
            let root = document.embedded(in: node).root
            guard let identity = ObjectIdentity(root) else { continue }
            var inner = ReferenceCollector(context: context, namespace: identity.namespace ?? collector.namespace)
            do throws(UnknownVersion) {
                try read(root, identity.gvk, into: &inner)
            } catch {
                inner.add(error, at: node)
            }
            collector.merge(inner)
        }
        return true
    }

    /// INVARIANT: an object may hold thousands of texts, and aliases make much out of a few bytes.
    private static let limitsOfText = ParseLimits(nodes: 100_000, aliases: 50, copies: 500)

    private static func identity(_ gvk: GroupVersionKind, _ object: Node) -> ObjectIdentity {
        ObjectIdentity(gvk: gvk, namespace: object["metadata"]?["namespace"]?.nonEmptyString)
    }
}

extension ReferenceCollector {
    /// What an object inside of another one serves in a version that nobody here has read, nobody can tell.
    fileprivate mutating func add(_ unknown: ReferenceFinder.UnknownVersion, at node: Node) {
        markAsWorkload()
        add(
            unknown.gvk.description, at: node, consumer: .any, pinning: .unresolved(unknownFields),
            suggestion: useKnown(unknown.known))
    }
}

// MARK: - What the user reads

private let unknownFields = "an object in a version whose fields nobody here has read"
private func useKnown(_ versions: [String]) -> String { "use one of \(versions.joined(separator: ", "))" }
