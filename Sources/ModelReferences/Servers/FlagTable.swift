/// Which flags belong to which option of one server, so that its arguments are read in one pass.
struct FlagTable: Sendable {
    private var options: [String: [Int]] = [:]

    /// - Parameter abbreviates: argparse takes any unambiguous beginning of a long flag. What is not known to be another
    ///   flag is taken as ours, so that `--rev main` after `--revision` is seen.
    init(_ options: [ServerOption], abbreviates: Bool) {
        for (index, option) in options.enumerated() {
            for flag in option.flags { self.options[Self.key(flag[...]), default: []].append(index) }
        }
        guard abbreviates else { return }
        let exact = Set(self.options.keys)
        for (index, option) in options.enumerated() {
            for flag in option.flags where flag.hasPrefix("--") {
                let key = Self.key(flag[...])
                for length in 3..<max(3, key.utf8.count) {
                    let short = String(decoding: key.utf8.prefix(length), as: UTF8.self)
                    if short.hasSuffix("-") || exact.contains(short) { continue }
                    if self.options[short]?.contains(index) != true { self.options[short, default: []].append(index) }
                }
            }
        }
    }

    /// The options that a flag (with its dashes, without its value) gives a value to.
    func find(_ flag: Substring) -> [Int] { options.isEmpty ? [] : options[Self.key(flag)] ?? [] }

    /// `--model_id`, `--model-id` and `-model-id` are the same flag; `-m` is not `--m`.
    private static func key(_ flag: Substring) -> String {
        var bytes = flag.utf8[...]
        var dashes = 0
        while dashes < 2, bytes.first == UInt8(ascii: "-") {
            bytes.removeFirst()
            dashes += 1
        }
        if bytes.count == 1, dashes == 1 { return String(flag) }
        return String(decoding: bytes.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
    }
}

/// What the arguments of one command give to each option of a server.
struct GivenFlags {
    /// The values of each option, in their order.
    private(set) var values: [[Word]]
    /// The flag of each option where it stands without a value of its own.
    private(set) var bare: [Word?]

    init(_ arguments: ArraySlice<Word>, _ server: ModelServer) {
        values = Array(repeating: [], count: server.options.count)
        bare = Array(repeating: nil, count: server.options.count)
        var cursor = arguments.startIndex
        while cursor < arguments.endIndex {
            let word = arguments[cursor]
            cursor += 1
            if word.text == "--" { break }
            guard word.text.utf8.first == UInt8(ascii: "-"), let flag = Flag(word.text) else { continue }
            let options = server.flagTable.find(flag.name)
            if options.isEmpty { continue }
            take(flag, word, options, server, arguments, &cursor)
        }
    }

    private mutating func take(
        _ flag: Flag, _ word: Word, _ options: [Int], _ server: ModelServer, _ arguments: ArraySlice<Word>,
        _ cursor: inout Int
    ) {
        if let value = flag.attached(to: word) {
            for option in options { values[option].append(value) }
            return
        }
        let takesList = options.contains { server.options[$0].takesList }
        for option in options { bare[option] = word }
        while cursor < arguments.endIndex, !Flag.looksLikeFlag(arguments[cursor].text) {
            for option in options { values[option].append(arguments[cursor]) }
            cursor += 1
            if !takesList { break }
        }
    }
}
