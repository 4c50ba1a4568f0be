import Attestation
import EvidenceStores
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers
import PolicyEngine
import Testing

@Suite("The index of evidence")
struct EvidenceIndexerTests {
    private let uri = "s3://ml-models-prod/fraud-detector/v47/"

    @Test("an envelope is found by the exact URI and by the digest of its subject")
    func finds() throws {
        let (directory, signer) = (try TemporaryDirectory(), try TestSigner())
        try directory.write(try signer.envelope(uri), to: "fraud/eval.dsse.json")
        let outcome = EvidenceIndexer().look(at: directory, signer.root)
        #expect(outcome.verified(uri) == ["fraud/eval.dsse.json"])
        #expect(outcome.verified(String(uri.dropLast())).isEmpty)
        let digest = Digest(.sha256, hex: String(repeating: "a", count: 64))
        #expect(outcome.index.items(digest: digest, uri: nil).count == 1)
        #expect(outcome.summary.sources.first?.counts.hasPrefix("1 verified") == true)
    }

    @Test("each line of JSON Lines stands for itself, and a bad one hides no other")
    func lines() throws {
        let (directory, signer) = (try TemporaryDirectory(), try TestSigner())
        let good = try signer.envelope(uri)
        try directory.write(good + Array("{\"payload\": \n\n".utf8) + good, to: "all.jsonl")
        let outcome = EvidenceIndexer().look(at: directory, signer.root)
        #expect(outcome.verified(uri) == ["all.jsonl:1", "all.jsonl:4"])
        #expect(outcome.problems.map { $0.prefix(12) } == ["all.jsonl:2:"])
    }

    @Test("what is tampered with is invalid, and what a stranger signed is untrusted")
    func outcomes() throws {
        let (directory, signer, stranger) = (try TemporaryDirectory(), try TestSigner(), try TestSigner("other"))
        try directory.write(try signer.envelope(uri), to: "1-good.json")
        try directory.write(try stranger.envelope(uri), to: "2-foreign.json")
        let text = String(decoding: try signer.envelope(uri), as: UTF8.self)
        let other = String(decoding: try signer.envelope("s3://ml-models-prod/other/v1/"), as: UTF8.self)
        // The payload of one under the signature of the other.
        let payload = try #require(text.split(separator: "\"").map(String.init).first { $0.count > 100 })
        let foreign = try #require(other.split(separator: "\"").map(String.init).first { $0.count > 100 })
        try directory.write(other.replacing(foreign, with: payload), to: "3-tampered.json")
        let outcome = EvidenceIndexer().look(at: directory, signer.root)
        #expect(outcome.index.items(digest: nil, uri: uri).map(\.place).count == 3)
        #expect(outcome.verified(uri) == ["1-good.json"])
        let source = try #require(outcome.summary.sources.first)
        #expect(source.verified == 1)
        #expect(source.untrusted + source.invalid == 2)
    }

    @Test("JSON that is no evidence is passed over, and what says that it is signed is not")
    func others() throws {
        let directory = try TemporaryDirectory()
        try directory.write("{\"accuracy\": 0.9}", to: "metrics.json")
        try directory.write("{\"accuracy\": 0.9}", to: "model.sig")
        try directory.write("not JSON", to: "broken.json")
        try directory.write([0xFF, 0xFE, 0x00], to: "binary.sigstore")
        let outcome = EvidenceIndexer().look(at: directory)
        #expect(outcome.index.items.isEmpty)
        #expect(
            outcome.problems.map { String($0.prefix { $0 != ":" }) } == ["binary.sigstore", "broken.json", "model.sig"])
    }

    @Test("a second look at what has not changed says so, and a change is taken over")
    func reload() throws {
        let (directory, signer) = (try TemporaryDirectory(), try TestSigner())
        let indexer = EvidenceIndexer()
        try directory.write(try signer.envelope(uri), to: "eval.json")
        #expect(indexer.look(at: directory, signer.root).isNew)
        #expect(!indexer.look(at: directory, signer.root).isNew)
        try directory.write(try signer.envelope("s3://b/other/v1/"), to: "other.json")
        let second = indexer.look(at: directory, signer.root)
        #expect(second.isNew)
        #expect(second.verified("s3://b/other/v1/") == ["other.json"])
        #expect(second.verified(uri) == ["eval.json"])
        try directory.remove("eval.json")
        #expect(indexer.look(at: directory, signer.root).verified(uri).isEmpty)
    }

    @Test("only what is new is read again")
    func readsOnce() throws {
        let store = CountingStore(["a.json": "{}", "b.json": "{}"])
        let indexer = EvidenceIndexer()
        _ = indexer.look(at: [store], trustRoots: [])
        #expect(store.reads == ["a.json", "b.json"])
        store.set("c.json", to: "{}")
        _ = indexer.look(at: [store], trustRoots: [])
        #expect(store.reads == ["a.json", "b.json", "c.json"])
    }

    @Test("what was read of an envelope stays with it, though its JSON is not kept and though it moves")
    func content() throws {
        let (directory, signer) = (try TemporaryDirectory(), try TestSigner())
        let payload = Statements.evaluation(
            subject: Statements.subject(uri: uri, sha256: Statements.evalData),
            metrics: [Statements.metric("f1_score", "0.93")])
        let envelope = try Envelope.sign(payload: Array(payload.utf8), with: signer.key)
        let indexer = EvidenceIndexer()
        try directory.write(envelope, to: "old.json")
        for name in ["old.json", "new.json"] {
            if name == "new.json" {
                try directory.remove("old.json")
                try directory.write(envelope, to: name)
            }
            let item = try #require(indexer.look(at: directory, signer.root).index.items.first)
            #expect(item.place == name)
            #expect(try item.outcome.get().statement.predicate.count == 0)
            guard case .evaluation(let evaluation) = item.content else {
                Issue.record("\(name) is no evaluation")
                continue
            }
            #expect(evaluation.rows(named: "f1_score").map(\.value.description) == ["0.93"])
        }
    }

    @Test("new trust roots believe nothing that was verified for the old ones")
    func trustChanges() throws {
        let (directory, signer, other) = (try TemporaryDirectory(), try TestSigner(), try TestSigner("other"))
        let indexer = EvidenceIndexer()
        try directory.write(try signer.envelope(uri), to: "eval.json")
        #expect(indexer.look(at: directory, signer.root).verified(uri) == ["eval.json"])
        #expect(indexer.look(at: directory, other.root).verified(uri).isEmpty)
        #expect(indexer.look(at: directory, signer.root).verified(uri) == ["eval.json"])
    }

    @Test("what cannot be listed any more is kept with the reason, and not under new trust roots")
    func unreachable() throws {
        let (signer, other) = (try TestSigner(), try TestSigner("other"))
        let store = CountingStore(["eval.json": String(decoding: try signer.envelope(uri), as: UTF8.self)])
        let indexer = EvidenceIndexer()
        #expect(indexer.look(at: [store], trustRoots: [signer.root]).verified(uri) == ["eval.json"])
        store.fail("the disk is gone")
        let kept = indexer.look(at: [store], trustRoots: [signer.root])
        #expect(kept.isNew)
        #expect(kept.verified(uri) == ["eval.json"])
        #expect(kept.index.sources.map(\.failure) == ["the disk is gone"])
        #expect(kept.summary.isLoaded)
        #expect(!indexer.look(at: [store], trustRoots: [signer.root]).isNew)
        let distrusting = indexer.look(at: [store], trustRoots: [other.root])
        #expect(distrusting.index.items.isEmpty)
        #expect(!distrusting.summary.isLoaded)
    }

    @Test("a store that was never read is not loaded, and is once it is there")
    func comesLate() throws {
        let directory = try TemporaryDirectory()
        let store = DirectoryStore(name: "git", path: "\(directory.path)/evidence")
        let indexer = EvidenceIndexer()
        #expect(!indexer.look(at: [store], trustRoots: []).summary.isLoaded)
        try directory.write("{}", to: "evidence/metrics.json")
        #expect(indexer.look(at: [store], trustRoots: []).summary.isLoaded)
    }

    @Test("a file that changes each time it is read leaves the last good state in use")
    func restless() throws {
        let signer = try TestSigner()
        let store = CountingStore(["eval.json": String(decoding: try signer.envelope(uri), as: UTF8.self)])
        let indexer = EvidenceIndexer()
        _ = indexer.look(at: [store], trustRoots: [signer.root])
        store.set("eval.json", to: "{}")
        store.makeRestless()
        let kept = indexer.look(at: [store], trustRoots: [signer.root])
        #expect(kept.verified(uri) == ["eval.json"])
        #expect(kept.index.sources.first?.failure?.contains("changed again and again") == true)
    }

    @Test("many files give one index in the order of their places")
    func parallel() throws {
        let signer = try TestSigner()
        var files: [String: String] = [:]
        for number in 100..<400 {
            files["\(number).json"] = String(decoding: try signer.envelope("s3://b/m/v\(number)/"), as: UTF8.self)
        }
        let outcome = EvidenceIndexer().look(at: [CountingStore(files)], trustRoots: [signer.root])
        #expect(outcome.index.items.map(\.place) == files.keys.sorted())
        #expect(outcome.summary.sources.first?.verified == 300)
        #expect(outcome.verified("s3://b/m/v250/") == ["250.json"])
    }
}

/// A store in memory that counts what is read of it.
private final class CountingStore: EvidenceStore {
    private struct State {
        var files: [String: String]
        var generation: [String: Int] = [:]
        var reads: [String] = []
        var failure: String?
        var isRestless = false
    }

    let name = "memory"
    let place = "memory"
    private let state: NIOLockedValueBox<State>

    init(_ files: [String: String]) { state = NIOLockedValueBox(State(files: files)) }

    var reads: [String] { state.withLockedValue { $0.reads.sorted() } }

    func set(_ name: String, to text: String) {
        state.withLockedValue { state in
            state.files[name] = text
            state.generation[name, default: 0] += 1
        }
    }

    func fail(_ reason: String) { state.withLockedValue { $0.failure = reason } }
    func makeRestless() { state.withLockedValue { $0.isRestless = true } }

    func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing {
        let state = state.withLockedValue { $0 }
        if let failure = state.failure { throw StoreFailure(failure) }
        return StoreListing(
            entries: state.files.keys.sorted().map {
                StoreListing.Entry(place: $0, version: "\(state.generation[$0] ?? 0)")
            })
    }

    func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        let (text, isRestless) = state.withLockedValue { state in
            state.reads.append(entry.place)
            return (state.files[entry.place] ?? "", state.isRestless)
        }
        if isRestless { throw ReadFailure("changed", isChanged: true) }
        return Array(text.utf8)
    }
}
