import Testing

@testable import ModelReferences

@Suite("What operators are told to write")
struct OperatorRemedyTests {
    @Test(
        "a field that the kind has, or something else where it has none",
        arguments: [
            ("llmaz.io/v1alpha1", "OpenModel", "{source: {modelHub: {modelID: o/n}}}", "modelHub.revision"),
            (
                "llmaz.io/v1alpha1", "OpenModel", "{source: {modelHub: {name: ModelScope, modelID: o/n}}}",
                "modelHub.revision"
            ),
            ("kaito.sh/v1alpha1", "RAGEngine", "{embedding: {local: {modelID: BAAI/bge}}}", "local.image"),
            (
                "workload.serving.volcano.sh/v1alpha1", "ModelBooster", "{backend: {modelURI: \"hf://o/n\"}}",
                "s3://BUCKET/MODEL/v1/"
            ),
        ])
    func remedies(_ version: String, _ kind: String, _ spec: String, _ words: String) throws {
        let found = try Manifest("apiVersion: \(version)\nkind: \(kind)\nmetadata: {name: n}\nspec: \(spec)").references
        #expect(found.map(\.pinning.name) == ["mutable"])
        #expect(found.first?.suggestion?.contains(words) == true)
    }

    @Test("a model that is pinned is told nothing")
    func pinned() throws {
        let found = try Manifest(
            "apiVersion: llmaz.io/v1alpha1\nkind: OpenModel\nmetadata: {name: n}\n"
                + "spec: {source: {modelHub: {modelID: o/n, revision: \(commit)}}}"
        ).references
        #expect(found.map(\.suggestion) == [nil])
    }
}
