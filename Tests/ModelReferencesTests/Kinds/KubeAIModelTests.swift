import Testing

@testable import ModelReferences

@Suite("KubeAI's Model")
struct KubeAIModelTests {
    @Test(
        "a commit in spec.args pins where the server fetches the model itself",
        arguments: ["engine: VLLM", "engine: Infinity"])
    func ofServer(_ fields: String) throws {
        #expect(try pinnings(fields, "hf://o/n") == ["pinned"])
    }

    @Test(
        "a commit in spec.args pins nothing where something else fetches the model",
        arguments: ["engine: VLLM\n  cacheProfile: efs", "engine: FasterWhisper", "engine: OLlama"])
    func ofLoader(_ fields: String) throws {
        #expect(try pinnings(fields, "hf://o/n") == ["mutable"])
        #expect(try pinnings(fields, "s3://b/m/v1/") == ["versioned"])
    }

    @Test("what is said of a cache is to leave it out")
    func remedy() throws {
        let found = try manifest("engine: VLLM\n  cacheProfile: efs", "hf://o/n").references
        #expect(found.first?.pinning.reason.contains("fills the cache") == true)
        #expect(found.first?.suggestion?.contains("leave out cacheProfile") == true)
        let whisper = try manifest("engine: FasterWhisper", "hf://o/n").references
        #expect(whisper.first?.suggestion?.contains("s3://BUCKET/MODEL/v1/") == true)
    }

    @Test("a commit in the URL stays invalid behind a cache")
    func inURL() throws {
        let found = try manifest("engine: VLLM\n  cacheProfile: efs", "hf://o/n@\(commit)").references
        #expect(found.first?.pinning.reason.hasPrefix("invalid:") == true)
    }

    private func pinnings(_ fields: String, _ url: String) throws -> [String] {
        try manifest(fields, url).references.map(\.pinning.name)
    }

    private func manifest(_ fields: String, _ url: String) throws -> Manifest {
        try Manifest(
            """
            apiVersion: kubeai.org/v1
            kind: Model
            metadata: {name: n}
            spec:
              url: "\(url)"
              args: ["--revision=\(commit)"]
              \(fields)
            """)
    }
}
