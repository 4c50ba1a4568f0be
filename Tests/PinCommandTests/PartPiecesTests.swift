import Foundation
import KubernetesModel
import ModelReferences
import Testing

@testable import PinCommand

@Suite("Parts with many objects")
struct PartPiecesTests {
    private static let service = Sample.service + "      storageUri: hf://org/name\n"

    /// As items of a list, with what stands around them.
    private static func list(_ objects: [String], _ margin: String = "", tail: String = "") -> String {
        let items = objects.map { object in
            object.split(separator: "\n").enumerated()
                .map { "\(margin)\($0.offset == 0 ? "- " : "  ")\($0.element)\n" }.joined()
        }
        return "apiVersion: v1\nkind: List\nitems:\n" + items.joined() + tail
    }

    private func pieces(_ text: String, isJSON: Bool = false) throws -> [String]? {
        let part = try ManifestPart(Array(text.utf8), isJSON: isJSON, context: FinderContext())
        return PartPieces(part, isJSON: isJSON, context: FinderContext())?.pieces.map {
            String(decoding: $0.part.document.bytes, as: UTF8.self)
        }
    }

    @Test("a list is cut into its items, each with its margin", arguments: ["", "  "])
    func cuts(_ margin: String) throws {
        let text = Self.list([Self.service, "# one\n" + Self.service], margin, tail: "metadata: {}\n")
        let found = try #require(try pieces(text))
        #expect(found.count == 2)
        for piece in found { #expect(piece.hasPrefix("\(margin)  apiVersion: serving")) }
    }

    @Test("items that are written in braces are cut, in YAML and in JSON")
    func flow() throws {
        let item = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"é"}}"#
        let list = #"{"apiVersion":"v1","kind":"List","items":[\#(item), \#(item)]}"#
        #expect(try pieces(list, isJSON: true) == [item, item])
        #expect(try pieces("\u{FEFF}" + list) == [item, item])
        #expect(try pieces("apiVersion: v1\nkind: List\nitems:\n- \(item) # x\n- \(item)\n") == [item, item])
    }

    @Test(
        "what an alias ties together, or what does not say itself what it is, stays whole",
        arguments: [
            "items:\n- {apiVersion: v1, kind: Pod, metadata: &m {name: a}}\n- {apiVersion: v1, kind: Pod, metadata: *m}\n",
            "items:\n- {metadata: {name: a}}\n- {metadata: {name: b}}\n",
        ])
    func whole(_ items: String) throws {
        #expect(try pieces("apiVersion: v1\nkind: PodList\n" + items) == nil)
        #expect(try pieces(Self.list([Self.service])) == nil)
    }

    @Test("an item is pinned in its list as it is alone, at its own place")
    func pins() throws {
        let alone = Fake.run(Self.service)
        for tail in ["", "kind: List\n"] {
            let text = Self.list([Self.service, Self.service], "  ", tail: tail.isEmpty ? "" : "metadata: {}\n")
            let report = Fake.run(text)
            #expect(report.problems == [])
            #expect(report.entries.map(\.outcome) == alone.entries.map(\.outcome) + alone.entries.map(\.outcome))
            #expect(report.entries.map(\.position.line) == [11, 19] && report.entries[1].position.column == 23)
            let wanted = "          storageUri: hf://org/name:\(Fake.commit)"
            #expect(Fake.changes(report).filter { $0.hasPrefix("+") } == ["+\(wanted)", "+\(wanted)"])
        }
    }

    @Test("the objects of a file are pinned alike as documents and as a list", arguments: CorpusTests.manifests)
    func lists(_ url: URL) throws {
        let bytes = Array(try Data(contentsOf: url))
        let objects = ObjectStream.read(bytes).compactMap { try? $0.get() }
        guard objects.count > 1 else { return }
        let texts = objects.map { CorpusTests.json($0.node, indent: nil) }
        let documents = texts.joined(separator: "\n---\n") + "\n"
        let list = #"{"apiVersion":"v1","kind":"List","items":["# + texts.joined(separator: ",") + "]}"
        let (apart, together) = (Fake.run(documents), Fake.run(list, name: "list.json"))
        #expect(together.problems == [])
        #expect(apart.entries.map(\.outcome) == together.entries.map(\.outcome))
        #expect(apart.entries.map(\.path) == together.entries.map(\.path))
        let new = try [apart, together].map { report in
            try ObjectStream.read(report.edited.first?.new ?? [], limits: ManifestPart.limits).map { try $0.get().node }
        }
        #expect(new[0] == new[1])
    }

    @Test("as many edits as there are objects are tried on the text of one object each")
    func linear() throws {
        let count = 400
        let report = Fake.run(Self.list([String](repeating: Self.service, count: count)))
        #expect(report.problems == [] && report.entries.count == count)
        #expect(Fake.changes(report).count == 2 * count)
    }
}
