import FoundationEssentials

/// What `pedigree verify` is asked.
package struct VerifyRequest: Sendable {
    /// An envelope, bundle or model signature; `-` is standard input.
    package var file: String
    /// Files of PEM, each with one public key.
    package var keys: [String] = []
    /// Files of PEM with root certificates, believed for `identities`.
    package var certificateRoots: [String] = []
    package var identities: [String] = []
    /// Directories of policies, whose trust roots are asked.
    package var policies: [String] = []
    /// One of those trust roots; nil: all.
    package var trustRoot: String?
    package var predicateType: String?
    /// The model that it must be about: a reference, or `sha256:…`.
    package var subject: String?
    /// A directory or file that a model signature must fit.
    package var model: String?
    /// Paths within the model that are passed over.
    package var ignoring: [String] = []
    package var threshold: Int = 1
    /// When certificates must be valid.
    package var time: Date

    package init(file: String, time: Date) {
        self.file = file
        self.time = time
    }
}
