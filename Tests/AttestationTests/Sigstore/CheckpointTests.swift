import Testing

@testable import Attestation

@Suite("Checkpoints")
struct CheckpointTests {
    let log: TestLog
    let root = HashAlgorithm.sha256.digest([1])

    init() throws { log = try TestLog("log2026-1.rekor.test", isRekor2: true) }

    private func known(_ log: TestLog) throws -> SigstoreTrustedRoot.Log {
        var sigstore = try TestSigstore()
        sigstore.rekor2 = log
        return try #require(sigstore.trustedRoot().transparencyLogs.last)
    }

    private func isSigned(_ text: String) throws -> Bool { try Checkpoint.parse(text).isSigned(by: known(log)) }

    @Test("a checkpoint says origin, size and root, and who signed it")
    func parse() throws {
        let checkpoint = try Checkpoint.parse(log.checkpoint(size: 736, root: root))
        #expect(checkpoint.origin == "log2026-1.rekor.test" && checkpoint.size == 736 && checkpoint.rootHash == root)
        #expect(checkpoint.signatures.map(\.keyHint) == [Array(log.keyID.prefix(4))])
        let known = try known(log)
        #expect(checkpoint.isSigned(by: known) && checkpoint.isFrom(known))
    }

    @Test("Rekor v1's origin names its tree; what follows the root hash is signed with it")
    func old() throws {
        let old = try TestLog("rekor.test")
        var text = "rekor.test - 2605736670972794746\n7\n\(StrictBase64.encode(root))\nTimestamp: 1689177396617352539\n"
        text += "\n" + (try old.signatureLine(under: text))
        var sigstore = try TestSigstore()
        sigstore.rekor = old
        let known = try #require(sigstore.trustedRoot().transparencyLogs.first)
        #expect(try Checkpoint.parse(text).isSigned(by: known))
        #expect(try !Checkpoint.parse(text.replacing("1689177396617352539", with: "1")).isSigned(by: known))
    }

    @Test("signatures of witnesses and of other keys are ignored, wherever they stand")
    func others() throws {
        let genuine = try log.checkpoint(size: 736, root: root)
        let text = String(genuine.prefix { $0 != "\u{2014}" }.dropLast())
        let own = try log.signatureLine(under: text)
        let witness = try TestLog("witness.example", isRekor2: true).signatureLine(under: text)
        let otherKey = try TestLog("other", isRekor2: false).signatureLine(under: text, signer: log.name)
        for lines in [witness + own, own + witness, otherKey + own + witness] {
            #expect(try isSigned(text + "\n" + lines))
        }
        for lines in [witness, otherKey, witness + otherKey] { #expect(try !isSigned(text + "\n" + lines)) }
    }

    @Test("a checkpoint of another name, another hint or another key is not the log's")
    func notSigned() throws {
        #expect(try !isSigned(log.checkpoint(size: 736, root: root, signer: "witness.example")))
        let elsewhere = try Checkpoint.parse(log.checkpoint(size: 736, root: root, origin: "log.evil.test"))
        let known = try known(log)
        #expect(!elsewhere.isFrom(known) && !elsewhere.isSigned(by: known))
        var other = log
        other.keyID[0] ^= 1
        #expect(try !isSigned(other.checkpoint(size: 736, root: root)))
        other = log
        other.key = try PrivateKey.generate(.ed25519)
        #expect(try !isSigned(other.checkpoint(size: 736, root: root)))
    }

    @Test(
        "the log's origin must be its address",
        arguments: ["log.evil.test", "rekor.test", "", "log2026-1.rekor.test.evil"])
    func otherOrigin(_ origin: String) throws {
        var sigstore = try TestSigstore()
        sigstore.rekor2.name = "log2026-1.rekor.test"
        var bundle = try sigstore.sign("model", .v2)
        let proof = try #require(bundle.entries[0].proof)
        bundle.entries[0].proof?.checkpoint = try sigstore.rekor2.checkpoint(
            size: proof.size, root: proof.root, origin: origin, signer: origin)
        #expect(try sigstore.reason(bundle) != nil)
    }

    @Test(
        "what lacks a part of a checkpoint is none",
        arguments: [
            "", "\n", "\n\n", "o\n7\nAA==\n", "7\nROOT\n\nSIG", "o\nROOT\n\nSIG", "o\n7\n\nSIG", "o\n7\nROOT\n\n",
            "o\n7\nROOT\nSIG", "o\n07\nROOT\n\nSIG", "o\n-7\nROOT\n\nSIG", "o\n7\nAAAA\n\nSIG", "o\n7\nROOT\n\nx y\n",
            "o\n7\nROOT\n\n\u{2014} y\n", "o\n7\nROOT\n\n\u{2014} y AAAA\n", "o\n7\nROOT\n\n\u{2014}  AAAAAAA=\n",
            "o\n7\nROOT\n\nSIGSIG", "\n7\nROOT\n\nSIG", "o\n7\nROOT\n\nx\n\nSIG", "o\n7\nROOT\n\u{0}\n\nSIG",
        ])
    func malformed(_ template: String) throws {
        let root = StrictBase64.encode(root)
        let text = template.replacing("ROOT", with: root).replacing("SIG", with: "\u{2014} o AAAAAAAA\n")
            .replacing("AAAA\n\u{2014}", with: "AAAA \u{2014}")
        #expect(throws: Rejection.self, "\(text.debugDescription)") { try Checkpoint.parse(text) }
    }

    @Test("a checkpoint with a thousand signatures is refused")
    func many() throws {
        let text = try log.checkpoint(size: 7, root: root) + String(repeating: "\u{2014} o AAAAAAAA\n", count: 1000)
        #expect(throws: Rejection.self) { try Checkpoint.parse(text) }
    }
}
