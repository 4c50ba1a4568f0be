/// Which flags belong to which option of one server, so that its arguments are read in one pass.
struct FlagTable: Sendable {
    private let names: NameTable
    /// The options of each name.
    private let options: [[Int]]

    /// - Parameter abbreviates: argparse takes any unambiguous beginning of a long flag. What is not known to be another
    ///   flag is taken as ours, so that `--rev main` after `--revision` is seen.
    init(_ options: [ServerOption], abbreviates: Bool) {
        var table: [String: [Int]] = [:]
        for (index, option) in options.enumerated() {
            for flag in option.flags { table[Self.key(flag), default: []].append(index) }
        }
        let exact = Set(table.keys)
        let ambiguous = Self.ambiguous(exact)
        for (index, option) in options.enumerated() where abbreviates {
            // A member of an option, `--speculative-config.model`, is written out.
            for flag in option.flags where flag.hasPrefix("--") && !flag.contains(".") {
                let key = Self.key(flag)
                for length in 3..<max(3, key.utf8.count) {
                    let short = String(decoding: key.utf8.prefix(length), as: UTF8.self)
                    if short.hasSuffix("-") || exact.contains(short) || ambiguous.contains(short) { continue }
                    if table[short]?.contains(index) != true { table[short, default: []].append(index) }
                }
            }
        }
        let entries = Array(table)
        names = NameTable(entries.map(\.key), matching: .underscoresAsDashes)
        self.options = entries.map(\.value)
    }

    /// What begins two flags of which one begins the other: `--mode` may be `--model` and `--model-path`, so argparse
    /// refuses it, and a program that takes it (`--mode=random`) has a flag of that name.
    private static func ambiguous(_ exact: Set<String>) -> Set<String> {
        var found: Set<String> = []
        for key in exact where exact.contains(where: { $0.hasPrefix(key + "-") }) {
            for length in 1..<max(1, key.utf8.count) {
                found.insert(String(decoding: key.utf8.prefix(length), as: UTF8.self))
            }
        }
        return found
    }

    /// The options that a flag gives a value to.
    func find(_ flag: Flag) -> [Int] {
        flag.withName { name in names.find(Self.key(name)).map { options[$0] } ?? [] }
    }

    private static func key(_ flag: String) -> String {
        flag.withBytes { String(decoding: key($0), as: UTF8.self).replacing("_", with: "-") }
    }

    /// `--model_id`, `--model-id` and `-model-id` are the same flag; `-m` is not `--m`.
    private static func key(_ flag: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var dashes = 0
        while dashes < min(2, flag.count), flag[dashes] == UInt8(ascii: "-") { dashes += 1 }
        if flag.count == 2, dashes == 1 { return flag }
        return flag.part(dashes..<flag.count)
    }
}

/// What the arguments of one command give to each option of a server.
struct GivenFlags {
    private struct Hit {
        var option: Int
        /// A value, or the flag itself where it stands without a value of its own.
        var word: Word
        var isFlag: Bool
    }

    private var hits: [Hit] = []

    init(_ arguments: ArraySlice<Word>, _ server: ModelServer) { add(arguments, server) }

    /// Adds what more arguments give, which come after those before.
    mutating func add(_ arguments: ArraySlice<Word>, _ server: ModelServer) {
        var cursor = arguments.startIndex
        while cursor < arguments.endIndex {
            let text = arguments[cursor].text
            if text == "--" { break }
            if text.utf8.first == UInt8(ascii: "-"), let flag = Flag(text) {
                let options = server.flagTable.find(flag)
                if !options.isEmpty {
                    take(flag, options, server, arguments, &cursor)
                    continue
                }
            }
            cursor += 1
        }
    }

    /// Reads the flag at `cursor` with its values.
    private mutating func take(
        _ flag: Flag, _ options: [Int], _ server: ModelServer, _ arguments: ArraySlice<Word>, _ cursor: inout Int
    ) {
        let word = arguments[cursor]
        cursor += 1
        if let value = flag.attached(to: word) {
            for option in options { hits.append(Hit(option: option, word: value, isFlag: false)) }
            return
        }
        let takesList = options.contains { server.options[$0].takesList }
        for option in options { hits.append(Hit(option: option, word: word, isFlag: true)) }
        while cursor < arguments.endIndex, !Flag.looksLikeFlag(arguments[cursor].text) {
            for option in options { hits.append(Hit(option: option, word: arguments[cursor], isFlag: false)) }
            cursor += 1
            if !takesList { break }
        }
    }

    /// The values of an option, in their order.
    func values(of option: Int) -> [Word] {
        var values: [Word] = []
        for place in hits.indices where hits[place].option == option && !hits[place].isFlag {
            values.append(hits[place].word)
        }
        return values
    }

    /// The flag of an option where it stands without a value of its own.
    func bare(_ option: Int) -> Word? {
        let place = hits.indices.last { hits[$0].option == option && hits[$0].isFlag }
        return place.map { hits[$0].word }
    }

    var isEmpty: Bool { hits.isEmpty }
}
