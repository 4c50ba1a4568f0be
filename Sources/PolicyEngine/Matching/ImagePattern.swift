import KubernetesModel
import ModelReferences

/// Which images a policy lists: registry and repository with globs, such as `registry.corp/ml/*-classifier`, compared
/// part by part after Docker's defaults are written out. A digest narrows it to one image; a tag has no place in it.
package struct ImagePattern: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    private let name: Glob
    private let digest: String?

    package init(_ text: String) {
        self.text = text
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        name = Glob(Self.withDefaults(parts.first ?? ""))
        digest = parts.count == 2 ? parts[1] : nil
    }

    package var description: String { text }

    /// Whether `image` is one of these. What no registry client could read matches nothing.
    package func matches(_ image: String) -> Bool {
        guard let image = ImageReference(image) else { return false }
        return matches(image)
    }

    package func matches(_ image: ImageReference) -> Bool {
        guard name.matches(image.name) else { return false }
        guard let digest else { return true }
        return image.digest?.description == digest
    }

    /// `nginx` is `docker.io/library/nginx` and `team-*/x` is `docker.io/team-*/x`; a wildcard that stands alone in the
    /// first place is any registry.
    private static func withDefaults(_ name: String) -> String {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let first = parts.first ?? ""
        if parts.count == 1 { return first == "**" ? name : "docker.io/library/\(name)" }
        let isHost = first == "localhost" || first == "*" || first == "**" || first.contains(".") || first.contains(":")
        if first == "index.docker.io" { return "docker.io/\(parts[1])" }
        return isHost ? name : "docker.io/\(name)"
    }
}

extension TextForm {
    /// A pattern over images.
    package static let imagePattern = TextForm(
        expected: #"an image without a tag, with globs such as "registry.corp/ml/*-classifier""#,
        pattern: #"^[^\s:@]+(:[0-9]+/[^\s:@]+)?(@sha(256|384|512):[0-9a-f]+)?$"#
    ) { text in
        guard text != "*" else { return "* stays within one path segment; ** is every image" }
        // Where the stars are filled with something plain, it must be an image that a registry client can read.
        var filled = text.split(separator: "*", omittingEmptySubsequences: false).joined(separator: "x")
        if filled.hasPrefix("x/") { filled = "x.example\(filled.dropFirst())" }
        do throws(ImageReference.Problem) {
            let image = try ImageReference(parsing: filled)
            return image.tag == nil ? nil : "a tag can move and is not compared; leave it out, or name a digest"
        } catch {
            return "it matches nothing: \(error.reason)"
        }
    }
}
