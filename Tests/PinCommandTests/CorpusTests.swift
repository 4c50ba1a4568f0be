import Foundation
import KubernetesModel
import ModelReferences
import Testing

@testable import PinCommand

@Suite("Manifests that people have published")
struct CorpusTests {
    static let manifests: [URL] = {
        guard let directory = SharedData.directory?.appendingPathComponent("corpus/manifests"),
            let names = try? FileManager.default.contentsOfDirectory(atPath: directory.path)
        else { return [] }
        return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }.sorted().map {
            directory.appendingPathComponent($0)
        }
    }()

    @Test("there are some")
    func present() throws {
        guard Self.manifests.isEmpty else { return }
        print("corpus/manifests is not beside this checkout")
        #expect(ProcessInfo.processInfo.environment["CI"] != "true")
    }

    /// The finder itself says what came of each edit, in a run of its own.
    @Test("what pin edits is pinned then, keeps every other value, and needs no second edit", arguments: manifests)
    func properties(_ url: URL) throws {
        let bytes = Array(try Data(contentsOf: url))
        let report = PinRun(resolvers: Fake.resolvers).run([PinFile(name: url.lastPathComponent, bytes: bytes)])
        let edits = report.entries.count { if case .edit = $0.outcome { true } else { false } }
        guard let edited = report.edited.first else {
            #expect(edits == 0)
            return
        }
        #expect(edits > 0)
        let again = PinRun(resolvers: Fake.resolvers).run([PinFile(name: edited.name, bytes: edited.new)])
        #expect(again.edited == [])
        // Code that is pinned is no reference any more where only code that can change is one.
        #expect(again.entries.count <= report.entries.count)
        #expect(again.entries.filter(\.isLeft).map(\.reference) == report.entries.filter(\.isLeft).map(\.reference))
        #expect(again.entries.allSatisfy { $0.outcome == .settled || $0.isLeft })
        // Lines are changed or added where something was pinned, and none is lost.
        let (old, new) = (lines(bytes), lines(edited.new))
        #expect(new.count >= old.count)
        #expect(new.difference(from: old).removals.count <= edits)
        #expect(Self.comments(edited.new) == Self.comments(bytes))
    }

    @Test("an object is edited alike in YAML, in flow style, and in JSON on one line and on many", arguments: manifests)
    func layouts(_ url: URL) throws {
        let bytes = Array(try Data(contentsOf: url))
        for case .success(let object) in ObjectStream.read(bytes) {
            let compact = Self.json(object.node, indent: nil)
            let reports = [
                ("compact.json", compact), ("spread.json", Self.json(object.node, indent: "\n")),
                ("flow.yaml", "# flow\n\(compact)\n"),
                ("spread.yaml", "# flow\n" + Self.json(object.node, indent: "\n")),
                ("windows.yaml", "# flow\r\n" + Self.json(object.node, indent: "\r\n")),
                ("block.yaml", Self.block(object.node, "\n") + "\n"),
            ].map { name, text in
                let file = PinFile(name: name, bytes: Array(text.utf8))
                return PinRun(resolvers: Fake.resolvers).run([file])
            }
            for report in reports {
                #expect(report.problems == [])
                #expect(report.entries.map(\.isLeft) == reports[0].entries.map(\.isLeft))
                #expect(report.entries.map(\.outcome) == reports[0].entries.map(\.outcome))
                guard let edited = report.edited.first else { continue }
                let again = PinRun(resolvers: Fake.resolvers).run([PinFile(name: edited.name, bytes: edited.new)])
                #expect(again.edited == [] && again.problems == [])
            }
        }
    }

    /// Block style with every string in double quotes.
    private static func block(_ node: Node, _ margin: String) -> String {
        if node.isObject, node.count > 0 {
            return node.members.map { member in
                "\(ScalarText.doubleQuoted(member.key, isJSON: true)):\(nested(member.value, margin))"
            }.joined(separator: margin)
        }
        if node.isArray, node.count > 0 {
            return node.elements.map { "- \(block($0, margin + "  "))" }.joined(separator: margin)
        }
        return json(node, indent: nil)
    }

    private static func nested(_ node: Node, _ margin: String) -> String {
        guard node.count > 0 else { return " " + json(node, indent: nil) }
        return "\(margin)  \(block(node, margin + "  "))"
    }

    static func json(_ node: Node, indent: String?) -> String {
        let inner = indent.map { $0 + "  " }
        func wrapped(_ parts: [String], _ open: String, _ close: String) -> String {
            guard !parts.isEmpty else { return open + close }
            return open + (inner ?? "") + parts.joined(separator: "," + (inner ?? "")) + (indent ?? "") + close
        }
        switch node.kind {
        case .object:
            return wrapped(
                node.members.map {
                    "\(ScalarText.doubleQuoted($0.key, isJSON: true)): \(json($0.value, indent: inner))"
                }, "{", "}")
        case .array: return wrapped(node.elements.map { json($0, indent: inner) }, "[", "]")
        case .string: return ScalarText.doubleQuoted(node.string ?? "", isJSON: true)
        case .null: return "null"
        case .bool, .number: return node.scalarText ?? "null"
        }
    }

    private func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    }

    private static func comments(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            line.firstRange(of: " # ").map { String(line[$0.lowerBound...]) }
        }
    }
}

extension PinReport.Entry {
    fileprivate var isLeft: Bool {
        switch outcome {
        case .cannot, .unresolved: true
        case .settled, .edit: false
        }
    }
}
