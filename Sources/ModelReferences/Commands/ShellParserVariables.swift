/// `${…}` in all its forms.
extension ShellParser {
    /// The variable whose `${` is consumed.
    mutating func braced() throws(ShellSyntaxError) -> ShellVariable {
        if peek() == Byte.hash, peek(1) != Byte.closeBrace || isAtEnd {
            return ShellVariable(name: "#", operation: .other(try operand()))
        }
        if peek() == Byte.bang, Byte.isNameStart(peek(1)) {
            return ShellVariable(name: "!", operation: .other(try operand()))
        }
        var variable = ShellVariable(name: parameterName())
        guard !variable.name.isEmpty else { throw failure() }
        if peek() == Byte.openBracket { try subscriptIndex(&variable) }
        variable.operation = try operation()
        return variable
    }

    private mutating func parameterName() -> String {
        let name = identifier()
        guard name.isEmpty else { return name }
        let start = cursor
        if Byte.isDigit(peek()) {
            while Byte.isDigit(peek()) { cursor += 1 }
        } else if "@*#?$!-".utf8.contains(peek()) {
            cursor += 1
        }
        return String(decoding: bytes[start..<cursor], as: UTF8.self)
    }

    private mutating func subscriptIndex(_ variable: inout ShellVariable) throws(ShellSyntaxError) {
        let start = cursor + 1
        while !isAtEnd, peek() != Byte.closeBracket, cursor - start < 256 { cursor += 1 }
        try expect(byte: Byte.closeBracket)
        let index = bytes[start..<(cursor - 1)]
        variable.isWholeArray = index.elementsEqual([UInt8(ascii: "@")]) || index.elementsEqual([UInt8(ascii: "*")])
        variable.isElement = !variable.isWholeArray
    }

    private mutating func operation() throws(ShellSyntaxError) -> ShellVariable.Operation {
        let byte = peek()
        cursor += 1
        switch byte {
        case Byte.closeBrace: return .none
        case Byte.colon:
            switch peek() {
            case Byte.dash, Byte.equals, UInt8(ascii: "?"), Byte.plus: return try operation()
            default: return .other(try operand())
            }
        case Byte.dash, UInt8(ascii: "?"): return .fallback(try operand(), assigns: false)
        case Byte.equals: return .fallback(try operand(), assigns: true)
        case Byte.plus: return .alternative(try operand())
        case Byte.hash:
            let longest = peek() == Byte.hash
            if longest { cursor += 1 }
            return .trimStart(try operand(), longest: longest)
        case Byte.percent:
            let longest = peek() == Byte.percent
            if longest { cursor += 1 }
            return .trimEnd(try operand(), longest: longest)
        case Byte.slash:
            let all = peek() == Byte.slash
            if all { cursor += 1 }
            return .replace(try operand(), all: all)
        default:
            guard byte != 0 else { throw failure() }
            return .other(try operand())
        }
    }
}
