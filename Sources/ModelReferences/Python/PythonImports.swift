/// What the names that code imports stand for: `from a.b import f as g` makes `g` the function `a.b.f`.
extension PythonReader {
    mutating func readImport(at start: Int) {
        let end = endOfImport(start)
        for case .name(let name) in tokens[start..<end] where !Self.importWords.contains(name) { imports.insert(name) }
        var index = start
        var module = ""
        if tokens[start] == .name("from") {
            (module, index) = importedModule(at: start + 1, end)
            guard index < end, tokens[index] == .name("import") else { return }
        }
        index += 1
        while index < end {
            guard case .name = tokens[index] else {
                index += 1
                continue
            }
            index = readImported(at: index, end, of: module)
        }
    }

    private static let importWords: Set<String> = ["import", "from", "as"]

    private func endOfImport(_ start: Int) -> Int {
        var end = start
        while end < tokens.count, tokens[end] != .newline, end - start < 256 { end += 1 }
        return end
    }

    /// The module after `from`, without the dots of a relative one.
    private func importedModule(at start: Int, _ end: Int) -> (name: String, end: Int) {
        var index = start
        while index < end, tokens[index] != .name("import") {
            if case .name = tokens[index] {
                let (name, next) = dottedName(at: index)
                return (name.first == "." ? String(name.dropFirst()) : name, next)
            }
            index += 1
        }
        return ("", index)
    }

    /// One imported name with the name that it gets; the index after both.
    private mutating func readImported(at start: Int, _ end: Int, of module: String) -> Int {
        let (name, next) = dottedName(at: start)
        let full = module.isEmpty ? name : "\(module).\(name)"
        if next + 1 < end, tokens[next] == .name("as"), case .name(let alias) = tokens[next + 1] {
            remember(alias, as: full)
            return next + 2
        }
        // `import a.b` names `a`, which stands for itself.
        if !module.isEmpty { remember(name, as: full) }
        return max(next, start + 1)
    }

    private mutating func remember(_ local: String, as full: String) {
        forget(local)
        // INVARIANT: each call may be written with a local name, so what that stands for is bounded.
        guard full.utf8.count <= 256, importedNames.count < 1024 else { return }
        importedNames[local] = full
    }

    /// A dotted name as its module calls it: `hub.load` is `torch.hub.load` after `from torch import hub`.
    func qualified(_ name: String) -> String {
        guard !importedNames.isEmpty else { return name }
        let end = name.utf8.firstIndex(of: UInt8(ascii: ".")) ?? name.endIndex
        guard let full = importedNames[String(name[..<end])] else { return name }
        return full + name[end...]
    }
}
