/// How large an envelope may be.
package struct EnvelopeLimits: Sendable, Hashable {
    /// Bytes of the carrier, base64 included.
    package var bytes: Int
    /// Bytes of the payload.
    package var payload: Int
    package var signatures: Int
    package var certificates: Int
    package var subjects: Int
    /// Containers within containers, in the carrier and in the payload.
    package var depth: Int

    package init(
        bytes: Int = 8 << 20, payload: Int = 6 << 20, signatures: Int = 16, certificates: Int = 10,
        subjects: Int = 4096, depth: Int = 64
    ) {
        self.bytes = bytes
        self.payload = payload
        self.signatures = signatures
        self.certificates = certificates
        self.subjects = subjects
        self.depth = depth
    }

    /// 8 MiB: the OMS signature of a model of 30,000 files.
    package static let standard = EnvelopeLimits()
}
