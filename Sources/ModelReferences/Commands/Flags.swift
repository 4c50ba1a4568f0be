/// How programs read their flags: `--name value`, `--name=value`, `-n value`; `_` equals `-`; case counts.
///
/// A name is asked for as its documentation writes it: `--model`, `-m`. Long names match with one dash as well
/// (`-model_base_path=…`, as Go's and Abseil's flags allow). A name without a dash matches `name=value` only, which is
/// how MaxText is configured.
extension CommandLine {
    /// The values given to any of these flags, in their order; a repeated flag gives each of its values.
    package func values(of names: [String]) -> [Word] { values(of: names, takesList: false) }

    /// The value that counts where a flag is given more than once: the last.
    package func value(of names: [String]) -> Word? { values(of: names).last }

    /// All words after the flag up to the next one, for flags that take a list: `--lora-modules a=x b=y`.
    package func lists(of names: [String]) -> [Word] { values(of: names, takesList: true) }

    private func values(of names: [String], takesList: Bool) -> [Word] {
        let arguments = arguments
        var found: [Word] = []
        var index = arguments.startIndex
        while index < arguments.endIndex {
            guard let flag = Flag(arguments[index].text), flag.isNamed(anyOf: names) else {
                if arguments[index].text == "--" { break }
                index += 1
                continue
            }
            if let value = flag.attached(to: arguments[index]) { found.append(value) }
            index += 1
            if flag.hasAttached && !takesList { continue }
            while index < arguments.endIndex, !Flag.looksLikeFlag(arguments[index].text) {
                found.append(arguments[index])
                index += 1
                if !takesList { break }
            }
        }
        return found
    }

    /// Whether a flag is given, with or without a value.
    package func has(_ name: String) -> Bool { has([name]) }

    package func has(_ names: [String]) -> Bool {
        for word in arguments {
            if word.text == "--" { return false }
            if let flag = Flag(word.text), flag.isNamed(anyOf: names) { return true }
        }
        return false
    }

    /// The words that are neither a flag nor the value of a flag in `knownValueFlags`, after the first positional that
    /// equals `subcommand`; none where that is missing.
    ///
    /// A flag that is not known takes no value here, so what follows it is taken for a positional: nothing is hidden.
    package func positionals(afterSubcommand subcommand: String? = nil, knownValueFlags: [String] = []) -> [Word] {
        positionals(afterSubcommands: subcommand.map { [$0] } ?? [], knownValueFlags: knownValueFlags) ?? []
    }

    /// The same for subcommands of subcommands (`registry model download-version`); nil where one is missing.
    package func positionals(afterSubcommands subcommands: [String], knownValueFlags: [String] = []) -> [Word]? {
        var awaited = subcommands[...]
        var found: [Word] = []
        var onlyPositionals = false
        let arguments = arguments
        var index = arguments.startIndex
        while index < arguments.endIndex {
            let word = arguments[index]
            index += 1
            if !onlyPositionals {
                if word.text == "--" {
                    onlyPositionals = true
                    continue
                }
                if Flag.looksLikeFlag(word.text) {
                    if let flag = Flag(word.text), !flag.hasAttached, flag.isNamed(anyOf: knownValueFlags) {
                        index += 1
                    }
                    continue
                }
            }
            guard let next = awaited.first else {
                found.append(word)
                continue
            }
            guard word.text == next else { return nil }
            awaited.removeFirst()
        }
        return awaited.isEmpty ? found : nil
    }

    /// Words that stand where a flag could stand and whose text nobody knows (`$VLLM_ADDITIONAL_ARGS`): they may be any
    /// flag, or many.
    package var unknownArguments: [Word] {
        guard words.contains(where: { !$0.unresolved.isEmpty }) else { return [] }
        var found: [Word] = []
        var followsFlag = false
        for word in arguments {
            if word.isUnknownAltogether, !followsFlag { found.append(word) }
            followsFlag = Flag(word.text).map { !$0.hasAttached } ?? false
        }
        return found
    }
}

extension Word {
    /// Whether the whole word is one variable that nobody knows: `$ARGS`, `$(ARGS)`.
    package var isUnknownAltogether: Bool {
        guard !unresolved.isEmpty, text.utf8.first == UInt8(ascii: "$") else { return false }
        return unresolved.contains { text == "$\($0)" || text == "$(\($0))" || text == "${\($0)}" }
    }

    /// A part of this word, at the same place.
    package func with(text: String) -> Word {
        var word = self
        word.text = text
        guard !unresolved.isEmpty else { return word }
        // Fail closed: a variable is dropped only where its placeholder is seen to stand in the other part. A word that
        // holds the likely value of an unknown variable has no placeholder.
        word.unresolved = unresolved.filter { name in
            !Self.shows(name, in: self.text) || Self.shows(name, in: text)
        }
        return word
    }

    private static func shows(_ name: String, in text: String) -> Bool {
        text.contains("$\(name)") || text.contains("${\(name)") || text.contains("$(\(name)")
    }
}

/// One word that is a flag.
package struct Flag {
    private let text: String
    /// Bytes of the name, with its dashes.
    private let length: Int
    /// Whether a value follows after `=` in the same word.
    package let hasAttached: Bool

    /// nil where the word is no flag: `value`, `-`, `--`, `-1`.
    package init?(_ text: String) {
        let length = text.withBytes { bytes in bytes.firstIndex(of: UInt8(ascii: "=")) }
        if length == 0 || length == nil && !Self.looksLikeFlag(text) { return nil }
        self.text = text
        self.length = length ?? text.utf8.count
        hasAttached = length != nil
    }

    /// With its dashes: `--model`.
    package var name: Substring { Substring(text.utf8.prefix(length)) }

    /// What stands after `=` in `word`, of which this is the flag.
    package func attached(to word: Word) -> Word? {
        guard hasAttached else { return nil }
        return word.with(text: String(Substring(text.utf8.dropFirst(length + 1))))
    }

    /// Runs `body` on the bytes of the name.
    func withName<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        text.withBytes { body($0.part(0..<length)) }
    }

    /// Whether this is one of the flags that documentation calls so.
    package func isNamed(anyOf names: [String]) -> Bool {
        withName { name in names.contains { wanted in wanted.withBytes { Self.areSame(name, $0) } } }
    }

    @inline(__always)
    private static func areSame(_ ours: UnsafeRawBufferPointer, _ theirs: UnsafeRawBufferPointer) -> Bool {
        let ourDashes = dashes(ours)
        let theirDashes = dashes(theirs)
        let count = ours.count - ourDashes
        guard count == theirs.count - theirDashes, (ourDashes == 0) == (theirDashes == 0) else { return false }
        if count == 1, ourDashes != theirDashes { return false }
        for offset in 0..<count where folded(ours[ourDashes + offset]) != folded(theirs[theirDashes + offset]) {
            return false
        }
        return true
    }

    /// Whether a program would take this word for a flag: it begins with a dash, and is neither `-`, `--` nor a number.
    package static func looksLikeFlag(_ text: String) -> Bool {
        text.withBytes { bytes in
            guard bytes.count > 1, bytes[0] == UInt8(ascii: "-") else { return false }
            if bytes[1] == UInt8(ascii: "-") { return bytes.count > 2 }
            return !Scan.isDigit(bytes[1]) && bytes[1] != UInt8(ascii: ".")
        }
    }

    @inline(__always)
    private static func dashes(_ name: UnsafeRawBufferPointer) -> Int {
        guard name.count > 0, name[0] == UInt8(ascii: "-") else { return 0 }
        return name.count > 1 && name[1] == UInt8(ascii: "-") ? 2 : 1
    }

    private static func folded(_ byte: UInt8) -> UInt8 { byte == UInt8(ascii: "_") ? UInt8(ascii: "-") : byte }
}
