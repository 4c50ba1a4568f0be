@testable import Attestation

/// A bundle, part by part, so that a test can change each.
struct TestBundle {
    var mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"
    var leaf: [UInt8]
    var signature: [UInt8]
    /// nil: the leaf.
    var material: String?
    var content = ""
    var entries: [TestEntry] = []
    var timestamps: [[UInt8]] = []

    init(leaf: [UInt8], signature: [UInt8]) {
        self.leaf = leaf
        self.signature = signature
    }

    mutating func setVersion(_ version: String, chain: [[UInt8]]) {
        mediaType = "application/vnd.dev.sigstore.bundle+json;version=\(version)"
        let list = chain.map { #"{"rawBytes":"\#(StrictBase64.encode($0))"}"# }.joined(separator: ",")
        material = #""x509CertificateChain":{"certificates":[\#(list)]}"#
    }

    var text: String {
        let material = material ?? #""certificate":{"rawBytes":"\#(StrictBase64.encode(leaf))"}"#
        let entries = entries.map(\.json).joined(separator: ",")
        let timestamps = timestamps.map { #"{"signedTimestamp":"\#(StrictBase64.encode($0))"}"# }.joined(separator: ",")
        return #"""
            {"mediaType":"\#(mediaType)","verificationMaterial":{\#(material),"tlogEntries":[\#(entries)],
            "timestampVerificationData":{"rfc3161Timestamps":[\#(timestamps)]}},\#(content)}
            """#
    }

    var bytes: [UInt8] { Array(text.utf8) }
}

/// Bodies of log entries about a signature.
struct TestBody {
    var certificate: [UInt8]
    var signature: [UInt8]

    private var pem: String { StrictBase64.encode(Array(PEM.encode("CERTIFICATE", certificate).utf8)) }
    private var verifier: String {
        #"{"keyDetails":"PKIX_ECDSA_P256_SHA_256","x509Certificate":{"rawBytes":"\#(StrictBase64.encode(certificate))"}}"#
    }
    private var content: String { StrictBase64.encode(signature) }

    func hashedRekord(_ digest: [UInt8]) -> String {
        #"{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":"sha256","value":"\#(ContentDigest.hex(digest))"}},"signature":{"content":"\#(content)","publicKey":{"content":"\#(pem)"}}}}"#
    }

    func dsse(_ payload: [UInt8]) -> String {
        let hash = ContentDigest.sha256(payload).hex
        return
            #"{"apiVersion":"0.0.1","kind":"dsse","spec":{"envelopeHash":{"algorithm":"sha256","value":"00"},"payloadHash":{"algorithm":"sha256","value":"\#(hash)"},"signatures":[{"signature":"\#(content)","verifier":"\#(pem)"}]}}"#
    }

    func inToto(_ payload: [UInt8], payloadType: String = Envelope.inTotoPayloadType) -> String {
        let hash = ContentDigest.sha256(payload).hex
        let signature = StrictBase64.encode(Array(content.utf8))
        return
            #"{"apiVersion":"0.0.2","kind":"intoto","spec":{"content":{"envelope":{"payloadType":"\#(payloadType)","signatures":[{"publicKey":"\#(pem)","sig":"\#(signature)"}]},"payloadHash":{"algorithm":"sha256","value":"\#(hash)"}}}}"#
    }

    func hashedRekordV2(_ digest: [UInt8]) -> String {
        #"{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"\#(StrictBase64.encode(digest))"},"signature":{"content":"\#(content)","verifier":\#(verifier)}}}}"#
    }

    func dsseV2(_ payload: [UInt8]) -> String {
        let hash = StrictBase64.encode(HashAlgorithm.sha256.digest(payload))
        return
            #"{"apiVersion":"0.0.2","kind":"dsse","spec":{"dsseV002":{"payloadHash":{"algorithm":"SHA2_256","digest":"\#(hash)"},"signatures":[{"content":"\#(content)","verifier":\#(verifier)}]}}}"#
    }
}
