/// How it stands with something that is loaded from disk and reloaded when it changes: the policies, the certificate.
package struct ReloadStatus: Sendable, Hashable {
    /// `policies`, `certificate`.
    package var name: String
    /// Whether something good has been loaded; nothing is served before.
    package var isLoaded: Bool
    /// When that was, in seconds since 1970.
    package var loadedAt: Double?
    /// Why the newest content was not taken; nil where it was. What was loaded before goes on serving.
    package var error: String?
    /// How often something new was loaded.
    package var generation: Int
    /// What is loaded, where it has a digest.
    package var digest: String?

    package init(
        name: String, isLoaded: Bool, loadedAt: Double?, error: String? = nil, generation: Int, digest: String? = nil
    ) {
        self.name = name
        self.isLoaded = isLoaded
        self.loadedAt = loadedAt
        self.error = error
        self.generation = generation
        self.digest = digest
    }
}
