import COpenSSL

/// Runs one of OpenSSL's `i2d_` functions: asked once for the length, once for the bytes.
func encoded(
    _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
) -> [UInt8]? {
    guard let length = Int(exactly: encode(nil)), length > 0 else {
        OpenSSLErrors.clear()
        return nil
    }
    var bytes = [UInt8](repeating: 0, count: length)
    let written = bytes.withUnsafeMutableBufferPointer { buffer in
        var cursor = buffer.baseAddress
        return encode(&cursor)
    }
    return Int(written) == length ? bytes : nil
}

/// Runs one of OpenSSL's `d2i_` functions over all of `bytes`; nil where it fails or leaves bytes over.
func decoded<Handle>(
    _ bytes: [UInt8],
    _ decode: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> Handle?,
    free: (Handle) -> Void
) -> Handle? {
    bytes.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress, !buffer.isEmpty else { return nil }
        var cursor: UnsafePointer<UInt8>? = start
        guard let handle = decode(&cursor, buffer.count) else {
            OpenSSLErrors.clear()
            return nil
        }
        guard cursor == start + buffer.count else {
            free(handle)
            return nil
        }
        return handle
    }
}

/// Everything that `body` writes into a memory buffer of OpenSSL.
func written(_ body: (OpaquePointer) -> Bool) -> [UInt8]? {
    guard let bio = BIO_new(BIO_s_mem()) else { return nil }
    defer { BIO_free(bio) }
    guard body(bio) else { return nil }
    var start: UnsafeMutablePointer<CChar>?
    guard let count = Int(exactly: pedigree_bio_bytes(bio, &start)), count >= 0 else { return nil }
    guard let start else { return [] }
    return UnsafeRawBufferPointer(start: start, count: count).map { $0 }
}
