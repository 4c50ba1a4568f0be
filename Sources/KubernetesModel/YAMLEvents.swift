import CYAML

/// Owns one libyaml parser and steps through its events. No pointer of libyaml's leaves this type.
struct YAMLEvents: ~Copyable {
    enum Kind {
        case streamEnd, documentStart, documentEnd, scalar, alias, sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    /// A copy of the text: libyaml reads it for as long as it lives.
    private let input: UnsafeMutableBufferPointer<UInt8>
    /// Lines of the file before this text.
    private let linesBefore: Int

    /// Reads `bytes`; `linesBefore` is added to every line that is reported.
    init(_ bytes: ArraySlice<UInt8>, linesBefore: Int = 0) throws(ParseError) {
        self.linesBefore = linesBefore
        input = UnsafeMutableBufferPointer.allocate(capacity: bytes.count)
        _ = input.initialize(from: bytes)
        parser = UnsafeMutablePointer.allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        event = UnsafeMutablePointer.allocate(capacity: 1)
        event.initialize(to: yaml_event_t())
        guard yaml_parser_initialize(parser) == 1 else {
            throw ParseError(outOfMemory, at: SourcePosition(line: linesBefore + 1, column: 1))
        }
        // Set, or libyaml would guess UTF-16 from the first bytes.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
        input.deallocate()
    }

    /// Steps to the next event; what the last one held is gone then.
    mutating func next() throws(ParseError) -> Kind {
        while true {
            yaml_event_delete(event)
            guard yaml_parser_parse(parser, event) == 1 else { throw failure() }
            switch event.pointee.type {
            case YAML_SCALAR_EVENT: return .scalar
            case YAML_MAPPING_START_EVENT: return .mappingStart
            case YAML_MAPPING_END_EVENT: return .mappingEnd
            case YAML_SEQUENCE_START_EVENT: return .sequenceStart
            case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
            case YAML_ALIAS_EVENT: return .alias
            case YAML_DOCUMENT_START_EVENT: return .documentStart
            case YAML_DOCUMENT_END_EVENT: return .documentEnd
            case YAML_STREAM_START_EVENT: continue
            default: return .streamEnd
            }
        }
    }

    /// Where the event begins.
    var mark: Document.Mark {
        let mark = event.pointee.start_mark
        return Document.Mark(
            line: UInt32(truncatingIfNeeded: mark.line + linesBefore + 1),
            column: UInt32(truncatingIfNeeded: mark.column + 1))
    }

    /// Appends the text of a scalar to `bytes`.
    func appendScalar(to bytes: inout [UInt8]) {
        let scalar = event.pointee.data.scalar
        guard let value = scalar.value else { return }
        bytes.append(contentsOf: UnsafeBufferPointer(start: value, count: scalar.length))
    }

    /// Whether the scalar is neither quoted, nor a block, nor tagged.
    var isPlain: Bool { event.pointee.data.scalar.plain_implicit != 0 }

    /// The tag of a scalar.
    var tag: YAMLTag {
        guard let tag = event.pointee.data.scalar.tag else { return .none }
        return YAMLTag(String(cString: tag))
    }

    /// Whether the collection that begins is written with brackets or braces.
    var isFlow: Bool {
        switch event.pointee.type {
        case YAML_MAPPING_START_EVENT: event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
        case YAML_SEQUENCE_START_EVENT: event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
        default: false
        }
    }

    /// The name that a scalar or a collection is anchored by, or the one that an alias follows.
    var anchor: String? {
        let anchor =
            switch event.pointee.type {
            case YAML_SCALAR_EVENT: event.pointee.data.scalar.anchor
            case YAML_MAPPING_START_EVENT: event.pointee.data.mapping_start.anchor
            case YAML_SEQUENCE_START_EVENT: event.pointee.data.sequence_start.anchor
            case YAML_ALIAS_EVENT: event.pointee.data.alias.anchor
            default: nil as UnsafeMutablePointer<yaml_char_t>?
            }
        return anchor.map { String(cString: $0) }
    }

    private func failure() -> ParseError {
        let state = parser.pointee
        guard state.error != YAML_MEMORY_ERROR, let problem = state.problem.map({ String(cString: $0) }) else {
            return ParseError(outOfMemory, at: SourcePosition(line: linesBefore + 1, column: 1))
        }
        if state.error == YAML_READER_ERROR {
            // The reader knows a byte and no line.
            var position = SourcePosition(offset: state.problem_offset, in: Array(input))
            position.line += linesBefore
            return ParseError(readerProblem(problem), at: position)
        }
        let position = SourcePosition(
            line: linesBefore + state.problem_mark.line + 1, column: state.problem_mark.column + 1)
        let context = state.context.map { String(cString: $0) }
        return ParseError(syntaxProblem(problem, context: context, isTab: isTab(state.problem_mark.line)), at: position)
    }

    /// Whether the line is indented with a tab.
    private func isTab(_ line: Int) -> Bool {
        let start = YAMLLines.offset(ofLine: line, in: UnsafeRawBufferPointer(input))
        return input[start...].first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "\t")
    }
}

// MARK: - What the user reads

private let outOfMemory = "there is not enough memory to read this YAML"

private func readerProblem(_ problem: String) -> String {
    problem.contains("UTF-8") ? "this is not valid UTF-8 (\(problem))" : "this is no YAML: \(problem)"
}

private func syntaxProblem(_ problem: String, context: String?, isTab: Bool) -> String {
    let cause = isTab ? "\(problem) (a tab indents this line; YAML is indented with spaces only)" : problem
    return context.map { "this is no YAML: \($0), \(cause)" } ?? "this is no YAML: \(cause)"
}
