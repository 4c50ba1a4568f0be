import Foundation
import Testing

@testable import Attestation

@Suite("Certificate paths")
struct CertificatePathTests {
    let root: TestCertificate
    let middle: TestCertificate
    let leaf: TestCertificate

    init() throws {
        root = try TestCertificate.authority("root")
        middle = try TestCertificate.authority("middle", issuer: root)
        leaf = try TestCertificate().issued(by: middle)
    }

    private func authority(_ roots: [TestCertificate], identities: [String] = ["**"]) throws -> CertificateAuthority {
        CertificateAuthority(roots: try roots.map { try $0.certificate() }, identities: identities)
    }

    /// Why these certificates, the leaf first, lead to no root of `roots`; nil where they do.
    private func objection(_ chain: [TestCertificate], roots: [TestCertificate]? = nil) throws -> String? {
        let authority = try authority(roots ?? [root])
        let chain = try chain.map { try $0.certificate() }
        return reason { () throws(KeyError) in try CertificatePath.find(chain, authority: authority) }
    }

    @Test("a leaf, its intermediate and the root are a path; so is one that carries its root along")
    func whole() throws {
        #expect(try objection([leaf, middle]) == nil)
        #expect(try objection([leaf, middle, root]) == nil)
        #expect(try objection([TestCertificate().issued(by: root)]) == nil)
    }

    @Test("an intermediate may come from the policy instead")
    func configured() throws {
        var authority = try authority([root])
        authority.intermediates = [try middle.certificate()]
        let path = try CertificatePath.find([leaf.certificate()], authority: authority)
        #expect(path.certificates.map(\.subject) == ["CN=leaf", "CN=middle", "CN=root"])
    }

    @Test("a chain to another root, or with a link missing, is none; a root that came along proves nothing")
    func foreign() throws {
        let other = try TestCertificate.authority("root")
        #expect(try objection([leaf, middle, root], roots: [other])?.contains("no chain") == true)
        #expect(try objection([leaf]) != nil)
        #expect(try objection([], roots: [root]) != nil)
        #expect(try objection([leaf, middle], roots: []) != nil)
    }

    @Test("a self-signed leaf is believed only where it is the root that the policy names")
    func selfSigned() throws {
        let alone = try TestCertificate("alone")
        #expect(try objection([alone]) != nil)
        let pinned = try alone.certificate()
        let authority = CertificateAuthority(roots: [pinned], identities: ["**"])
        #expect(try CertificatePath.find([pinned], authority: authority).certificates.count == 1)
    }

    @Test("a leaf must be for signing code, and nothing else's issuer")
    func leafUse() throws {
        var noUsage = leaf
        noUsage.keyUsage = nil
        #expect(try objection([noUsage, middle])?.contains("digitalSignature") == true)
        var otherUsage = leaf
        otherUsage.keyUsage = 0x20
        #expect(try objection([otherUsage, middle])?.contains("digitalSignature") == true)
        var noPurpose = leaf
        noPurpose.uses = nil
        #expect(try objection([noPurpose, middle])?.contains("codeSigning") == true)
        var server = leaf
        server.uses = [TestCertificate.serverAuthentication]
        #expect(try objection([server, middle])?.contains("codeSigning") == true)
        var both = leaf
        both.uses = [TestCertificate.serverAuthentication, TestCertificate.codeSigning]
        #expect(try objection([both, middle]) == nil)
        var issuer = leaf
        (issuer.isCA, issuer.keyUsage) = (true, 0x84)
        #expect(try objection([issuer, middle])?.contains("CA") == true)
    }

    @Test("a leaf that calls itself a CA and may sign no certificate is a leaf: certtool writes such ones")
    func harmlessCA() throws {
        var odd = leaf
        odd.isCA = true
        #expect(try objection([odd, middle]) == nil)
    }

    @Test("an issuer must be a CA by basicConstraints and keyUsage")
    func issuers() throws {
        for (isCA, usage) in [(nil, 0x06), (false, 0x06), (true, 0x80), (nil, nil)] as [(Bool?, UInt8?)] {
            var fake = middle
            (fake.isCA, fake.keyUsage) = (isCA, usage)
            #expect(try objection([leaf, fake]) != nil, "\(String(describing: isCA)) \(String(describing: usage))")
        }
        var end = try TestCertificate("end").issued(by: root)
        end.key = middle.key
        end.subject = "middle"
        #expect(try objection([leaf, end]) != nil)
    }

    @Test("an intermediate that is limited to other purposes issues no signers of code")
    func issuerPurpose() throws {
        var limited = middle
        limited.uses = [TestCertificate.serverAuthentication]
        #expect(try objection([leaf, limited])?.contains("codeSigning") == true)
        limited.uses = [TestCertificate.codeSigning]
        #expect(try objection([leaf, limited]) == nil)
    }

    @Test("path length and name constraints hold")
    func constraints() throws {
        var short = root
        short.pathLength = 0
        #expect(try objection([leaf, middle], roots: [short])?.contains("path length") == true)
        var named = middle
        // permittedSubtrees: URIs of example.org
        let subtree = DER.sequence(DER.value(0xA0, DER.sequence(DER.value(0x86, Array("example.org".utf8)))))
        named.extra = [TestCertificate.extended("2.5.29.30", critical: true, subtree)]
        #expect(try objection([leaf, named]) != nil)
        var allowed = leaf
        allowed.names = [.uri("https://example.org/trainer")]
        #expect(try objection([allowed, named]) == nil)
    }

    @Test("a critical extension that nobody knows is refused, another one ignored")
    func criticalExtensions() throws {
        for (isCritical, isRefused) in [(true, true), (false, false)] {
            var odd = leaf
            odd.extra = [TestCertificate.extended("1.2.3.4.5", critical: isCritical, DER.text("x"))]
            #expect(try (objection([odd, middle]) != nil) == isRefused)
        }
    }

    @Test("a signature by SHA-1 anywhere below the root is refused")
    func weakHash() throws {
        var weak = leaf
        weak.algorithm = "1.2.840.10045.4.1"
        #expect(try objection([weak, middle])?.contains("too weak") == true)
        var weakIssuer = middle
        weakIssuer.algorithm = "1.2.840.10045.4.1"
        #expect(try objection([leaf, weakIssuer])?.contains("too weak") == true)
    }

    @Test("a certificate that another key signed in the issuer's name is refused")
    func forged() throws {
        var forged = leaf
        forged.issuer = ("middle", try PrivateKey.generate(.ecdsaP256))
        #expect(try objection([forged, middle]) != nil)
    }

    @Test(
        "the validity is what all certificates of the path have in common; of two issuers the one that ends last counts"
    )
    func validity() throws {
        var late = leaf
        (late.begin, late.end) = ("270601000000Z", "280601000000Z")
        var old = middle
        old.end = "270101000000Z"
        let chain = [try late.certificate(), try old.certificate(), try middle.certificate()]
        let path = try CertificatePath.find(chain, authority: authority([root]))
        let begin = Date(timeIntervalSince1970: 1_811_808_000)
        #expect(path.validity == begin...Date(timeIntervalSince1970: 1_843_430_400))
        #expect(try objection([late, old])?.contains("never valid") == true)
    }

    @Test("a chain that is too long, and certificates that issue each other, end in bounded time")
    func long() throws {
        var chain: [TestCertificate] = []
        var issuer = root
        for index in 0..<9 {
            issuer = try TestCertificate.authority("ca-\(index)", issuer: issuer)
            chain.insert(issuer, at: 0)
        }
        let leaf = try TestCertificate().issued(by: issuer)
        #expect(try objection([leaf] + chain) != nil)
        let left = try TestCertificate.authority("left")
        let right = try TestCertificate.authority("right", issuer: left)
        var circle = left
        circle.issuer = (right.subject, right.key)
        #expect(try objection([TestCertificate().issued(by: right), right, circle]) != nil)
    }
}
