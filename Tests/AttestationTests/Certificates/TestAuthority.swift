@testable import Attestation

/// ASN.1 DER, as far as certificates need it.
enum DER {
    static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count > 127 else { return [tag, UInt8(content.count)] + content }
        let length = [content.count >> 16, content.count >> 8, content.count].map { UInt8(truncatingIfNeeded: $0) }
        let digits = length.drop { $0 == 0 }
        return [tag, 0x80 | UInt8(digits.count)] + digits + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { value(0x30, parts.flatMap { $0 }) }
    static func set(_ parts: [UInt8]...) -> [UInt8] { value(0x31, parts.flatMap { $0 }) }
    static func integer(_ number: UInt8) -> [UInt8] { value(2, number > 127 ? [0, number] : [number]) }
    static func text(_ text: String) -> [UInt8] { value(0x0C, Array(text.utf8)) }
    static func bits(_ bytes: [UInt8], unused: UInt8 = 0) -> [UInt8] { value(3, [unused] + bytes) }
    static func octets(_ bytes: [UInt8]) -> [UInt8] { value(4, bytes) }
    static let yes: [UInt8] = [1, 1, 0xFF]

    static func identifier(_ dotted: String) -> [UInt8] {
        let numbers = dotted.split(separator: ".").compactMap { Int($0) }
        var bytes = [UInt8(40 * numbers[0] + numbers[1])]
        for number in numbers.dropFirst(2) {
            var groups = [UInt8(number & 127)]
            var rest = number >> 7
            while rest > 0 {
                groups.insert(UInt8(rest & 127) | 128, at: 0)
                rest >>= 7
            }
            bytes += groups
        }
        return value(6, bytes)
    }
}

/// Certificates as a test wants them, right ones and wrong ones.
struct TestCertificate {
    enum Name {
        case uri(String), email(String), dns(String), user(String)

        var der: [UInt8] {
            switch self {
            case .email(let text): DER.value(0x81, Array(text.utf8))
            case .dns(let text): DER.value(0x82, Array(text.utf8))
            case .uri(let text): DER.value(0x86, Array(text.utf8))
            case .user(let text):
                DER.value(0xA0, DER.identifier(CertificateNames.fulcioUserName) + DER.value(0xA0, DER.text(text)))
            }
        }
    }

    var subject = "leaf"
    var key: PrivateKey
    var names: [Name] = [.uri("spiffe://corp/ml/trainer")]
    var begin = "260101000000Z"
    var end = "360101000000Z"
    /// nil: no basicConstraints.
    var isCA: Bool?
    var pathLength: UInt8?
    /// The bits of keyUsage as RFC 5280 numbers them; nil: the extension is absent.
    var keyUsage: UInt8? = 0x80
    /// nil: the extension is absent.
    var uses: [String]? = [codeSigning]
    var extra: [[UInt8]] = []
    /// ecdsa-with-SHA256, what test keys sign with.
    var algorithm = "1.2.840.10045.4.3.2"
    var issuer: (name: String, key: PrivateKey)?

    /// With it a certificate has the same bytes whenever it is made.
    static let ed25519 = "1.3.101.112"
    static let codeSigning = "1.3.6.1.5.5.7.3.3"
    static let serverAuthentication = "1.3.6.1.5.5.7.3.1"

    init(_ subject: String = "leaf") throws {
        self.subject = subject
        key = try PrivateKey.generate(.ecdsaP256)
    }

    /// A CA's certificate.
    static func authority(_ subject: String, issuer: TestCertificate? = nil) throws -> TestCertificate {
        var certificate = try TestCertificate(subject)
        (certificate.names, certificate.isCA, certificate.keyUsage, certificate.uses) = ([], true, 0x06, nil)
        certificate.issuer = issuer.map { ($0.subject, $0.key) }
        return certificate
    }

    func issued(by authority: TestCertificate) -> TestCertificate {
        var copy = self
        copy.issuer = (authority.subject, authority.key)
        return copy
    }

    func der() throws -> [UInt8] {
        let body = body()
        return DER.sequence(body, signatureAlgorithm, DER.bits(try (issuer?.key ?? key).sign(body)))
    }

    private var signatureAlgorithm: [UInt8] { DER.sequence(DER.identifier(algorithm)) }

    /// What the issuer signs.
    func body() -> [UInt8] {
        DER.sequence(
            DER.value(0xA0, DER.integer(2)), DER.integer(77), signatureAlgorithm, Self.name(issuer?.name ?? subject),
            DER.sequence(DER.value(0x17, Array(begin.utf8)), DER.value(0x17, Array(end.utf8))), Self.name(subject),
            key.publicKey.keyInfo, DER.value(0xA3, DER.sequence(extensions())))
    }

    func certificate() throws -> Certificate { try Certificate.parse(der: der()) }

    private func extensions() -> [UInt8] {
        var list: [[UInt8]] = extra
        if let isCA {
            let length = pathLength.map(DER.integer) ?? []
            list.append(Self.extended("2.5.29.19", critical: true, DER.sequence(isCA ? DER.yes + length : [])))
        }
        if let keyUsage { list.append(Self.extended("2.5.29.15", critical: true, DER.bits([keyUsage], unused: 1))) }
        if let uses {
            list.append(Self.extended("2.5.29.37", DER.value(0x30, uses.flatMap(DER.identifier))))
        }
        if !names.isEmpty { list.append(Self.extended("2.5.29.17", DER.value(0x30, names.flatMap(\.der)))) }
        return list.flatMap { $0 }
    }

    static func extended(_ identifier: String, critical: Bool = false, _ value: [UInt8]) -> [UInt8] {
        DER.sequence(DER.identifier(identifier), critical ? DER.yes : [], DER.octets(value))
    }

    static func name(_ common: String) -> [UInt8] {
        DER.sequence(DER.set(DER.sequence(DER.identifier("2.5.4.3"), DER.text(common))))
    }
}
