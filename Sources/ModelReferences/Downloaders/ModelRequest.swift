import KubernetesModel

/// A request that makes a server fetch a model: Ollama's `POST /api/pull {"name": "llama3"}`, and LocalAI's
/// `POST /models/apply {"id": "llama-3"}` (docs/content/features/model-gallery.md of mudler/LocalAI).
enum ModelRequest {
    static func reference(_ url: Word, body: Word) -> FoundReference? {
        guard let kind = kind(of: url.text) else { return nil }
        guard let document = try? JSONParser.parse(body.text) else { return reference(body, kind) }
        let root = document.root
        guard let name = kind.keys.lazy.compactMap({ root[$0]?.nonEmptyString }).first else { return nil }
        return reference(body.with(text: name), kind)
    }

    /// What the body of a request to this address says by one of its keys; nil where the address fetches nothing.
    static func keys(of url: String) -> [String]? { kind(of: url)?.keys }

    static func reference(_ name: Word, to url: String) -> FoundReference? { kind(of: url).map { reference(name, $0) } }

    private struct Kind {
        var path: String
        var keys: [String]
        var consumer: Consumer
    }

    private static let kinds = [
        Kind(path: "/api/pull", keys: ["model", "name"], consumer: .ollama),
        Kind(path: "/api/create", keys: ["from"], consumer: .ollama),
        Kind(path: "/models/apply", keys: ["url", "id", "name"], consumer: .any),
    ]

    private static func kind(of url: String) -> Kind? {
        let path = ModelLook.withoutQuery(url)
        return kinds.first { path.hasSuffix($0.path) }
    }

    private static func reference(_ word: Word, _ kind: Kind) -> FoundReference {
        var reference = FoundReference(word, consumer: kind.consumer)
        if kind.consumer == .any, !word.text.contains("://"), reference.pinning == nil {
            reference.pinning = .mutable(ofGallery)
        }
        return reference
    }
}

// MARK: - What the user reads

private let ofGallery = "a name in a gallery of LocalAI, whose entry can change at any time"
