/// Reads YAML as kubectl does (go-yaml v2, then sigs.k8s.io/yaml), so that what is judged is what a cluster would get.
///
/// Stricter than kubectl where its leniency could hide something: a key that stands twice is refused, and all documents
/// of a stream are read, with no limit on how they are separated.
package enum YAMLParser {
    /// Every document of the stream; empty ones are left out.
    package static func parse(
        _ bytes: [UInt8], limits: ParseLimits = .standard
    ) throws(ParseError) -> [Document] {
        var documents: [Document] = []
        for result in parseStream(bytes, limits: limits) { documents.append(try result.get()) }
        return documents
    }

    package static func parse(
        _ text: String, limits: ParseLimits = .standard
    ) throws(ParseError) -> [Document] {
        try parse(Array(text.utf8), limits: limits)
    }

    /// Every document of the stream in its order, or why it is none: one that fails does not hide those after it.
    package static func parseStream(
        _ bytes: [UInt8], limits: ParseLimits = .standard
    ) -> [Result<Document, ParseError>] {
        guard bytes.count <= limits.bytes, UInt32(exactly: bytes.count) != nil else {
            return [.failure(ParseError(tooLarge(limits.bytes), at: SourcePosition(line: 1, column: 1)))]
        }
        // As kubectl does: what begins like a JSON object is read as JSON where it is that.
        if beginsLikeJSON(bytes), let document = try? JSONParser.parse(bytes, limits: limits) {
            return [.success(document)]
        }
        var stream = YAMLStream(bytes, limits: limits)
        return stream.documents()
    }

    private static func beginsLikeJSON(_ bytes: [UInt8]) -> Bool {
        bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
    }
}

/// The documents of one file, and what became of them.
private struct YAMLStream {
    // Each failure starts the parser anew; that many in one file say that it is something else.
    private static let maximumFailures = 100

    private static let maximumTagDirectives = 256

    private let bytes: [UInt8]
    private var composer: YAMLComposer
    private var results: [Result<Document, ParseError>] = []
    private var failures = 0

    init(_ bytes: [UInt8], limits: ParseLimits) {
        // A byte order mark is no part of the text; left in, it would count as a column.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        composer = YAMLComposer(limits: limits)
    }

    mutating func documents() -> [Result<Document, ParseError>] {
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            return [.failure(ParseError(notUTF8, at: SourcePosition(line: 1, column: 1)))]
        }
        // libyaml compares each with all others.
        guard bytes.withUnsafeBytes({ YAMLLines.tagDirectives(in: $0) }) <= Self.maximumTagDirectives else {
            return [.failure(ParseError(tooManyTags, at: SourcePosition(line: 1, column: 1)))]
        }
        var next: (line: Int, offset: Int)? = (0, 0)
        while let start = next {
            next = read(from: start)
        }
        return results
    }

    /// Reads from `start` to the end, or to an error; then says where to go on.
    ///
    /// Nothing more of a document that has failed is read: libyaml needs quadratic time for what is nested too deeply.
    private mutating func read(from start: (line: Int, offset: Int)) -> (line: Int, offset: Int)? {
        var begun = start.line
        do throws(ParseError) {
            var events = try YAMLEvents(bytes[start.offset...], linesBefore: start.line)
            while true {
                switch try events.next() {
                case .documentStart:
                    begun = Int(events.mark.line) - 1
                    try document(&events)
                case .streamEnd: return nil
                default: continue
                }
            }
        } catch {
            guard fail(error) else { return nil }
            // A line that begins with `---` ends every construct of YAML, so what follows it stands for itself.
            let line = max(error.position.line - 1, begun + 1) - start.line
            return bytes.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start.offset...])
                return YAMLLines.nextDocument(from: line, in: rest)
                    .map { ($0.line + start.line, $0.offset + start.offset) }
            }
        }
    }

    private mutating func document(_ events: inout YAMLEvents) throws(ParseError) {
        composer.reset()
        while true {
            let event = try events.next()
            if event == .documentEnd || event == .streamEnd { break }
            try composer.add(event, events)
        }
        if let document = composer.document() { results.append(.success(document)) }
    }

    private mutating func fail(_ error: ParseError) -> Bool {
        failures += 1
        guard failures <= Self.maximumFailures else {
            results.append(.failure(ParseError(tooManyFailures, at: error.position)))
            return false
        }
        results.append(.failure(error))
        return true
    }
}

// MARK: - What the user reads

private func tooLarge(_ limit: Int) -> String { "larger than the limit of \(limit) bytes" }
private let notUTF8 = "this is UTF-16; only UTF-8 is read"
private let tooManyTags = "too many %TAG directives"
private let tooManyFailures = "too many errors in one file; the rest was not read"
