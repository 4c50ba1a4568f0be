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
        for file in try cached(directory) {
            let url = url(file, directory)
            var data = try Data(contentsOf: url)
            data[data.count - 2] ^= 1
            try data.write(to: url)
        }
        #expect(look(CachedStore(shelf, in: directory.path), signer).verified(uri) == ["eval.json"])
        #expect(shelf.requests("read") == 2)
    }

    @Test("a file that stands under another's name counts as absent")
    func swapped() throws {
        let (shelf, signer, directory) = (RemoteShelf(), try TestSigner(), try TemporaryDirectory())
        let other = "s3://ml-models-prod/fraud-detector/v48/"
        shelf.put(try signer.envelope(uri), at: "eval.json")
        shelf.put(try signer.envelope(other), at: "other.json")
        _ = look(CachedStore(shelf, in: directory.path), signer)
        let entries = try cached(directory).filter { $0.contains("/entry-") }
        #expect(entries.count == 2)
        // One of them is there twice, the other not at all.
        try Data(contentsOf: url(entries[0], directory)).write(to: url(entries[1], directory))
        let outcome = look(CachedStore(shelf, in: directory.path), signer)
        #expect(outcome.verified(uri) == ["eval.json"] && outcome.verified(other) == ["other.json"])
        #expect(shelf.requests("read") == 3, "the one is fetched again")
    }

    @Test(
        "what is no file of the cache costs neither memory nor time, and counts as absent",
        arguments: ["pipe", "huge", "loop", "directory", "empty"])
    func strange(_ what: String) throws {
        let (shelf, signer, directory) = (RemoteShelf(), try TestSigner(), try TemporaryDirectory())
        shelf.put(try signer.envelope(uri), at: "eval.json")
        _ = look(CachedStore(shelf, in: directory.path), signer)
        for file in try cached(directory) {
            let path = url(file, directory).path
            try FileManager.default.removeItem(atPath: path)
            switch what {
            case "pipe": #expect(mkfifo(path, 0o600) == 0)
            case "huge":
                #expect(FileManager.default.createFile(atPath: path, contents: nil))
                #expect(truncate(path, 1 << 40) == 0)
            case "loop": #expect(symlink(path, path) == 0)
            case "directory": #expect(mkdir(path, 0o700) == 0)
            default: #expect(FileManager.default.createFile(atPath: path, contents: nil))
            }
        }
        #expect(CachedStore(shelf, in: directory.path).remembered == nil)
        #expect(look(CachedStore(shelf, in: directory.path), signer).verified(uri) == ["eval.json"])
        #expect(shelf.requests("read") == 2)
    }

    @Test("what version 0.1 kept is still known")
    func firstForm() throws {
        let (shelf, signer, directory) = (RemoteShelf(), try TestSigner(), try TemporaryDirectory())
        shelf.put(try signer.envelope(uri), at: "eval.json")
        _ = look(CachedStore(shelf, in: directory.path), signer)
        for file in try cached(directory) {
            let bytes = Array(try Data(contentsOf: url(file, directory)).dropFirst(65))
            let head = Array("\(ContentDigest.sha256(bytes).hex)\n".utf8)
            try Data(head + bytes).write(to: url(file, directory))
        }
        #expect(look(CachedStore(shelf, in: directory.path), signer).verified(uri) == ["eval.json"])
        #expect(shelf.requests("read") == 1)
    }

    private func url(_ file: String, _ directory: TemporaryDirectory) -> URL {
        URL(fileURLWithPath: "\(directory.path)/\(file)")
    }

    /// The files of the cache.
    private func cached(_ directory: TemporaryDirectory) throws -> [String] {
        let all = try #require(FileManager.default.enumerator(atPath: directory.path)?.allObjects as? [String])
        return all.filter { $0.contains("/entry-") || $0.hasSuffix("/listing") }.sorted()
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
