import Attestation
import EvidenceStores
import EvidenceTesting
import Foundation
import KubernetesModel
import NIOConcurrencyHelpers
import PolicyEngine
import Testing

@Suite("Stores on the network, in the background", .timeLimit(.minutes(20)))
struct BackgroundTests {
    private let uri = "s3://ml-models-prod/fraud-detector/v47/"
    private let model = Digest(.sha256, hex: String(repeating: "b", count: 64))

    private func eventually(_ what: String, _ condition: () -> Bool) async throws {
        // What failed is asked again later and later: on a slow machine an outage lasts long.
        for _ in 0..<30_000 {
            if condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("in vain waited for: \(what)")
    }

    /// Asks, and waits for the last answer.
    private func ask(_ desk: EvidenceDesk, _ subjects: [Digest]) async -> EvidenceDesk.Progress {
        await withCheckedContinuation { continuation in
            desk.ask(subjects) { progress in
                if progress.pending.isEmpty { continuation.resume(returning: progress) }
            }
        }
    }

    @Test("a look never waits for them, and takes what they know by then")
    func neverWaits() async throws {
        let (shelf, signer) = (RemoteShelf(), try TestSigner())
        shelf.put(try signer.envelope(uri), at: "eval.json")
        shelf.hang(true)
        let indexer = EvidenceIndexer(.inBackground)
        let first = indexer.look(at: [shelf], trustRoots: [signer.root])
        #expect(!first.summary.isReady && first.verified(uri).isEmpty)
        shelf.hang(false)
        try await eventually("it is read") { indexer.look(at: [shelf], trustRoots: [signer.root]).summary.isReady }
        let last = indexer.look(at: [shelf], trustRoots: [signer.root])
        #expect(last.verified(uri) == ["eval.json"] && !last.isNew)
        #expect(shelf.requests == ["list", "read eval.json"])
    }

    @Test("one that hangs holds up neither the others nor those who need nothing of it")
    func isolation() async throws {
        let (slow, quick, signer) = (RemoteShelf("slow"), RemoteShelf("quick"), try TestSigner())
        quick.put(try signer.envelope(uri), at: "eval.json")
        let indexer = EvidenceIndexer(.inBackground)
        let stores = [slow, quick]
        try await eventually("both are read") { indexer.look(at: stores, trustRoots: [signer.root]).summary.isReady }
        slow.hang(true)
        defer { slow.hang(false) }
        quick.attach(try signer.envelope("oci://r/m", digest: model.hex), at: "new.json", to: model)
        let steps = NIOLockedValueBox<[EvidenceDesk.Progress]>([])
        indexer.desk.ask([model]) { step in steps.withLockedValue { $0.append(step) } }
        try await eventually("the quick one has answered") {
            steps.withLockedValue { $0.contains { $0.pending == ["slow"] } }
        }
        let known = indexer.look(at: stores, trustRoots: [signer.root], isLocal: false)
        #expect(known.index.items(digest: model, uri: nil).count == 1)
    }

    @Test("a store that holds no proof is read, and nobody waits for it")
    func noProof() async throws {
        let (records, proof, signer) = (
            RemoteShelf("records", isAskedOnMiss: false), RemoteShelf("proof"), try TestSigner()
        )
        let indexer = EvidenceIndexer(.inBackground)
        let stores = [records, proof]
        try await eventually("both are read") { indexer.look(at: stores, trustRoots: [signer.root]).summary.isReady }
        records.hang(true)
        defer { records.hang(false) }
        #expect(indexer.desk.names == ["proof"])
        #expect(await ask(indexer.desk, [model]) == EvidenceDesk.Progress(pending: []))
        #expect(records.requests == ["list"])
    }

    @Test("evidence that is attached to a model is found when somebody asks for it, by one request for all who ask")
    func shared() async throws {
        let (shelf, signer) = (RemoteShelf(), try TestSigner())
        let indexer = EvidenceIndexer(.inBackground)
        try await eventually("it is read") { indexer.look(at: [shelf], trustRoots: [signer.root]).summary.isReady }
        shelf.attach(try signer.envelope("oci://r/m", digest: model.hex), at: "new.json", to: model)
        shelf.hang(true)
        let done = NIOLockedValueBox(0)
        for _ in 0..<100 { indexer.desk.ask([model]) { _ in done.withLockedValue { $0 += 1 } } }
        shelf.hang(false)
        try await eventually("all have their answer") { done.withLockedValue { $0 } == 100 }
        // Those who came while the first was under way may have led to a second look, and never to a third.
        #expect(shelf.requests("find") <= 2 && shelf.requests("read") == 1)
        let known = indexer.look(at: [shelf], trustRoots: [signer.root])
        #expect(known.index.items(digest: model, uri: nil).count == 1)
    }

    @Test("what was not there is not asked for again at once; what is there is not asked for at all")
    func absence() async throws {
        let (shelf, signer) = (RemoteShelf(), try TestSigner())
        let indexer = EvidenceIndexer(.inBackground)
        try await eventually("it is read") { indexer.look(at: [shelf], trustRoots: [signer.root]).summary.isReady }
        let desk = indexer.desk
        #expect(desk.isWorthAsking([model]))
        let begin = ContinuousClock.now
        _ = await ask(desk, [model])
        let isWorthAsking = desk.isWorthAsking([model])
        let before = shelf.requests("find")
        for _ in 0..<50 { _ = await ask(desk, [model]) }
        // On a machine that is slow enough the answer has grown old meanwhile.
        let windows = Int((ContinuousClock.now - begin) / EvidenceDesk.absence)
        #expect(!isWorthAsking || windows > 0)
        #expect((before...before + windows).contains(shelf.requests("find")))
        #expect(desk.isWorthAsking([Digest(.sha256, hex: String(repeating: "c", count: 64))]))
    }

    @Test("a subject that the store cannot be asked about does not end its being asked about others")
    func cannotBeAsked() async throws {
        let (shelf, signer) = (RemoteShelf(), try TestSigner())
        let indexer = EvidenceIndexer(.inBackground)
        try await eventually("it is read") { indexer.look(at: [shelf], trustRoots: [signer.root]).summary.isReady }
        let commit = Digest(.gitCommit, hex: String(repeating: "c", count: 40))
        #expect(await ask(indexer.desk, [commit]).failed.isEmpty)
        shelf.attach(try signer.envelope("oci://r/m", digest: model.hex), at: "new.json", to: model)
        _ = await ask(indexer.desk, [commit, model])
        let known = indexer.look(at: [shelf], trustRoots: [signer.root])
        #expect(known.index.items(digest: model, uri: nil).count == 1)
    }

    @Test("in an outage what is known stays, what is not known is unreachable, and recovery needs nothing")
    func outage() async throws {
        let (shelf, signer) = (RemoteShelf(refresh: .milliseconds(50)), try TestSigner())
        shelf.put(try signer.envelope(uri), at: "eval.json")
        let indexer = EvidenceIndexer(.inBackground)
        func look() -> EvidenceIndexer.Outcome { indexer.look(at: [shelf], trustRoots: [signer.root]) }
        try await eventually("it is read") { look().summary.isReady }
        shelf.fail("evidence.test answered 503")
        try await eventually("the outage shows") { look().index.sources.first?.failure != nil }
        #expect(look().verified(uri) == ["eval.json"])
        let progress = await ask(indexer.desk, [model])
        #expect(progress.failed == ["remote": "evidence.test answered 503"])
        shelf.put(try signer.envelope(uri), at: "second.json")
        shelf.fail(nil)
        try await eventually("it has recovered") { look().verified(uri).count == 2 }
        #expect(look().index.sources.first?.failure == nil)
    }

    @Test("a service that asks to be left alone is")
    func retryAfter() async throws {
        let (shelf, signer) = (RemoteShelf(refresh: .milliseconds(10)), try TestSigner())
        shelf.fail("evidence.test answered 429", retryAfter: .seconds(3600))
        let indexer = EvidenceIndexer(.inBackground)
        try await eventually("it was asked") {
            indexer.look(at: [shelf], trustRoots: [signer.root]).index.sources.first?.failure?.contains("429") == true
        }
        try await eventually("nobody asks it") { !indexer.desk.isWorthAsking([model]) }
        let before = shelf.requests.count
        let progress = await ask(indexer.desk, [model])
        #expect(progress.failed["remote"]?.contains("429") == true)
        try await Task.sleep(for: .milliseconds(100))
        #expect(shelf.requests.count == before)
    }

    @Test("what was verified for other trust roots is not believed under these")
    func trust() async throws {
        let (shelf, signer, other) = (RemoteShelf(), try TestSigner(), try TestSigner("other"))
        shelf.put(try signer.envelope(uri), at: "eval.json")
        let indexer = EvidenceIndexer(.inBackground)
        try await eventually("it is read") { indexer.look(at: [shelf], trustRoots: [signer.root]).summary.isReady }
        shelf.fail("away")
        let changed = indexer.look(at: [shelf], trustRoots: [other.root])
        #expect(changed.verified(uri).isEmpty)
    }
}
