import KubernetesModel

/// A container's environment as Kubernetes makes it: `envFrom` first, then `env` in order, `$(VAR)` expanded from what
/// stands before.
struct ContainerEnvironment {
    private(set) var variables = Variables()
    /// Items of `envFrom` whose variables the object does not show.
    private(set) var unknownSources: [UnknownSource] = []
    private var parameters = TemplateParameters()

    struct UnknownSource {
        var node: Node
        /// `Secret hf-token`, `ConfigMap settings`.
        var description: String
    }

    init() {}

    init(
        _ fields: ContainerFields, configMaps: ConfigMaps, parameters: TemplateParameters = TemplateParameters()
    ) {
        self.parameters = parameters
        if let envFrom = fields.envFrom { for item in envFrom.elements { readSource(item, configMaps) } }
        if let attached = fields.attached { read(attached, configMaps) }
        guard let env = fields.env else { return }
        variables.reserveCapacity(env.count)
        let rivals = fields.attached?.mayOutrank == true ? variables : Variables()
        for entry in env.elements {
            read(entry, configMaps)
            if !rivals.isEmpty { doubt(entry, rivals) }
        }
    }

    private mutating func read(_ attached: Attachments, _ configMaps: ConfigMaps) {
        if let secret = attached.secret, let name = secret.nonEmptyString {
            unknownSources.append(UnknownSource(node: secret, description: "Secret \(name)"))
        }
        for list in attached.environment {
            for entry in list.elements { read(entry, configMaps) }
        }
    }

    /// Of two values of one variable nobody can tell which the program sees.
    private mutating func doubt(_ entry: Node, _ rivals: Variables) {
        guard let name = entry["name"]?.nonEmptyString, let rival = rivals[name], let own = variables[name],
            own.text != rival.text
        else { return }
        variables[name] = Word("$(\(name))", unresolved: [name], at: entry)
    }

    private mutating func readSource(_ item: Node, _ configMaps: ConfigMaps) {
        let prefix = item["prefix"]?.string ?? ""
        if let name = item[path: "configMapRef", "name"]?.nonEmptyString {
            guard let data = configMaps.data(of: name) else {
                unknownSources.append(UnknownSource(node: item, description: "ConfigMap \(name)"))
                return
            }
            for member in data.members {
                guard let value = member.value.string else { continue }
                variables[prefix + member.key] = Word(value, at: item)
            }
        } else if let name = item[path: "secretRef", "name"]?.nonEmptyString {
            unknownSources.append(UnknownSource(node: item, description: "Secret \(name)"))
        } else {
            unknownSources.append(UnknownSource(node: item, description: "envFrom"))
        }
    }

    private mutating func read(_ entry: Node, _ configMaps: ConfigMaps) {
        guard let nameNode = entry["name"] else { return }
        if let value = entry["value"] {
            if parameters.isEmpty, let text = value.utf8, !VariableExpansion.mayExpand(text),
                nameNode.utf8?.isEmpty == false
            {
                return variables.set(nameNode, to: value)
            }
            guard let name = nameNode.nonEmptyString, let text = value.scalarText else { return }
            variables[name] = VariableExpansion.expand(Word(parameters.expand(text), at: value), variables)
            return
        }
        guard let name = nameNode.nonEmptyString else { return }
        variables[name] = unwritten(name, entry, configMaps)
    }

    /// A variable whose value stands elsewhere, or nowhere.
    private func unwritten(_ name: String, _ entry: Node, _ configMaps: ConfigMaps) -> Word {
        guard let source = entry["valueFrom"] else { return Word("", at: entry) }
        if let reference = source["configMapKeyRef"], let map = reference["name"]?.nonEmptyString,
            let key = reference["key"]?.nonEmptyString, let value = configMaps.data(of: map)?[key]?.string
        {
            return Word(value, at: source)
        }
        return Word("$(\(name))", unresolved: [name], at: source)
    }

    /// Adds a variable that a controller sets, which outranks the container's own.
    mutating func provide(_ name: String, _ word: Word) { variables[name] = word }
}

/// Expands `$(VAR)` as Kubernetes does: `$$` is a dollar, and what no variable has stays as it is.
enum VariableExpansion {
    static func expand(_ word: Word, _ variables: Variables) -> Word {
        guard word.text.withBytes(mayExpand) else { return word }
        var result = word
        var text: [UInt8] = []
        let bytes = Array(word.text.utf8)
        var cursor = 0
        while cursor < bytes.count {
            guard bytes[cursor] == UInt8(ascii: "$"), cursor + 1 < bytes.count else {
                text.append(bytes[cursor])
                cursor += 1
                continue
            }
            if bytes[cursor + 1] == UInt8(ascii: "$") {
                text.append(bytes[cursor])
                cursor += 2
                continue
            }
            guard bytes[cursor + 1] == UInt8(ascii: "("),
                let end = bytes[(cursor + 2)...].firstIndex(of: UInt8(ascii: ")"))
            else {
                text.append(bytes[cursor])
                cursor += 1
                continue
            }
            let name = String(decoding: bytes[(cursor + 2)..<end], as: UTF8.self)
            if let value = variables[name] {
                text += value.text.utf8
                result.addUnresolved(value.unresolved)
            } else {
                text += bytes[cursor...end]
                if name.utf8.allSatisfy(isName) { result.addUnresolved([name]) }
            }
            // Bounded: a value can hold others' values, and doubling at each of a thousand entries must end.
            if text.count > longest { return tooLong(result) }
            cursor = end + 1
        }
        result.text = String(decoding: text, as: UTF8.self)
        return result
    }

    /// Whether there is a `$` at all.
    static func mayExpand(_ text: UnsafeRawBufferPointer) -> Bool { text.contains(UInt8(ascii: "$")) }

    private static let longest = 1 << 20

    private static func tooLong(_ word: Word) -> Word {
        Word("$(…)", unresolved: ["…"], at: word.place)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

extension Word {
    /// Each name once and few of them: a message names three, and one is enough to make the word unresolved.
    fileprivate mutating func addUnresolved(_ names: [String]) {
        for name in names where unresolved.count < 8 && !unresolved.contains(name) { unresolved.append(name) }
    }
}

/// ConfigMaps that stand beside the object.
struct ConfigMaps {
    var context: FinderContext
    var namespace: String?

    var areVisible: Bool { !context.configMaps.isEmpty }

    /// The `data` of the ConfigMap `name` in the object's namespace. A manifest without a namespace is applied to one
    /// that is chosen later, so there both sides may leave it out.
    func data(of name: String) -> Node? {
        guard !context.configMaps.isEmpty else { return nil }
        let places = namespace.map { [$0, ""] } ?? ["", "default"]
        for place in places {
            if let map = context.configMaps["\(place)/\(name)"] ?? (place.isEmpty ? context.configMaps[name] : nil) {
                return map["data"]
            }
        }
        return nil
    }
}
