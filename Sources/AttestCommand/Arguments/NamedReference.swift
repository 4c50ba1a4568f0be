/// A dataset, suite or base model, as an option names it: `[NAME=]REFERENCE`.
struct NamedReference: Sendable, Hashable {
    var name: String?
    var reference: String

    /// A name has no `/` and no `:`, so that the `=` of a URI's query begins none.
    init(_ text: String) {
        guard let equals = text.firstIndex(of: "="), Self.isName(text[..<equals]) else {
            reference = text
            return
        }
        name = String(text[..<equals])
        reference = String(text[text.index(after: equals)...])
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}

/// `KEY=VALUE`, as `--parameter` and `--environment` take it.
struct Assignment: Sendable, Hashable {
    var key: String
    var value: String

    init(_ text: String, option: String) throws(AttestError) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw AttestError(option, noAssignment(text))
        }
        key = String(text[..<equals])
        value = String(text[text.index(after: equals)...])
    }

    /// Each key once: of two values nobody could say which was used.
    static func all(_ texts: [String], option: String) throws(AttestError) -> [String: String] {
        var values: [String: String] = [:]
        for text in texts {
            let assignment = try Assignment(text, option: option)
            guard values.updateValue(assignment.value, forKey: assignment.key) == nil else {
                throw AttestError(option, twice(assignment.key))
            }
        }
        return values
    }
}

private func noAssignment(_ text: String) -> String { "\"\(text)\" is not KEY=VALUE, such as max_iter=200" }
private func twice(_ key: String) -> String { "\"\(key)\" is given twice" }
