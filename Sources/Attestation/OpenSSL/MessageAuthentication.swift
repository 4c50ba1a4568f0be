import COpenSSL

/// Codes that only who knows a key can make.
package enum MessageAuthentication {
    /// RFC 2104 over SHA-256: 32 bytes.
    package static func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        // OpenSSL fails here only where memory ends or its configuration forbids the hash: there is no answer to go on with.
        guard let keyLength = Int32(exactly: key.count) else { fatalError(noCode) }
        let made = key.withUnsafeBufferPointer { key in
            message.withUnsafeBufferPointer { message in
                HMAC(EVP_sha256(), key.baseAddress, keyLength, message.baseAddress, message.count, &code, nil)
            }
        }
        guard made != nil else { fatalError(noCode) }
        return code
    }

    package static func hmacSHA256(key: [UInt8], message: String) -> [UInt8] {
        hmacSHA256(key: key, message: Array(message.utf8))
    }
}

private let noCode = "OpenSSL cannot compute a message authentication code"
