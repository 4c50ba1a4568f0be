import KubernetesModel

/// The object that a template of Argo Workflows writes: YAML in a string, with parameters in it (docs/fields.md of
/// argoproj/argo-workflows, ResourceTemplate).
enum ArgoManifest {
    static func read(_ resource: Node?, parameters: TemplateParameters, into collector: inout ReferenceCollector) {
        guard let resource, resource.isObject, !isReadOnly(resource["action"]) else { return }
        guard let manifest = resource["manifest"], let written = manifest.nonEmptyString else {
            if let place = resource["manifestFrom"] { addOpaque(fromElsewhere, at: place, into: &collector) }
            return
        }
        let text = parameters.expand(written)
        guard text.utf8.count <= 4 * written.utf8.count + 1024 else { return collector.exceedBounds() }
        if ReferenceFinder.readText(text, of: manifest, into: &collector) { return }
        // What begins with a hole is a map to YAML, and a text once the hole is filled.
        var quoting = HoleQuoting(text)
        if ReferenceFinder.readText(quoting.run(), of: manifest, into: &collector) { return }
        addOpaque(isNoYAML, at: manifest, into: &collector)
    }

    private static func isReadOnly(_ action: Node?) -> Bool {
        guard let action else { return false }
        return action.isString("get") || action.isString("delete")
    }

    private static func addOpaque(_ reason: String, at place: Node, into collector: inout ReferenceCollector) {
        collector.add(OpaqueCommand(reason: reason, at: .node(place), container: nil))
    }
}

/// Puts quotes around values of a YAML text that begin with `{{`.
private struct HoleQuoting {
    private let bytes: [UInt8]
    private var result: [UInt8] = []
    private var index = 0
    /// The last byte of the line that is no blank.
    private var last: UInt8?
    /// How many lists and maps the line has opened.
    private var depth = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func run() -> String {
        while index < bytes.count {
            if isPair(Byte.openBrace, at: index), startsValue {
                quote()
            } else {
                copy(bytes[index])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private var startsValue: Bool {
        switch last {
        case Byte.colon, Byte.dash: index > 0 && Byte.isBlank(bytes[index - 1])
        case Byte.openBracket, UInt8(ascii: ","): true
        default: false
        }
    }

    private mutating func copy(_ byte: UInt8) {
        switch byte {
        case Byte.newline: (last, depth) = (nil, 0)
        case Byte.openBrace, Byte.openBracket: (last, depth) = (byte, depth + 1)
        case Byte.closeBrace, Byte.closeBracket: (last, depth) = (byte, max(0, depth - 1))
        case _ where Byte.isBlank(byte): break
        default: last = byte
        }
        result.append(byte)
        index += 1
    }

    private mutating func quote() {
        let start = index
        var isInHole = false
        while index < bytes.count, bytes[index] != Byte.newline, isInHole || !endsValue {
            if isPair(isInHole ? Byte.closeBrace : Byte.openBrace, at: index) {
                isInHole.toggle()
                index += 1
            }
            index += 1
        }
        index = min(index, bytes.count)
        while index > start, Byte.isBlank(bytes[index - 1]) { index -= 1 }
        result.append(Byte.quote)
        for byte in bytes[start..<index] { result += byte == Byte.quote ? [byte, byte] : [byte] }
        result.append(Byte.quote)
        last = Byte.quote
    }

    private var endsValue: Bool {
        switch bytes[index] {
        case Byte.hash: index > 0 && Byte.isBlank(bytes[index - 1])
        case UInt8(ascii: ","), Byte.closeBracket: depth > 0
        case Byte.closeBrace: depth > 0
        default: false
        }
    }

    private func isPair(_ byte: UInt8, at index: Int) -> Bool {
        index + 1 < bytes.count && bytes[index] == byte && bytes[index + 1] == byte
    }
}

// MARK: - What the user reads

private let isNoYAML = "writes an object from a text that is no YAML before its parameters are put in"
private let fromElsewhere = "writes an object whose text stands elsewhere"
