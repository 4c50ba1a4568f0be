import Testing

@testable import Attestation

@Suite("Log entries")
struct LogEntryTests {
    let sigstore: TestSigstore

    init() throws { sigstore = try TestSigstore() }

    // MARK: About this and nothing else

    enum Difference: CaseIterable { case digest, signature, certificate }

    /// CVE-2026-22703 (GHSA-whqx-f9j3-ch6m), CVE-2022-36056.
    @Test(
        "a genuine entry about another digest, signature or certificate does not vouch for a file",
        arguments: Difference.allCases, [1, 2])
    func mismatch(_ difference: Difference, _ generation: Int) throws {
        let leaf = try sigstore.logged(sigstore.leaf())
        var bundle = try sigstore.sign("model", generation == 1 ? .v1 : .v2, as: leaf)
        var body = TestBody(certificate: bundle.leaf, signature: bundle.signature)
        var digest = HashAlgorithm.sha256.digest(Array("model".utf8))
        #expect(try sigstore.reason(bundle) == nil)
        switch difference {
        case .digest: digest = HashAlgorithm.sha256.digest(Array("other".utf8))
        case .signature: body.signature = try leaf.key.sign(Array("model".utf8))
        case .certificate: body.certificate = try sigstore.logged(sigstore.leaf()).der()
        }
        bundle.entries = [
            generation == 1
                ? try sigstore.rekor.publish(body.hashedRekord(digest), kind: "hashedrekord", version: "0.0.1")
                : try sigstore.rekor2.publish(body.hashedRekordV2(digest), kind: "hashedrekord", version: "0.0.2")
        ]
        TestSigstore.expect(try sigstore.reason(bundle), says: "about something else")
    }

    @Test(
        "a genuine entry about another payload, signature or certificate does not vouch for a statement",
        arguments: Difference.allCases, ["dsse 0.0.1", "dsse 0.0.2", "intoto 0.0.2", "hashedrekord 0.0.2"])
    func statementMismatch(_ difference: Difference, _ kind: String) throws {
        let leaf = try sigstore.logged(sigstore.leaf())
        let payload = Array(TestSigstore.statement().utf8)
        var bundle = try sigstore.sign(statement: TestSigstore.statement(), .v2, as: leaf)
        let right = TestBody(certificate: bundle.leaf, signature: bundle.signature)
        bundle.entries = [try entry(kind, right, payload)]
        #expect(try sigstore.reason(bundle) == nil)
        var (body, logged) = (right, payload)
        switch difference {
        case .digest: logged = Array(TestSigstore.statement(of: "other").utf8)
        case .signature: body.signature = try sigstore.sign(statement: TestSigstore.statement(), as: leaf).signature
        case .certificate: body.certificate = try sigstore.logged(sigstore.leaf()).der()
        }
        bundle.entries = [try entry(kind, body, logged)]
        TestSigstore.expect(try sigstore.reason(bundle), says: "about something else")
    }

    private func entry(_ kind: String, _ body: TestBody, _ payload: [UInt8]) throws -> TestEntry {
        let digest = HashAlgorithm.sha256.digest(
            Envelope.preAuthenticationEncoding(payload, type: Envelope.inTotoPayloadType))
        return switch kind {
        case "dsse 0.0.1": try sigstore.rekor.publish(body.dsse(payload), kind: "dsse", version: "0.0.1")
        case "dsse 0.0.2": try sigstore.rekor2.publish(body.dsseV2(payload), kind: "dsse", version: "0.0.2")
        case "intoto 0.0.2": try sigstore.rekor.publish(body.inToto(payload), kind: "intoto", version: "0.0.2")
        default: try sigstore.rekor2.publish(body.hashedRekordV2(digest), kind: "hashedrekord", version: "0.0.2")
        }
    }

    @Test("an entry of another payload type, of two signatures, or of an unknown kind does not vouch")
    func otherKinds() throws {
        var bundle = try sigstore.sign(statement: TestSigstore.statement())
        let payload = Array(TestSigstore.statement().utf8)
        let body = TestBody(certificate: bundle.leaf, signature: bundle.signature)
        bundle.entries = [
            try sigstore.rekor.publish(
                body.inToto(payload, payloadType: "text/plain"), kind: "intoto", version: "0.0.2")
        ]
        TestSigstore.expect(try sigstore.reason(bundle), says: "about something else")
        let twice = body.dsse(payload).replacing(
            "\"signatures\":[{", with: "\"signatures\":[{\"signature\":\"AA==\"},{")
        bundle.entries = [try sigstore.rekor.publish(twice, kind: "dsse", version: "0.0.1")]
        TestSigstore.expect(try sigstore.reason(bundle), says: "about something else")
        bundle.entries = [
            try sigstore.rekor.publish(
                body.dsse(payload).replacing("\"kind\":\"dsse\"", with: "\"kind\":\"rpm\""), kind: "rpm",
                version: "0.0.1")
        ]
        TestSigstore.expect(try sigstore.reason(bundle), says: "not known here")
    }

    @Test("an entry whose body is not what the bundle calls it, is no JSON, or has a key twice, is refused")
    func body() throws {
        var bundle = try sigstore.sign("model")
        let genuine = bundle.entries[0]
        bundle.entries[0].kind = "dsse"
        TestSigstore.expect(try sigstore.reason(bundle), says: "is not the dsse 0.0.1")
        let text = String(decoding: genuine.body, as: UTF8.self)
        for changed in ["{", text.replacing("{\"apiVersion\"", with: "{\"kind\":\"hashedrekord\",\"apiVersion\"")] {
            bundle.entries = [try sigstore.rekor.publish(changed, kind: "hashedrekord", version: "0.0.1")]
            TestSigstore.expect(try sigstore.reason(bundle), says: "the body of a log entry")
        }
    }

    // MARK: The log's word

    /// CVE-2022-36056 (GHSA-8gw7-4j42-w388): an invalid entry was passed over, or taken for success.
    @Test("an entry that does not hold is refused, also beside one that does")
    func invalidEntry() throws {
        var bundle = try sigstore.sign("model")
        let genuine = bundle.entries[0]
        bundle.entries[0].promise?[10] ^= 1
        TestSigstore.expect(try sigstore.reason(bundle), says: "SET")
        let second = try sigstore.sign("model", .v2).entries[0]
        bundle.entries = [genuine, second]
        TestSigstore.expect(try sigstore.reason(bundle), says: "about something else")
        bundle.entries = []
        TestSigstore.expect(try sigstore.reason(bundle), says: "no entry")
    }

    /// GHSA-9vcr-p3rj-q5q6: one log, asked twice, counted as two.
    @Test("two entries of one log do not count as two")
    func sameLogTwice() throws {
        var bundle = try sigstore.sign("model")
        bundle.entries.append(bundle.entries[0])
        TestSigstore.expect(try sigstore.reason(bundle), says: "two entries of one log")
    }

    @Test("an entry of a log that the trusted root does not name is refused")
    func unknownLog() throws {
        var other = sigstore
        other.rekor = try TestLog("rekor.test")
        TestSigstore.expect(
            try sigstore.reason(other.sign("model")), says: "in a log that the trusted root does not name")
    }

    @Test("the promise is about index, time, log and body", arguments: ["index", "time", "body"])
    func promise(_ part: String) throws {
        var bundle = try sigstore.sign("model")
        switch part {
        case "index": bundle.entries[0].logIndex += 1
        case "time": bundle.entries[0].integratedTime = TestSigstore.time + 1
        default: bundle.entries[0].body.append(0x20)
        }
        TestSigstore.expect(try sigstore.reason(bundle), says: "SET")
        bundle.entries[0].integratedTime = nil
        TestSigstore.expect(try sigstore.reason(bundle), says: "without its time")
    }

    @Test("a proof of another place, another tree or another entry is refused")
    func proof() throws {
        let genuine = try sigstore.sign("model", .v2)
        var bundle = genuine
        bundle.entries[0].proof?.index = 3
        TestSigstore.expect(try sigstore.reason(bundle), says: "does not lead to its root hash")
        bundle = genuine
        bundle.entries[0].proof?.hashes[0][0] ^= 1
        TestSigstore.expect(try sigstore.reason(bundle), says: "does not lead to its root hash")
        bundle = genuine
        bundle.entries[0].proof = nil
        TestSigstore.expect(try sigstore.reason(bundle), says: "lacks its inclusion proof")
        bundle = genuine
        bundle.entries[0].proof?.checkpoint = nil
        TestSigstore.expect(try sigstore.reason(bundle), says: "no checkpoint")
        var other = TestEntry(keyID: sigstore.rekor2.keyID, kind: "", version: "", body: Array("other".utf8))
        try sigstore.rekor2.prove(&other)
        bundle.entries[0].proof = other.proof
        TestSigstore.expect(try sigstore.reason(bundle), says: "does not lead to its root hash")
        bundle = genuine
        bundle.entries[0].proof?.checkpoint = other.proof?.checkpoint
        TestSigstore.expect(try sigstore.reason(bundle), says: "not about the tree of its checkpoint")
    }

    @Test("a million entries are refused unread; negative and huge indexes are no indexes")
    func limits() throws {
        var bundle = try sigstore.sign("model")
        let one = bundle.entries[0]
        let few = bundle.text
        bundle.entries = [TestEntry](repeating: one, count: 9)
        TestSigstore.expect(try sigstore.reason(bundle), says: "at most 8")
        let many = few.replacing(
            "\"tlogEntries\":[", with: "\"tlogEntries\":[" + String(repeating: "{},", count: 1_000_000))
        TestSigstore.expect(try sigstore.reason(Array(many.utf8)), says: "more values than the limit")
        for index in ["-1", "1e3", "9223372036854775808", "007", "+7", "", " 7"] {
            let text = few.replacing("\"logIndex\":\"1000004\"", with: "\"logIndex\":\"\(index)\"")
            #expect(text != few)
            TestSigstore.expect(try sigstore.reason(Array(text.utf8)), says: "logIndex")
        }
    }
}
