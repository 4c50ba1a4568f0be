@testable import Attestation

/// A log of a test's own: Rekor of either generation, or a certificate log.
struct TestLog {
    var name: String
    var key: PrivateKey
    var keyID: [UInt8]
    var isRekor2 = false
    var start = "2025-01-01T00:00:00Z"
    var end: String?
    /// What the trusted root says of it, where that is not the truth.
    var keyDetails: String?

    /// - Parameter isRekor2: Ed25519, and an identifier as signed notes have it.
    init(_ name: String, isRekor2: Bool = false) throws {
        self.name = name
        self.isRekor2 = isRekor2
        key = try PrivateKey.generate(isRekor2 ? .ed25519 : .ecdsaP256)
        let keyInfo = key.publicKey.keyInfo
        keyID = HashAlgorithm.sha256.digest(isRekor2 ? Array("\(name)\n\u{1}".utf8) + keyInfo.suffix(32) : keyInfo)
    }

    var json: String {
        let details = keyDetails ?? (isRekor2 ? "PKIX_ED25519" : "PKIX_ECDSA_P256_SHA_256")
        return #"""
            {"baseUrl":"https://\#(name)","hashAlgorithm":"SHA2_256","publicKey":{
            "rawBytes":"\#(StrictBase64.encode(key.publicKey.keyInfo))","keyDetails":"\#(details)",
            "validFor":\#(TestSigstore.period(start, end))},"logId":{"keyId":"\#(StrictBase64.encode(keyID))"}}
            """#
    }

    // MARK: Entries

    /// The entry in a tree among others, promised (Rekor v1) and proven.
    func publish(_ body: String, kind: String, version: String) throws -> TestEntry {
        var entry = TestEntry(keyID: keyID, kind: kind, version: version, body: Array(body.utf8))
        if !isRekor2 { entry.integratedTime = TestSigstore.time }
        try prove(&entry)
        if !isRekor2 { try promise(&entry) }
        return entry
    }

    func promise(_ entry: inout TestEntry) throws {
        let body = StrictBase64.encode(entry.body)
        let text =
            #"{"body":"\#(body)","integratedTime":\#(entry.integratedTime ?? 0),"logID":"\#(ContentDigest.hex(keyID))","logIndex":\#(entry.logIndex)}"#
        entry.promise = try key.sign(Array(text.utf8))
    }

    func prove(_ entry: inout TestEntry, at index: Int = 4, of size: Int = 7) throws {
        var leaves = (0..<size).map { MerkleTree.leafHash([UInt8($0)]) }
        leaves[index] = MerkleTree.leafHash(entry.body)
        let root = TestTree.root(leaves[...])
        entry.proof = TestEntry.Proof(index: index, size: size, root: root, hashes: TestTree.path(index, leaves[...]))
        entry.proof?.checkpoint = try checkpoint(size: size, root: root)
    }

    var origin: String { isRekor2 ? name : "\(name) - 1193050959916656506" }

    func checkpoint(size: Int, root: [UInt8], origin: String? = nil, signer: String? = nil) throws -> String {
        let text = "\(origin ?? self.origin)\n\(size)\n\(StrictBase64.encode(root))\n"
        return try "\(text)\n\(signatureLine(under: text, signer: signer))"
    }

    func signatureLine(under text: String, signer: String? = nil) throws -> String {
        let signature = keyID.prefix(4) + (try key.sign(Array(text.utf8)))
        return "\u{2014} \(signer ?? name) \(StrictBase64.encode(Array(signature)))\n"
    }
}

/// RFC 6962, section 2.1, as it defines roots and paths: from the top.
enum TestTree {
    static func root(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        guard leaves.count > 1 else { return leaves.first ?? [] }
        let (left, right) = split(leaves)
        return MerkleTree.nodeHash(root(left), root(right))
    }

    static func path(_ index: Int, _ leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard leaves.count > 1 else { return [] }
        let (left, right) = split(leaves)
        return index < left.count
            ? path(index, left) + [root(right)] : path(index - left.count, right) + [root(left)]
    }

    private static func split(_ leaves: ArraySlice<[UInt8]>) -> (ArraySlice<[UInt8]>, ArraySlice<[UInt8]>) {
        var size = 1
        while size * 2 < leaves.count { size *= 2 }
        return (leaves.prefix(size), leaves.dropFirst(size))
    }
}

/// One element of `tlogEntries`.
struct TestEntry {
    struct Proof {
        var index: Int
        var size: Int
        var root: [UInt8]
        var hashes: [[UInt8]]
        var checkpoint: String?
    }

    var logIndex = 1_000_004
    var keyID: [UInt8]
    var kind: String
    var version: String
    var integratedTime: Int?
    var promise: [UInt8]?
    var proof: Proof?
    var body: [UInt8]

    init(keyID: [UInt8], kind: String, version: String, body: [UInt8]) {
        (self.keyID, self.kind, self.version, self.body) = (keyID, kind, version, body)
    }

    var json: String {
        var members = [
            #""logIndex":"\#(logIndex)""#, #""logId":{"keyId":"\#(StrictBase64.encode(keyID))"}"#,
            #""kindVersion":{"kind":"\#(kind)","version":"\#(version)"}"#,
            #""canonicalizedBody":"\#(StrictBase64.encode(body))""#,
        ]
        if let integratedTime { members.append(#""integratedTime":"\#(integratedTime)""#) }
        if let promise {
            members.append(#""inclusionPromise":{"signedEntryTimestamp":"\#(StrictBase64.encode(promise))"}"#)
        }
        if let proof { members.append(#""inclusionProof":\#(Self.json(proof))"#) }
        return "{\(members.joined(separator: ","))}"
    }

    private static func json(_ proof: Proof) -> String {
        let hashes = proof.hashes.map { "\"\(StrictBase64.encode($0))\"" }.joined(separator: ",")
        let text = proof.checkpoint?.replacing("\n", with: "\\n")
        let checkpoint = text.map { #","checkpoint":{"envelope":"\#($0)"}"# } ?? ""
        return #"""
            {"logIndex":"\#(proof.index)","treeSize":"\#(proof.size)","rootHash":"\#(StrictBase64.encode(proof.root))",
            "hashes":[\#(hashes)]\#(checkpoint)}
            """#
    }
}
