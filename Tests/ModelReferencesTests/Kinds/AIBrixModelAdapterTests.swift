import Testing

@testable import ModelReferences

@Suite("AIBrix's claims and adapters")
struct AIBrixModelAdapterTests {
    @Test(
        "the whole path is a repository, so that no URI of the hub pins",
        arguments: ["ModelAdapter", "ModelClaim"],
        ["huggingface://o/n:\(commit)", "huggingface://o/n@\(commit)", "hf://o/n@\(commit)", "hf://o/n:\(commit)"])
    func commits(_ kind: String, _ url: String) throws {
        let found = try #require(try references(kind, url).first)
        #expect(found.pinning.reason.hasPrefix("invalid:"))
        #expect(found.suggestion?.contains("s3://BUCKET/MODEL/v1/") == true)
    }

    @Test("what is suggested is versioned", arguments: ["s3://b/adapter/v1/", "gcs://b/adapter/v1/"])
    func folders(_ url: String) throws {
        #expect(try references("ModelAdapter", url).map(\.pinning.name) == ["versioned"])
    }

    @Test("a plain repository and a path move", arguments: ["huggingface://o/n", "hf://o/n", "/models/lora"])
    func moving(_ url: String) throws {
        let found = try references("ModelAdapter", url)
        #expect(found.map(\.pinning.name) == ["mutable"])
        #expect(found.first?.role == .adapter)
        #expect(found.first?.pinning.reason.hasPrefix("invalid:") == false)
    }

    private func references(_ kind: String, _ url: String) throws -> [ModelReference] {
        try Manifest(
            "apiVersion: model.aibrix.ai/v1alpha1\nkind: \(kind)\nmetadata: {name: a}\nspec: {artifactURL: '\(url)'}"
        ).references
    }
}
