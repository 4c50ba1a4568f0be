/// How programs read their flags: `--name value`, `--name=value`, `-n value`; `_` equals `-`; case counts.
///
/// A name is asked for as its documentation writes it: `--model`, `-m`. Long names match with one dash as well
/// (`-model_base_path=…`, as Go's and Abseil's flags allow). A name without a dash matches `name=value` only, which is
/// how MaxText is configured.
extension CommandLine {
    /// The values given to any of these flags, in their order; a repeated flag gives each of its values.
    package func values(of names: [String]) -> [Word] {
        let arguments = arguments
        var found: [Word] = []
        var index = arguments.startIndex
        while index < arguments.endIndex {
            let word = arguments[index]
            index += 1
            if word.text == "--" { break }
            guard let flag = Flag(word), names.contains(where: flag.isNamed) else { continue }
            if let value = flag.attached {
                found.append(value)
            } else if index < arguments.endIndex, !Flag.looksLikeFlag(arguments[index].text) {
                found.append(arguments[index])
                index += 1
            }
        }
        return found
    }

    /// The value that counts where a flag is given more than once: the last.
    package func value(of names: [String]) -> Word? { values(of: names).last }

    /// All words after the flag up to the next one, for flags that take a list: `--lora-modules a=x b=y`.
    package func lists(of names: [String]) -> [Word] {
        let arguments = arguments
        var found: [Word] = []
        var index = arguments.startIndex
        while index < arguments.endIndex {
            let word = arguments[index]
            index += 1
            if word.text == "--" { break }
            guard let flag = Flag(word), names.contains(where: flag.isNamed) else { continue }
            if let value = flag.attached { found.append(value) }
            while index < arguments.endIndex, !Flag.looksLikeFlag(arguments[index].text) {
                found.append(arguments[index])
                index += 1
            }
        }
        return found
    }

    /// Whether a flag is given, with or without a value.
    package func has(_ name: String) -> Bool { has([name]) }

    package func has(_ names: [String]) -> Bool {
        for word in arguments {
            if word.text == "--" { return false }
            guard let flag = Flag(word) else { continue }
            if names.contains(where: flag.isNamed) { return true }
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
                    guard let flag = Flag(word), flag.attached == nil else { continue }
                    if knownValueFlags.contains(where: flag.isNamed) { index += 1 }
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
        let arguments = arguments
        var found: [Word] = []
        var followsFlag = false
        for word in arguments {
            if word.isUnknownAltogether, !followsFlag { found.append(word) }
            followsFlag = Flag(word).map { $0.attached == nil } ?? false
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
    /// With its dashes: `--model`.
    package var name: Substring
    /// What stands after `=`.
    package var attached: Word?

    /// nil where the word is no flag: `value`, `-`, `--`, `-1`.
    package init?(_ word: Word) {
        let text = word.text
        let equals = text.utf8.firstIndex(of: UInt8(ascii: "="))
        name = equals.map { text[..<$0] } ?? text[...]
        guard !name.isEmpty else { return nil }
        if let equals {
            attached = word.with(text: String(text[text.utf8.index(after: equals)...]))
        } else if !Self.looksLikeFlag(text) {
            return nil
        }
    }

    /// Whether this is the flag that documentation calls `wanted`.
    package func isNamed(_ wanted: String) -> Bool {
        let (ours, ourDashes) = Self.bare(name)
        let (theirs, theirDashes) = Self.bare(wanted[...])
        guard ours.utf8.count == theirs.utf8.count, (ourDashes == 0) == (theirDashes == 0) else { return false }
        if ours.utf8.count == 1, ourDashes != theirDashes { return false }
        return ours.utf8.elementsEqual(theirs.utf8) { Self.folded($0) == Self.folded($1) }
    }

    /// Whether a program would take this word for a flag: it begins with a dash, and is neither `-`, `--` nor a number.
    package static func looksLikeFlag(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.first == UInt8(ascii: "-"), let second = bytes.dropFirst().first else { return false }
        if second == UInt8(ascii: "-") { return bytes.count > 2 }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(second) && second != UInt8(ascii: ".")
    }

    private static func bare(_ name: Substring) -> (Substring, dashes: Int) {
        if name.hasPrefix("--") { return (name.dropFirst(2), 2) }
        if name.hasPrefix("-") { return (name.dropFirst(), 1) }
        return (name, 0)
    }

    private static func folded(_ byte: UInt8) -> UInt8 { byte == UInt8(ascii: "_") ? UInt8(ascii: "-") : byte }
}
