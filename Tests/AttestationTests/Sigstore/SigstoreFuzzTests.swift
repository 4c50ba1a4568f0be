import KubernetesModel
import Testing

@testable import Attestation

/// Whatever comes in, nothing crashes; and nothing is believed but what was signed.
@Suite("Fuzzing of Sigstore bundles")
struct SigstoreFuzzTests {
    let sigstore: TestSigstore

    init() throws { sigstore = try TestSigstore() }

    @Test("a changed bundle is refused, or is about the same file by the same identity")
    func bundles() throws {
        let trustedRoot = try sigstore.trustedRoot()
        let leaf = try sigstore.logged(sigstore.leaf())
        var old = try sigstore.sign("model", as: leaf)
        old.setVersion("0.1", chain: [try leaf.der()])
        let seeds = try [
            old.bytes, sigstore.sign("model", .v2).bytes, sigstore.sign(statement: TestSigstore.statement()).bytes,
            sigstore.sign(statement: TestSigstore.statement(), .v2).bytes,
        ]
        let artifact = ArtifactDigests(content: Array("model".utf8))
        FuzzMutator.run(seeds, salt: 0x5165_0001) { bytes in
            guard let bundle = try? SigstoreBundle.parse(bytes), case .certificates(let chain) = bundle.material else {
                return
            }
            // Without the comparison of the file: the signature alone must find out.
            let contents: [SignedContent] =
                switch bundle.content {
                case .message: [.artifact(artifact), .artifact(ArtifactDigests(content: Array("other".utf8)))]
                case .envelope(let envelope): [.envelope(envelope)]
                }
            for (index, content) in contents.enumerated() {
                let signature = try? SigstoreVerifier(trustedRoot).verify(
                    bundle.signature, over: content, certificates: chain, transparency: bundle.transparency)
                guard let signature else { continue }
                #expect(index == 0 && signature.identity?.names == [TestSigstore.identity])
                #expect(signature.identity?.issuer == TestSigstore.issuer)
                #expect(signature.times == [TestSigstore.date])
                guard case .envelope(let envelope) = content else { continue }
                #expect(envelope.payload == Array(TestSigstore.statement().utf8))
            }
        }
    }

    @Test("a changed log entry is refused, or is the one that was logged")
    func entries() throws {
        let bundle = try sigstore.sign("model")
        let root = try sigstore.trustedRoot()
        let owner = SignatureOwner.certificate(try Certificate.parse(der: bundle.leaf))
        let content = SignedContent.artifact(ArtifactDigests(content: Array("model".utf8)))
        let log = try #require(root.transparencyLogs.first)
        let node = { (text: String) in try JSONParser.parse(text).root }
        let entry = try TransparencyReader(version: .v0_3).material(
            node(#"{"tlogEntries":[\#(bundle.entries[0].json)]}"#)
        ).entries[0]
        FuzzMutator.run([entry.body], salt: 0x5165_0002) { bytes in
            var changed = entry
            changed.body = bytes
            let body = EntryBody(entry: changed, content: content, signature: bundle.signature, owner: owner)
            try? body.check()
            guard bytes != entry.body else { return }
            let check = LogEntryCheck(entry: changed, log: log)
            #expect((try? check.promisedTime()) == nil)
            #expect(throws: Rejection.self) { try check.checkInclusion(isRequired: true, isRekor2: false) }
        }
    }

    @Test("a changed checkpoint is refused, or says what was signed")
    func checkpoints() throws {
        let log = try #require(try sigstore.trustedRoot().transparencyLogs.last)
        let root = HashAlgorithm.sha256.digest([1])
        let seed = try sigstore.rekor2.checkpoint(size: 736, root: root)
        FuzzMutator.run([Array(seed.utf8)], salt: 0x5165_0003) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self), let checkpoint = try? Checkpoint.parse(text),
                checkpoint.isSigned(by: log)
            else { return }
            #expect(checkpoint.size == 736 && checkpoint.rootHash == root && checkpoint.isFrom(log))
        }
    }

    @Test("a changed timestamp is refused, or says the same time")
    func timestamps() throws {
        let authorities = try sigstore.trustedRoot().timestampAuthorities
        let signature = Array("signature".utf8)
        let seeds = try [false, true].map {
            try sigstore.timestamps.timestamp(signature, .init(isCertificateEmbedded: $0))
        }
        FuzzMutator.run(seeds, salt: 0x5165_0004) { bytes in
            guard let time = try? TimestampToken.time(bytes, over: signature, by: authorities) else { return }
            #expect(time == TestSigstore.date)
        }
    }

    @Test("a changed trusted root is read or refused")
    func trustedRoots() throws {
        let bundle = try SigstoreBundle.parse(sigstore.sign("model").bytes)
        FuzzMutator.run([Array(try sigstore.json().utf8)], salt: 0x5165_0005) { bytes in
            guard let root = try? SigstoreTrustedRoot.parse(bytes) else { return }
            _ = root.expiry
            let content = SignedContent.artifact(ArtifactDigests(content: Array("model".utf8)))
            guard case .certificates(let chain) = bundle.material else { return }
            _ = try? SigstoreVerifier(root).verify(
                bundle.signature, over: content, certificates: chain, transparency: bundle.transparency)
        }
    }

    @Test("a changed list of certificate timestamps is read or refused")
    func certificateTimestamps() throws {
        let leaf = try sigstore.logged(sigstore.leaf()).certificate()
        guard case .value(let list) = leaf.extensionValue(CertificateTransparency.listIdentifier) else { return }
        FuzzMutator.run([list], salt: 0x5165_0006) { bytes in
            _ = SignedCertificateTimestamp.list(inExtension: bytes)
        }
    }
}
