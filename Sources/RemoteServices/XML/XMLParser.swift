import CExpat

/// Reads one XML document over Expat.
///
/// A document type is refused, and with it every entity that a document could declare: services answer without one, and
/// entities are how a few bytes of XML become gigabytes or another file's contents.
package enum XMLParser {
    package static func parse(_ bytes: [UInt8], limits: XMLLimits = .standard) throws(XMLFailure) -> XMLElement {
        guard bytes.count <= limits.bytes, let count = Int32(exactly: bytes.count) else {
            throw XMLFailure(reason: tooLarge)
        }
        guard let handle = ExpatHandle() else { throw XMLFailure(reason: noMemory) }
        let builder = XMLBuilder(limits)
        let status = handle.parse(bytes, count, into: builder)
        if let objection = builder.objection { throw XMLFailure(reason: objection) }
        guard status == XML_STATUS_OK, let root = builder.root else { throw XMLFailure(reason: malformed) }
        return root
    }
}

/// One parser of Expat, for one document.
private final class ExpatHandle {
    private let parser: XML_Parser

    init?() {
        // The separator stands between a namespace and a name; no name has a space in it.
        guard let parser = XML_ParserCreateNS(nil, XML_Char(UInt8(ascii: " "))) else { return nil }
        self.parser = parser
    }

    deinit { XML_ParserFree(parser) }

    func parse(_ bytes: [UInt8], _ count: Int32, into builder: XMLBuilder) -> XML_Status {
        builder.stop = { [parser] in _ = XML_StopParser(parser, XML_Bool(0)) }
        defer { builder.stop = nil }
        // The builder lives as long as this function, and Expat calls nobody after it.
        return withExtendedLifetime(builder) {
            XML_SetUserData(parser, Unmanaged.passUnretained(builder).toOpaque())
            XML_SetElementHandler(
                parser, { context, name, _ in XMLBuilder.of(context)?.begin(name) },
                { context, _ in XMLBuilder.of(context)?.end() })
            XML_SetCharacterDataHandler(parser) { context, text, count in XMLBuilder.of(context)?.take(text, count) }
            XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
                XMLBuilder.of(context)?.object(hasDocumentType)
            }
            return bytes.withUnsafeBufferPointer { buffer in
                buffer.withMemoryRebound(to: CChar.self) { XML_Parse(parser, $0.baseAddress, count, 1) }
            }
        }
    }
}

/// What Expat found so far.
private final class XMLBuilder {
    private(set) var root: XMLElement?
    private(set) var objection: String?
    /// Ends the parse.
    var stop: (() -> Void)?
    private let limits: XMLLimits
    /// Elements that have not ended, the outermost first, with the bytes of their texts.
    private var open: [(element: XMLElement, text: [UInt8])] = []
    private var count = 0

    init(_ limits: XMLLimits) { self.limits = limits }

    static func of(_ context: UnsafeMutableRawPointer?) -> XMLBuilder? {
        context.map { Unmanaged<XMLBuilder>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Expat may still call once or twice after it was stopped: nothing counts any more then.
    func object(_ reason: String) {
        guard objection == nil else { return }
        objection = reason
        stop?()
    }

    func begin(_ name: UnsafePointer<XML_Char>?) {
        guard objection == nil, let name else { return }
        count += 1
        guard open.count < limits.depth else { return object(tooDeep) }
        guard count <= limits.elements else { return object(tooMany) }
        let full = String(cString: name)
        let local = full.utf8.lastIndex(of: UInt8(ascii: " ")).map { String(full[full.utf8.index(after: $0)...]) }
        open.append((XMLElement(local ?? full), []))
    }

    func end() {
        guard objection == nil, let (started, text) = open.popLast() else { return }
        var element = started
        element.text = String(decoding: text, as: UTF8.self)
        guard let parent = open.indices.last else { return root = element }
        open[parent].element.children.append(element)
    }

    func take(_ text: UnsafePointer<XML_Char>?, _ count: Int32) {
        guard objection == nil, let text, count > 0, let current = open.indices.last else { return }
        open[current].text.append(contentsOf: UnsafeRawBufferPointer(start: text, count: Int(count)))
    }
}

// What an operator reads.

private let tooLarge = "its XML is larger than is read"
private let noMemory = "there is no memory for its XML"
private let malformed = "its answer is no well-formed XML"
private let hasDocumentType = "its XML has a document type, which is not read"
private let tooDeep = "its XML has elements within elements without end"
private let tooMany = "its XML has more elements than are read"
