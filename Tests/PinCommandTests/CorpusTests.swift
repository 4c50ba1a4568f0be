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
