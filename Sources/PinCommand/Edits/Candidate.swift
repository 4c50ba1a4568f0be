import KubernetesModel

/// One way to edit a document so that a reference may be pinned.
struct Candidate {
    /// Of the text that the site's innermost document is.
    var edits: [TextEdit]
    /// What the edit means to do to the tree: other scalars, or members and elements that are added.
    var effects: [Effect]
    /// As the report shows it: `--revision=…`, or the reference's new text.
    var shown: String

    enum Effect {
        case change(Node)
        case insert(Node, Int)

        var node: Node {
            switch self {
            case .change(let node), .insert(let node, _): node
            }
        }
    }

    init(_ edits: [TextEdit], _ effects: [Effect], shown: String) {
        self.edits = edits
        self.effects = effects
        self.shown = shown
    }
}

/// Every candidate for one reference, the most natural first.
struct CandidateList {
    let site: Site
    let form: PinForm
    /// Images of containers that an annotation speaks of: they are pinned with it, or it would not be true any more.
    var twins: [Node] = []

    private var document: SourceDocument { site.document }

    func all() -> [Candidate] {
        let source = document.scalar(site.node)
        let own = source.map { ownText($0) } ?? []
        // A URI carries its revision itself; a bare name needs a flag or a field, which says so more plainly.
        let isURI = source?.string.contains(":/") ?? false
        let others =
            revisions(source) + scripts(source) + arguments() + variables() + fields()
        return isURI ? own + others : others + own
    }

    // MARK: Texts that are there

    private func ownText(_ source: ScalarSource) -> [Candidate] {
        var found: [Candidate] = []
        for replacement in form.replacements {
            found += replaced(replacement, in: site.node, source).compactMap { withTwins($0, replacement) }
        }
        return found
    }

    private func withTwins(_ candidate: Candidate, _ replacement: PinForm.Replacement) -> Candidate? {
        var candidate = candidate
        for twin in twins {
            guard let source = document.scalar(twin), replacement.new.hasPrefix(replacement.old),
                let edit = source.replacing(
                    source.text.count..<source.text.count,
                    with: String(replacement.new.dropFirst(replacement.old.count)), lineEnd: document.lineEnd)
            else { return nil }
            candidate.edits.append(edit)
            candidate.effects.append(.change(twin))
        }
        return candidate
    }

    private func replaced(_ replacement: PinForm.Replacement, in node: Node, _ source: ScalarSource) -> [Candidate] {
        source.text.places(of: Array(replacement.old.utf8)).compactMap { place in
            guard source.text.isWhole(place),
                let edit = source.replacing(place, with: replacement.new, lineEnd: document.lineEnd)
            else { return nil }
            return Candidate([edit], [.change(node)], shown: replacement.new)
        }
    }

    /// The revision where it stands, nearest first: in the same text, in the same list or map, and further out.
    private func revisions(_ source: ScalarSource?) -> [Candidate] {
        guard let revision = form.revision else { return [] }
        var found = form.revisionIsField ? [] : source.map { replaced(revision, in: site.node, $0) } ?? []
        var seen: Set<Int> = [site.node.index]
        for ancestor in site.ancestors {
            ancestor.forEachValue { node in
                guard seen.insert(node.index).inserted, found.count < CandidateList.most, let text = node.string,
                    form.revisionIsField ? text == revision.old && !isArgument(node) : text.contains(revision.old),
                    let source = document.scalar(node)
                else { return }
                found += replaced(revision, in: node, source)
            }
        }
        return found
    }

    private func isArgument(_ node: Node) -> Bool {
        site.ancestors.contains { $0.isArray && $0.elements.contains { $0.index == node.index } }
    }

    /// Nobody writes one revision in more places around one model.
    static let most = 200

    // MARK: Scripts

    /// Behind each place of a script that names the model, or a variable that holds it.
    private func scripts(_ source: ScalarSource?) -> [Candidate] {
        guard let source, let companion = form.companion, source.text.contains(where: { $0 <= 0x20 || $0 == 0x28 })
        else {
            return []
        }
        return ScriptEdits(source: source, names: form.names, companion: companion).places()
            .compactMap { place in
                guard
                    let edit = source.replacing(
                        place.offset..<place.offset, with: place.text, lineEnd: document.lineEnd)
                else { return nil }
                return Candidate([edit], [.change(site.node)], shown: place.text.trimmed)
            }
    }

    // MARK: Lists of arguments

    private func arguments() -> [Candidate] {
        guard let companion = form.companion else { return [] }
        var found: [Candidate] = []
        var element = site.node
        for (depth, ancestor) in site.ancestors.enumerated() {
            if ancestor.isArray, depth == 0 {
                found += flags(companion, in: ancestor, behind: element)
            }
            for name in Self.listNames {
                guard let list = ancestor[name], list.isArray, list.index != site.ancestors.first?.index else {
                    continue
                }
                let last = Array(list.elements).last
                found += last.map { flags(companion, in: list, behind: $0) } ?? emptyLists(companion, list)
            }
            if ancestor.isObject, depth < 2 { found += newLists(companion, in: ancestor, behind: element) }
            element = ancestor
        }
        return found
    }

    /// Lists of a server's arguments, as containers and the kinds of operators call them.
    private static let listNames = ["args", "extraArgs", "command"]

    private func flags(_ companion: PinForm.Companion, in list: Node, behind element: Node) -> [Candidate] {
        let elements = Array(list.elements)
        guard elements.allSatisfy({ !$0.isObject && !$0.isArray }) else { return [] }
        let texts = elements.compactMap(\.scalarText)
        let isSplit = element.string.map { !$0.contains("=") } == true && ArgumentStyle.isSplit(texts)
        return companion.flags.compactMap { flag in
            let flag = ArgumentStyle(texts).spelled(flag)
            let items = isSplit ? [flag, companion.value] : ["\(flag)=\(companion.value)"]
            guard let edit = document.inserting(items, behind: element, in: list) else { return nil }
            return Candidate([edit], [.insert(list, items.count)], shown: "\(flag)=\(companion.value)")
        }
    }

    private func emptyLists(_ companion: PinForm.Companion, _ list: Node) -> [Candidate] {
        guard let start = document.start(of: list), document.isFlow(list), let flag = companion.flags.first else {
            return []
        }
        let text = ScalarText.whole(
            "\(flag)=\(companion.value)", like: document.isJSON ? .json : .plain, inFlow: true)
        return [
            Candidate([TextEdit(at: start + 1, insert: text)], [.insert(list, 1)], shown: "\(flag)=\(companion.value)")
        ]
    }

    private func newLists(_ companion: PinForm.Companion, in map: Node, behind value: Node) -> [Candidate] {
        guard let flag = companion.flags.first else { return [] }
        return ["args", "extraArgs"].compactMap { name in
            guard map[name] == nil,
                let edit = document.inserting(
                    name, .list(["\(flag)=\(companion.value)"]), behind: value, in: map)
            else { return nil }
            return Candidate([edit], [.insert(map, 1)], shown: "\(name): \(flag)=\(companion.value)")
        }
    }

    // MARK: Variables and fields

    private func variables() -> [Candidate] {
        guard let companion = form.companion, let entry = site.ancestors.first, entry.isObject else { return [] }
        let isEntry = entry["value"]?.index == site.node.index && entry["name"]?.isString == true
        return companion.variables.compactMap { name in
            let shown = "\(name)=\(companion.value)"
            if isEntry, site.ancestors.count > 1, site.ancestors[1].isArray {
                return document.insertingEntry([("name", name), ("value", companion.value)], behind: entry).map {
                    Candidate([$0], [.insert(site.ancestors[1], 1)], shown: shown)
                }
            }
            guard entry[name] == nil else { return nil }
            return document.inserting(name, .text(companion.value), behind: site.node, in: entry).map {
                Candidate([$0], [.insert(entry, 1)], shown: shown)
            }
        }
    }

    private func fields() -> [Candidate] {
        guard let companion = form.companion else { return [] }
        var found: [Candidate] = []
        var child = site.node
        for (depth, map) in site.ancestors.prefix(4).enumerated() where map.isObject {
            for field in companion.fields {
                let shown = "\(field): \(companion.value)"
                if depth == 0, map[field] == nil,
                    let edit = document.inserting(field, .text(companion.value), behind: child, in: map)
                {
                    found.append(Candidate([edit], [.insert(map, 1)], shown: shown))
                }
                for member in map.members where member.value.isObject && member.value.index != child.index {
                    guard member.value[field] == nil, let last = Array(member.value.members).last,
                        let edit = document.inserting(
                            field, .text(companion.value), behind: last.value, in: member.value)
                    else { continue }
                    found.append(Candidate([edit], [.insert(member.value, 1)], shown: shown))
                }
                // Ray's configuration of vLLM, which many leave out (ray.serve.llm, LLMConfig).
                if map["model_loading_config"] != nil, map["engine_kwargs"] == nil,
                    let edit = document.inserting(
                        "engine_kwargs", .map([(field, companion.value)]), behind: child, in: map)
                {
                    found.append(Candidate([edit], [.insert(map, 1)], shown: "engine_kwargs.\(shown)"))
                }
            }
            child = map
        }
        return found
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " || $0 == "," })
    }
}

extension [UInt8] {
    /// Whether what stands at `place` is no part of a longer name.
    fileprivate func isWhole(_ place: Range<Int>) -> Bool {
        let before = place.lowerBound > 0 ? self[place.lowerBound - 1] : 0x20
        let after = place.upperBound < count ? self[place.upperBound] : 0x20
        return !before.isOfName && !after.isOfName
    }
}

extension UInt8 {
    private static let marks = Set("._-".utf8)

    fileprivate var isOfName: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: self >= 0x80 || Self.marks.contains(self)
        }
    }
}
