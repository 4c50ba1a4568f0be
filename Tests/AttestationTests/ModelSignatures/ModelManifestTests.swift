import KubernetesModel
import Testing

@testable import Attestation

@Suite("Model manifests")
struct ModelManifestTests {
    static let one = ContentDigest.sha256([1]).hex
    static let two = ContentDigest.sha256([2]).hex

    struct Entry {
        var name: String
        var digest = ModelManifestTests.one
        var algorithm = "sha256"
    }

    private func root(_ entries: [Entry]) -> String {
        ContentDigest.sha256(entries.flatMap { ContentDigest.bytes(hex: $0.digest) ?? [] }).hex
    }

    private func rejection(
        _ entries: [Entry], root: String? = nil, serialization: String = #""method":"files","hash_type":"sha256""#,
        type: String = PredicateType.modelSignature, version: String = Statement.Version.v1.rawValue,
        moreSubjects: String = ""
    ) -> Rejection? {
        let list = entries.map { #"{"name":"\#($0.name)","algorithm":"\#($0.algorithm)","digest":"\#($0.digest)"}"# }
        let text = Sample.statement(
            subject: #"[{"name":"m","digest":{"sha256":"\#(root ?? self.root(entries))"}}\#(moreSubjects)]"#,
            type: version,
            predicateType: type,
            predicate: #"{"serialization":{\#(serialization)},"resources":[\#(list.joined(separator: ","))]}"#)
        do throws(Rejection) {
            _ = try ModelManifest.read(Statement.parse(Array(text.utf8)))
            return nil
        } catch {
            return error
        }
    }

    @Test("files, one file, parts of files: each is read")
    func read() {
        #expect(rejection([Entry(name: "a/b.bin"), Entry(name: "c", digest: Self.two)]) == nil)
        #expect(rejection([Entry(name: ".")]) == nil)
        let shards = #""method":"shards","hash_type":"sha256","shard_size":8.0"#
        let parts = [("a:0:8", Self.one), ("a:8:12", Self.two), ("b:0:1", Self.one)].map {
            Entry(name: $0.0, digest: $0.1, algorithm: "sha256-sharded-8")
        }
        #expect(rejection(parts, serialization: shards) == nil)
    }

    @Test(
        "T20: a path that leaves the model, or can be written in two ways, is refused",
        arguments: [
            "../x", "a/../../x", "/etc/passwd", "a//b", "./a", "a/.", "a/", "", "..", #"a\\b"#, #"a\u0000b"#, #"a\nb"#,
            "a/..",
        ])
    func paths(path: String) {
        #expect(rejection([Entry(name: path)])?.step == .predicate)
        let ignored = #""method":"files","hash_type":"sha256","ignore_paths":["\#(path)"]"#
        #expect(rejection([Entry(name: "a")], serialization: ignored)?.step == .predicate)
    }

    @Test("a file that stands in the list twice, or beside the whole model, is refused")
    func twice() {
        #expect(rejection([Entry(name: "a"), Entry(name: "a", digest: Self.two)])?.step == .predicate)
        #expect(rejection([Entry(name: "."), Entry(name: "a")])?.step == .predicate)
        // NFC and NFD: two files to every file system, one text to Swift.
        #expect(rejection([Entry(name: "\u{E9}"), Entry(name: "e\u{301}")]) == nil)
    }

    @Test(
        "parts that leave a gap, overlap, begin late or are too long are refused",
        arguments: [
            ["a:0:8", "a:9:12"], ["a:0:8", "a:7:12"], ["a:1:8"], ["a:0:9"], ["a:8:0"], ["a:0:0"], ["a:0"], ["a"],
            ["a:x:8"],
            ["a:-1:8"], ["a:0:99999999999999999999"],
        ])
    func gaps(names: [String]) {
        let entries = names.map { Entry(name: $0, algorithm: "sha256-sharded-8") }
        let shards = #""method":"shards","hash_type":"sha256","shard_size":8"#
        #expect(rejection(entries, serialization: shards)?.step == .predicate)
    }

    @Test("the root digest is computed again from the list")
    func rootDigest() {
        #expect(rejection([Entry(name: "a")], root: Self.two)?.step == .predicate)
        #expect(rejection([Entry(name: "a", digest: Self.one.uppercased())])?.step == .predicate)
        #expect(rejection([])?.step == .predicate)
    }

    @Test("another predicate type, statement version, hash or method, and two subjects, are refused")
    func others() {
        let entry = [Entry(name: "a")]
        #expect(rejection(entry, type: "https://model_signing/Digests/v0.1")?.step == .predicateType)
        #expect(rejection(entry, type: PredicateType.modelEvaluation)?.step == .predicateType)
        #expect(rejection(entry, version: Statement.Version.v0_1.rawValue)?.step == .statementType)
        #expect(rejection(entry, moreSubjects: #",{"digest":{"sha256":"\#(Self.one)"}}"#)?.step == .subject)
        #expect(rejection(entry, root: "ab")?.step == .subject)
        for serialization in [
            "", #""method":"files""#, #""method":"zip","hash_type":"sha256""#, #""method":"files","hash_type":"md5""#,
            #""method":"shards","hash_type":"sha256""#, #""method":"shards","hash_type":"sha256","shard_size":0"#,
            #""method":"files","hash_type":"blake2b""#, #""method":"files","hash_type":"sha256","ignore_paths":"a""#,
        ] {
            #expect(rejection(entry, serialization: serialization)?.step == .predicate, "\(serialization)")
        }
    }

    @Test("a path within another one is told from one that merely begins alike")
    func within() throws {
        let git = try #require(ModelPath(".git"))
        #expect(try #require(ModelPath(".git/config")).isWithin(git) && git.isWithin(git))
        #expect(try !#require(ModelPath(".gitignore")).isWithin(git) && !#require(ModelPath("a/.git")).isWithin(git))
    }
}
