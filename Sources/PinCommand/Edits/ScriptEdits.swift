/// Where in a script a revision could be added: behind each word that names the model.
struct ScriptEdits {
    let source: ScalarSource
    let names: [String]
    let companion: PinForm.Companion

    struct Place {
        var offset: Int
        var text: String
    }

    func places() -> [Place] {
        var places: [Place] = []
        for end in ends() {
            for flag in companion.flags {
                places.append(Place(offset: end.offset, text: " \(flag)=\(companion.value)"))
                // git and DVC take the value as a word of its own.
                places.append(Place(offset: end.offset, text: " \(flag) \(companion.value)"))
            }
            guard let quote = end.quote else { continue }
            for field in companion.fields {
                places.append(Place(offset: end.offset, text: ", \(field)=\(quote)\(companion.value)\(quote)"))
            }
        }
        return places
    }

    private struct End: Hashable {
        var offset: Int
        /// The quote that closes the word there.
        var quote: String?
    }

    /// The ends of all words that name the model, itself or by a variable that was set to it.
    private func ends() -> [End] {
        let text = source.text
        var found: [End] = []
        var words = Set(names.map { Array($0.utf8) })
        for name in words {
            for place in text.places(of: name) {
                if let variable = variable(setAt: place) {
                    words.insert(Array("$\(variable)".utf8))
                    words.insert(Array("${\(variable)}".utf8))
                }
            }
        }
        for word in words {
            for place in text.places(of: word) {
                let end = endOfWord(place)
                if !found.contains(end) { found.append(end) }
            }
        }
        return found.sorted { $0.offset < $1.offset }.prefix(16).map { $0 }
    }

    /// `MODEL` of `MODEL=org/name`, `MODEL="org/name"`.
    private func variable(setAt place: Range<Int>) -> String? {
        let text = source.text
        var at = place.lowerBound
        if at > 0, text[at - 1] == UInt8(ascii: "\"") || text[at - 1] == UInt8(ascii: "'") { at -= 1 }
        guard at > 0, text[at - 1] == UInt8(ascii: "=") else { return nil }
        let name = text[..<(at - 1)].reversed().prefix {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return name.isEmpty ? nil : String(decoding: name.reversed(), as: UTF8.self)
    }

    /// Behind the quotes of the word, and what else belongs to it.
    private func endOfWord(_ place: Range<Int>) -> End {
        let text = source.text
        var at = place.upperBound
        var quote: String?
        while at < text.count, text[at] > 0x20,
            ![UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|")].contains(text[at])
        {
            if text[at] == UInt8(ascii: "\"") || text[at] == UInt8(ascii: "'") {
                quote = String(Unicode.Scalar(text[at]))
                return End(offset: at + 1, quote: quote)
            }
            guard ![UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "]")].contains(text[at]) else { break }
            at += 1
        }
        return End(offset: at, quote: quote)
    }
}
