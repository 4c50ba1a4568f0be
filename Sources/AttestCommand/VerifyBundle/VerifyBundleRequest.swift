/// What `pedigree verify-bundle` was asked.
package struct VerifyBundleRequest: Sendable {
    package var bundle: String
    /// A file, or `sha256:` with its digest.
    package var artifact: String
    package var identity: String?
    package var issuer: String?
    package var key: String?
    package var trustedRoot: String?

    package init(bundle: String, artifact: String) {
        self.bundle = bundle
        self.artifact = artifact
    }
}
