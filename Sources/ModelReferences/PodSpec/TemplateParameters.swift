import KubernetesModel

/// Values that a controller puts in the place of `{{name}}` (Argo Workflows) or `$(name)` (Tekton) before it runs a
/// container.
package struct TemplateParameters: Sendable {
    /// By the whole name: `workflow.parameters.model`, `inputs.parameters.revision`, `params.model`.
    private var values: [String: String] = [:]
    /// Those that many have in common, which nobody copies.
    private var shared: [String: String] = [:]
    private let form: Form

    /// How a hole is written.
    package enum Form: Sendable {
        case braces
        case dollar

        fileprivate var open: (UInt8, UInt8) {
            self == .braces ? (Byte.openBrace, Byte.openBrace) : (Byte.dollar, Byte.openParen)
        }
    }

    package init(_ form: Form = .braces) { self.form = form }

    /// Room for values of one's own beside those of `outer`.
    init(within outer: TemplateParameters) {
        shared = outer.values
        form = outer.form
    }

    var isEmpty: Bool { values.isEmpty && shared.isEmpty }

    /// INVARIANT: each hole costs its writer some bytes, so with short values an object grows by a factor at most.
    private static let longest = 256

    /// Sets a value; nil where nobody can tell it.
    mutating func set(_ name: String, to value: String?) {
        values[name] = value.flatMap { $0.utf8.count <= Self.longest ? $0 : nil }
    }

    /// The text with the values in it. What has none stays as it is, and so counts as left open; a value is not looked
    /// through again.
    func expand(_ text: String) -> String {
        guard !isEmpty, text.utf8.contains(form.open.0) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var cursor = 0
        while let open = opening(in: bytes, from: cursor) {
            if let close = closing(in: bytes, from: open + 2), let value = value(of: bytes[(open + 2)..<close.start]) {
                result += bytes[cursor..<open]
                result += value.utf8
                cursor = close.end
            } else {
                result += bytes[cursor..<(open + 2)]
                cursor = open + 2
            }
        }
        return String(decoding: result + bytes[cursor...], as: UTF8.self)
    }

    func expand(_ word: Word) -> Word { isEmpty ? word : word.with(text: expand(word.text)) }

    private func opening(in bytes: [UInt8], from start: Int) -> Int? {
        let (first, second) = form.open
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == first, bytes[index + 1] == second { return index }
            index += 1
        }
        return nil
    }

    /// INVARIANT: no name is longer, so that many openings without an end cost no more than they are long.
    private static let longestName = 512

    private func closing(in bytes: [UInt8], from start: Int) -> (start: Int, end: Int)? {
        for index in start..<min(bytes.count, start + Self.longestName) {
            switch form {
            case .dollar where bytes[index] == Byte.closeParen: return (index, index + 1)
            case .braces where bytes[index] == Byte.closeBrace && index + 1 < bytes.count:
                if bytes[index + 1] == Byte.closeBrace { return (index, index + 2) }
            default: continue
            }
        }
        return nil
    }

    /// Argo takes white space around a name for nothing (util/template/simple_template.go).
    private func value(of bytes: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: form == .braces ? bytes.trimmingBlanks : bytes, as: UTF8.self)
        return values[text] ?? shared[text]
    }
}
