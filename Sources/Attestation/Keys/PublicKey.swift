import COpenSSL
import KubernetesModel

/// A public key that signatures are checked with: ECDSA on P-256, P-384 or P-521, Ed25519, or RSA of 2048 bits or more.
package final class PublicKey: @unchecked Sendable {
    // SAFETY: an EVP_PKEY is never changed after it was made, and OpenSSL 3 lets threads share one for reading.
    let handle: OpaquePointer
    /// `sha256` of the SubjectPublicKeyInfo (DER), in hex: the key's name wherever keys are compared.
    package let digest: String

    /// Takes over one reference of `handle`.
    init(owning handle: OpaquePointer, digest: String) {
        self.handle = handle
        self.digest = digest
    }

    deinit { EVP_PKEY_free(handle) }
}
