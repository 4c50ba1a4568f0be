import Attestation
import Foundation
import KubernetesModel
import Testing

@testable import AttestCommand

@Suite("Model directories")
struct ModelDirectoryTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("model-\(UUID().uuidString)")
        try write("model/a.bin", "aaaaaaaaaaaa")
        try write("model/sub/b.txt", "b")
    }

    private func write(_ name: String, _ text: String) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.appendingPathComponent(name).path, withDestinationPath: target)
    }

    /// - Parameter entries: names in the list, and the text that each is of.
    private func manifest(
        _ entries: [(String, String)] = [("a.bin", "aaaaaaaaaaaa"), ("sub/b.txt", "b")], more: String = "",
        method: String = #""method":"files","hash_type":"sha256""#, algorithm: String = "sha256"
    ) throws -> ModelManifest {
        let digests = entries.map { ContentDigest.sha256(Array($0.1.utf8)).hex }
        let root = ContentDigest.sha256(digests.flatMap { ContentDigest.bytes(hex: $0) ?? [] })
        let resources = zip(entries, digests).map {
            #"{"name":"\#($0.0.0)","algorithm":"\#(algorithm)","digest":"\#($0.1)"}"#
        }
        let text =
            #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"\#(root.hex)"}}],"predicateType":"\#(PredicateType.modelSignature)","predicate":{"serialization":{\#(method)\#(more)},"resources":[\#(resources.joined(separator: ","))]}}"#
        return try ModelManifest.read(Statement.parse(Array(text.utf8)))
    }

    private func compare(_ manifest: ModelManifest, ignoring: [String] = []) throws -> ModelDirectory.Comparison {
        let paths = try ignoring.map { try #require(ModelPath($0)) }
        return try ModelDirectory.compare(folder.appendingPathComponent("model").path, with: manifest, ignoring: paths)
    }

    @Test("files that are as signed match; a changed, a missing and an added one do not")
    func files() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let manifest = try manifest()
        #expect(try compare(manifest) == ModelDirectory.Comparison(matching: 2))
        try write("model/sub/b.txt", "c")
        #expect(try compare(manifest).problems == ["sub/b.txt is not what was signed"])
        try FileManager.default.removeItem(at: folder.appendingPathComponent("model/sub/b.txt"))
        #expect(try compare(manifest).problems == ["sub/b.txt was signed and is missing"])
        try write("model/sub/b.txt", "b")
        try write("model/sub/evil.pkl", "")
        #expect(try compare(manifest).problems == ["sub/evil.pkl is there, and nobody signed it"])
    }

    @Test("T20: what the signature passes over is said; a path that merely begins alike is not passed over")
    func ignored() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let manifest = try manifest(more: #","ignore_paths":[".git","notes"]"#)
        try write("model/.git/config", "x")
        #expect(try compare(manifest) == ModelDirectory.Comparison(matching: 2, passedOver: [".git"]))
        try write("model/.gitignore", "x")
        #expect(try compare(manifest).problems.count == 1)
        #expect(try compare(manifest, ignoring: [".gitignore"]).problems.isEmpty)
    }

    @Test("T20: symbolic links, also in a circle and out of the model, are refused unless they were signed")
    func links() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("outside.bin", "outside")
        try link("model/out", to: "../outside.bin")
        try link("model/sub/up", to: "..")
        #expect(try compare(manifest()).problems.count == 2)
        let allowing = try manifest(
            [("a.bin", "aaaaaaaaaaaa"), ("sub/b.txt", "b"), ("out", "outside")], more: #","allow_symlinks":true"#)
        #expect(try compare(allowing).problems == ["sub/up is a symbolic link to something that is no file"])
        try FileManager.default.removeItem(at: folder.appendingPathComponent("model/sub/up"))
        #expect(try compare(allowing) == ModelDirectory.Comparison(matching: 3))
        try write("outside.bin", "changed")
        #expect(try compare(allowing).problems == ["out is not what was signed"])
    }

    @Test("a signed file that became a directory, a pipe or a link is not what was signed")
    func kinds() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let manifest = try manifest()
        try FileManager.default.removeItem(at: folder.appendingPathComponent("model/a.bin"))
        try write("model/a.bin/x", "aaaaaaaaaaaa")
        #expect(try compare(manifest).problems.count == 2)
        try FileManager.default.removeItem(at: folder.appendingPathComponent("model/a.bin"))
        #expect(mkfifo(folder.appendingPathComponent("model/a.bin").path, 0o600) == 0)
        #expect(try compare(manifest).problems.first == "a.bin is neither a file nor a directory")
    }

    @Test("parts of files are compared each, and nothing may stand behind the last")
    func parts() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let method = #""method":"shards","hash_type":"sha256","shard_size":8"#
        let entries = [("a.bin:0:8", "aaaaaaaa"), ("a.bin:8:12", "aaaa"), ("sub/b.txt:0:1", "b")]
        let manifest = try manifest(entries, method: method, algorithm: "sha256-sharded-8")
        try write("model/empty", "")
        #expect(try compare(manifest) == ModelDirectory.Comparison(matching: 2))
        for text in ["aaaaaaaaaaaaa", "aaaaaaaaaaa", "aaaaaaaaaaab", "baaaaaaaaaaa", ""] {
            try write("model/a.bin", text)
            #expect(try compare(manifest).problems == ["a.bin is not what was signed"], "\(text)")
        }
    }

    @Test("one file is compared with a list of one file, and never with a list of a directory")
    func single() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let one = try manifest([(".", "aaaaaaaaaaaa")])
        let file = folder.appendingPathComponent("model/a.bin").path
        #expect(try ModelDirectory.compare(file, with: one).problems.isEmpty)
        #expect(try !ModelDirectory.compare(file, with: manifest()).problems.isEmpty)
        #expect(try !compare(one).problems.isEmpty)
        #expect(throws: AttestError.self) { try ModelDirectory.compare(file + ".none", with: one) }
    }

    @Test("files hashed with BLAKE2b are compared; with BLAKE3 they cannot be, and that is said")
    func otherHashes() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        // b2sum of "b"
        let digest =
            "c029c24b2c89db037fbf8b04930569fd8422f7c0d62f36c8dae35d03332139e546a1126f6c75be43685598f48cefff1d05a3c74d804fcd5c0a53734cfb0bb862"
        for (hash, hex, words) in [("blake2b", digest, nil), ("blake3", String(digest.prefix(64)), "blake3")]
            as [(String, String, String?)]
        {
            let root = ContentDigest.sha256(ContentDigest.bytes(hex: hex) ?? [])
            let text =
                #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"\#(root.hex)"}}],"predicateType":"\#(PredicateType.modelSignature)","predicate":{"serialization":{"method":"files","hash_type":"\#(hash)"},"resources":[{"name":"b.txt","algorithm":"\#(hash)","digest":"\#(hex)"}]}}"#
            let manifest = try ModelManifest.read(Statement.parse(Array(text.utf8)))
            let comparison = try ModelDirectory.compare(folder.appendingPathComponent("model/sub").path, with: manifest)
            #expect(comparison.problems.isEmpty == (words == nil))
            if let words { #expect(comparison.problems.first?.contains(words) == true) }
        }
    }
}
