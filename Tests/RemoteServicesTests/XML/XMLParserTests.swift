import Testing

@testable import RemoteServices

@Suite("XML of services")
struct XMLParserTests {
    private func parse(_ text: String, _ change: (inout XMLLimits) -> Void = { _ in }) throws -> XMLElement {
        var limits = XMLLimits()
        change(&limits)
        return try XMLParser.parse(Array(text.utf8), limits: limits)
    }

    @Test("elements keep their order, and lose their namespace")
    func elements() throws {
        let root = try parse(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <a xmlns="http://s3.amazonaws.com/doc/2006-03-01/" xmlns:p="urn:x"><p:b>1</p:b><b z="2">&amp;&#x1F642;<![CDATA[<c>]]></b></a>
            """)
        #expect(root.name == "a")
        #expect(root.children == [XMLElement("b", text: "1"), XMLElement("b", text: "&🙂<c>")])
        #expect(root.text("b") == "1")
        #expect(root.text("c") == nil)
    }

    @Test(
        "a document type is refused, and with it entities of every kind",
        arguments: [
            #"<!DOCTYPE a><a/>"#,
            #"<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>"#,
            #"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"#,
            #"<!DOCTYPE a [<!ENTITY % x SYSTEM "http://169.254.169.254/"> %x;]><a/>"#,
            #"<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>"#,
        ])
    func documentType(text: String) throws {
        let failure = #expect(throws: XMLFailure.self) { try parse(text) }
        #expect(failure?.reason.contains("document type") == true)
    }

    @Test(
        "what is not well-formed is refused, and its words stay out of the reason",
        arguments: ["", " ", "{}", "<a>", "<a></b>", "<a/><b/>", "<a>&secret;</a>", "<a>\u{1}</a>", "secret<a/>"])
    func malformed(text: String) throws {
        let failure = #expect(throws: XMLFailure.self) { try parse(text) }
        #expect(failure?.reason.contains("secret") == false)
    }

    @Test("bytes that are no UTF-8 are refused")
    func noText() throws {
        #expect(throws: XMLFailure.self) { try XMLParser.parse(Array("<a>".utf8) + [0xFF, 0xFE] + Array("</a>".utf8)) }
    }

    @Test("depth, number and bytes are bounded, and what is just within is read")
    func bounds() throws {
        func nested(_ count: Int) -> String {
            String(repeating: "<a>", count: count) + String(repeating: "</a>", count: count)
        }
        _ = try parse(nested(16))
        #expect(throws: XMLFailure.self) { try parse(nested(17)) }
        #expect(throws: XMLFailure.self) { try parse(nested(1_000_000)) }
        let many = "<a>" + String(repeating: "<b/>", count: 99) + "</a>"
        _ = try parse(many) { $0.elements = 100 }
        #expect(throws: XMLFailure.self) { try parse(many) { $0.elements = 99 } }
        #expect(throws: XMLFailure.self) { try parse("<a/>   ") { $0.bytes = 6 } }
    }

    @Test("documents that are cut or changed anywhere end with an answer", arguments: 0..<400)
    func mutated(index: Int) {
        let text = Array(
            #"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a xmlns="u"><b c="d">&lt;&#65;<![CDATA[]]></b><!--e--></a>"#
                .utf8)
        var bytes = text
        if index < text.count {
            bytes = Array(text.prefix(index))
        } else {
            bytes[index % text.count] = UInt8(truncatingIfNeeded: index &* 37)
        }
        _ = try? XMLParser.parse(bytes)
    }
}
