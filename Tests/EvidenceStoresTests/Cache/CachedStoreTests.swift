import Attestation
import EvidenceStores
import EvidenceTesting
import Foundation
import HTTPTransport
import KubernetesModel
import PolicyEngine
import Testing

@Suite("The cache of evidence")
struct CachedStoreTests {
    private let uri = "s3://ml-models-prod/fraud-detector/v47/"

    private func look(_ store: any EvidenceStore, _ signer: TestSigner) -> EvidenceIndexer.Outcome {
        EvidenceIndexer().look(at: [store], trustRoots: [signer.root])
    }

    @Test("what was fetched once is not fetched again, by another process neither")
    func once() throws {
        let (shelf, signer, directory) = (RemoteShelf(), try TestSigner(), try TemporaryDirectory())
        shelf.put(try signer.envelope(uri), at: "eval.json")
        #expect(look(CachedStore(shelf, in: directory.path), signer).verified(uri) == ["eval.json"])
        #expect(look(CachedStore(shelf, in: directory.path), signer).verified(uri) == ["eval.json"])
        #expect(shelf.requests == ["list", "read eval.json", "list"])
    }

    @Test("offline nothing is asked, and what is not there cannot be read")
    func offline() throws {
        let (shelf, signer, directory) = (RemoteShelf(), try TestSigner(), try TemporaryDirectory())
        shelf.put(try signer.envelope(uri), at: "eval.json")
        let before = look(CachedStore(shelf, in: directory.path, isOffline: true), signer)
        #expect(before.index.sources.first?.failure?.contains("without --offline") == true)
        _ = look(CachedStore(shelf, in: directory.path), signer)
        let requests = shelf.requests.count
        let after = look(CachedStore(shelf, in: directory.path, isOffline: true), signer)
        #expect(after.verified(uri) == ["eval.json"] && after.index.sources.first?.failure == nil)
        #expect(shelf.requests.count == requests)
    }

    @Test("a process that starts in an outage knows what was known, and says that it is not new")
    func restart() throws {
        let (shelf, signer, directory) = (RemoteShelf(), try TestSigner(), try TemporaryDirectory())
        shelf.put(try signer.envelope(uri), at: "eval.json")
        _ = look(CachedStore(shelf, in: directory.path), signer)
        shelf.fail("evidence.test answered 503")
        let outcome = look(CachedStore(shelf, in: directory.path), signer)
        #expect(outcome.verified(uri) == ["eval.json"])
        #expect(outcome.index.sources.first?.failure == "evidence.test answered 503")
        // Under other trust roots the same bytes are worth what those say.
        #expect(look(CachedStore(shelf, in: directory.path), try TestSigner("other")).verified(uri).isEmpty)
    }

    @Test("what was changed in the cache counts as absent, and is fetched again")
    func corrupted() throws {
        let (shelf, signer, directory) = (RemoteShelf(), try TestSigner(), try TemporaryDirectory())
        shelf.put(try signer.envelope(uri), at: "eval.json")
        _ = look(CachedStore(shelf, in: directory.path), signer)
        let files = try #require(FileManager.default.enumerator(atPath: directory.path)?.allObjects as? [String])
        for file in files where file.contains("/entry-") || file.hasSuffix("/listing") {
            let url = URL(fileURLWithPath: "\(directory.path)/\(file)")
            var data = try Data(contentsOf: url)
            data[data.count - 2] ^= 1
            try data.write(to: url)
        }
        #expect(look(CachedStore(shelf, in: directory.path), signer).verified(uri) == ["eval.json"])
        #expect(shelf.requests("read") == 2)
    }

    @Test("a directory that cannot be written to costs speed and nothing else")
    func unwritable() throws {
        let (shelf, signer, directory) = (RemoteShelf(), try TestSigner(), try TemporaryDirectory())
        shelf.put(try signer.envelope(uri), at: "eval.json")
        try directory.write("a file", to: "v1")
        #expect(look(CachedStore(shelf, in: directory.path), signer).verified(uri) == ["eval.json"])
    }

    @Test("sources do not see each other's cache")
    func apart() throws {
        let (one, other, signer) = (RemoteShelf("one"), RemoteShelf("other"), try TestSigner())
        let directory = try TemporaryDirectory()
        one.put(try signer.envelope(uri), at: "eval.json")
        _ = look(CachedStore(one, in: directory.path), signer)
        #expect(look(CachedStore(other, in: directory.path), signer).verified(uri).isEmpty)
        #expect(look(CachedStore(other, in: directory.path, isOffline: true), signer).verified(uri).isEmpty)
    }
}
