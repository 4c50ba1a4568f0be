import COpenSSL

/// Which keys are strong and plain enough to be trusted.
enum KeyCheck {
    static let leastBits = 2048
    /// Beyond this a signature takes milliseconds to check, and nobody uses it.
    static let mostBits = 8192

    static func type(of handle: OpaquePointer) throws(KeyError) -> KeyType {
        switch EVP_PKEY_get_base_id(handle) {
        case EVP_PKEY_EC: .ecdsa(try curve(of: handle))
        case EVP_PKEY_ED25519: try ed25519(handle)
        case EVP_PKEY_RSA: try rsa(handle)
        case EVP_PKEY_RSA_PSS: throw KeyError(restrictedRSA)
        case let other: throw KeyError(unknownType(name(of: other)))
        }
    }

    /// The SubjectPublicKeyInfo: for elliptic curves with the curve by name and the point uncompressed.
    static func keyInfo(of handle: OpaquePointer, type: KeyType) throws(KeyError) -> [UInt8] {
        guard let bytes = encoded({ i2d_PUBKEY(handle, $0) }) else { throw KeyError(OpenSSLErrors.drain()) }
        guard case .ecdsa(let curve) = type else { return bytes }
        // SEC 1, section 2.3.3: 04 begins an uncompressed point; 06 and 07 a hybrid one of the same length.
        let point = bytes.count - (2 * curve.fieldBytes + 1)
        guard bytes.count == curve.keyInfoBytes, bytes[point] == 4 else { throw KeyError(unusualForm) }
        return bytes
    }

    private static func curve(of handle: OpaquePointer) throws(KeyError) -> KeyType.Curve {
        var buffer = [CChar](repeating: 0, count: 80)
        var length = 0
        guard EVP_PKEY_get_group_name(handle, &buffer, buffer.count, &length) == 1, length < buffer.count else {
            OpenSSLErrors.clear()
            throw KeyError(unusualForm)
        }
        let name = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let curve = KeyType.Curve.allCases.first(where: { $0.groupName == name }) else {
            throw KeyError(unknownCurve(name))
        }
        return curve
    }

    private static func ed25519(_ handle: OpaquePointer) throws(KeyError) -> KeyType {
        var bytes = [UInt8](repeating: 0, count: 32)
        var length = bytes.count
        guard EVP_PKEY_get_raw_public_key(handle, &bytes, &length) == 1, length == 32 else {
            throw KeyError(OpenSSLErrors.drain())
        }
        bytes[31] &= 0x7F
        guard !smallOrder.contains(bytes) else { throw KeyError(weakPoint) }
        return .ed25519
    }

    private static func rsa(_ handle: OpaquePointer) throws(KeyError) -> KeyType {
        let bits = Int(EVP_PKEY_get_bits(handle))
        guard bits >= leastBits else { throw KeyError(shortRSA(bits)) }
        guard bits <= mostBits else { throw KeyError(longRSA(bits)) }
        var exponent: OpaquePointer?
        guard EVP_PKEY_get_bn_param(handle, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1, let exponent else {
            throw KeyError(OpenSSLErrors.drain())
        }
        defer { BN_free(exponent) }
        // With e = 1 every text is its own signature.
        guard BN_is_odd(exponent) == 1, (2...64).contains(BN_num_bits(exponent)) else { throw KeyError(weakExponent) }
        return .rsa(bits: bits)
    }

    private static func name(of type: Int32) -> String {
        OBJ_nid2sn(type).map { String(cString: $0) } ?? "unknown"
    }

    /// Points of order 1, 2, 4 and 8 by their y coordinate, little-endian, the sign left out; for the two small
    /// coordinates also what is congruent to them modulo p = 2^255 - 19. With such a key one signature fits many texts.
    private static let smallOrder: Set<[UInt8]> = {
        let ones = [UInt8](repeating: 0xFF, count: 30)
        let zeros = [UInt8](repeating: 0, count: 31)
        let order8 = [
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        ]
        let plain: [[UInt8]] = [
            [0] + zeros, [1] + zeros, [0xEC] + ones + [0x7F], [0xED] + ones + [0x7F], [0xEE] + ones + [0x7F],
        ]
        return Set(plain + order8.compactMap { ContentDigest.bytes(hex: $0) })
    }()
}

// MARK: - What the user reads

private let unusualForm =
    "an elliptic-curve key must name its curve and hold an uncompressed point; rewrite it with openssl ec -pubin -pubout -param_enc named_curve -conv_form uncompressed"
private let weakPoint = "the Ed25519 key is a point of small order, for which signatures can be forged"
private let weakExponent = "the public exponent of the RSA key is even, 1, or longer than 64 bits"
private let restrictedRSA = "it is an RSA key restricted to PSS (id-RSASSA-PSS); write it as a plain RSA key"
private let supported = "(supported: ECDSA on P-256, P-384 and P-521, Ed25519, RSA from 2048 bits)"
private func unknownType(_ name: String) -> String { "keys of type \(name) are not supported \(supported)" }
private func unknownCurve(_ name: String) -> String { "the curve \(name) is not supported \(supported)" }
private func shortRSA(_ bits: Int) -> String {
    "the RSA key has \(bits) bits; at least \(KeyCheck.leastBits) are needed"
}
private func longRSA(_ bits: Int) -> String { "the RSA key has \(bits) bits; at most \(KeyCheck.mostBits) are read" }
