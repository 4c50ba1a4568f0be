import COpenSSL

/// The library as a whole.
package enum OpenSSLLibrary {
    /// Has OpenSSL leave its memory to the system when the process ends.
    ///
    /// By itself it takes its tables and locks down in `exit` (OPENSSL_init_crypto(3), `OPENSSL_INIT_NO_ATEXIT`), and a thread
    /// that verifies a signature at that moment crashes the process, which then ends with a signal instead of its status.
    /// Works only before the first other use.
    package static func keepToTheEnd() { _ = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) }
}
